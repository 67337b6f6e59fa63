// QUANTAS's peers with proof of work, BitcoinPeer and EthereumPeer, as experiments of nakamoto.
#pragma once

#include <cstdint>
#include <string_view>

#include <nlohmann/json.hpp>

#include "cli/document.hpp"

namespace parley::cli {

bool is_quantas_ledger(std::string_view peer_type);

// `parameters` is null where their experiment has none; nobody mines then, there as here. Throws InputError.
void read_quantas_ledger(std::string_view peer_type, const Place* parameters, std::uint64_t peers,
                         nlohmann::json& document);

// Their metrics of such a point; null where it is none.
nlohmann::json quantas_ledger_metrics(const nlohmann::json& metrics);

}  // namespace parley::cli

#include "cli/quantas_ledger.hpp"

#include <algorithm>
#include <vector>

#include "cli/quantas_values.hpp"

namespace parley::cli {

namespace {

using nlohmann::json;

constexpr std::uint64_t kMostRate = 1'000'000;
constexpr std::uint64_t kMostAccomplices = 63;
constexpr std::uint64_t kUnit = 1'000'000'000;  // a share of so much succeeds in every round
constexpr std::uint64_t kNever = 4'000'000'000'000'000'000;

std::uint64_t rate_or(const Place& place, std::string_view member, std::uint64_t otherwise) {
  return quantas::whole_or(place, member, otherwise, kMostRate);
}

std::vector<std::uint64_t> read_rates(const Place& parameters, std::uint64_t peers) {
  const std::uint64_t usual = rate_or(parameters, "mineRate", rate_or(parameters, "defaultMineRate", 1));
  std::vector<std::uint64_t> rates(peers, usual);
  if (const auto listed = parameters.find("mineRates")) {
    const std::vector<Place> elements = listed->elements();
    for (std::size_t id = 0; id < elements.size(); ++id) {
      const std::uint64_t rate = elements[id].whole(0, kMostRate);
      if (id < peers) rates[id] = rate;
    }
  }
  return rates;
}

// In each round a peer finds a block with its own rate against `mineScaler` times that of all others.
std::vector<std::uint64_t> shares_of(const std::vector<std::uint64_t>& rates, std::uint64_t scaler) {
  std::uint64_t total = 0;
  for (const std::uint64_t rate : rates) total += rate;
  std::vector<std::uint64_t> shares;
  for (const std::uint64_t rate : rates) {
    const std::uint64_t others = std::max<std::uint64_t>(1, (total - rate) * scaler);
    const double chance = static_cast<double>(std::min(rate, others)) / static_cast<double>(others);
    shares.push_back(static_cast<std::uint64_t>(chance * static_cast<double>(kUnit)));
  }
  return shares;
}

std::vector<std::uint64_t> read_parasites(const Place& fault, std::uint64_t peers) {
  std::vector<std::uint64_t> ids;
  if (const auto listed = fault.find("peerIndices")) {
    for (const Place& id : listed->elements()) ids.push_back(id.whole(0, std::min(peers, kMostAccomplices) - 1));
    return ids;
  }
  const auto count = fault.find("count");
  const std::uint64_t number = count ? count->whole(0, std::min(peers, kMostAccomplices)) : 0;
  for (std::uint64_t id = 0; id < number; ++id) ids.push_back(id);
  return ids;
}

void read_fault(const Place& fault, std::uint64_t peers, json& document) {
  fault.only({"leadThreshold", "peerIndices", "count"});
  const std::vector<std::uint64_t> ids = read_parasites(fault, peers);
  std::uint64_t accomplices = 0;
  for (const std::uint64_t id : ids) accomplices |= std::uint64_t{1} << id;
  const json parameters{{"lead", std::max<std::uint64_t>(1, rate_or(fault, "leadThreshold", 1))},
                        {"accomplices", accomplices}};
  std::uint64_t count = 0;
  for (std::uint64_t id = 0; id < std::min(peers, kMostAccomplices); ++id) {
    if (((accomplices >> id) & 1) == 0) continue;
    ++count;
    document["faults"]["byzantine"].push_back(
        {{"process", id},
         {"strategies", {{{"type", "protocol"}, {"attack", "parasite"}, {"parameters", parameters}}}}});
  }
  document["t"] = std::min(count, peers - 1);
}

}  // namespace

bool is_quantas_ledger(std::string_view peer_type) {
  return peer_type == "BitcoinPeer" || peer_type == "EthereumPeer";
}

// A test ends with its rounds, however forks go: a block counts as confirmed only as deep as a process can reorganise.
// A fork of two branches of which neither gets two blocks ahead for 32 blocks does not happen.
void read_quantas_ledger(std::string_view peer_type, const Place* parameters, std::uint64_t peers, json& document) {
  constexpr std::uint64_t kKeep = 32;
  json& ours = document["parameters"];
  ours = {{"rule", peer_type == "EthereumPeer" ? "ghost" : "longest"},
          {"keep", kKeep},
          {"confirmations", kKeep - 1},
          {"target", std::uint32_t{4'000'000'000}},
          {"block_size", 1},
          {"unit_ticks", parameters == nullptr ? kNever : kUnit}};
  document["protocol"] = "nakamoto";
  document["t"] = 0;
  if (parameters == nullptr) return;
  parameters->only({"submitRate", "mineRate", "defaultMineRate", "mineRates", "mineScaler", "parasiteFault"});
  const std::vector<std::uint64_t> shares =
      shares_of(read_rates(*parameters, peers), std::max<std::uint64_t>(1, rate_or(*parameters, "mineScaler", 1)));
  if (std::all_of(shares.begin(), shares.end(), [](std::uint64_t share) { return share == 0; })) {
    ours["unit_ticks"] = kNever;
  } else {
    ours["shares"] = shares;
  }
  const std::uint64_t each = rate_or(*parameters, "submitRate", 20);  // rounds from one transaction to a peer's next
  ours["submit_rate"] = each == 0 ? 0 : 1000 * peers / each;
  if (const auto fault = parameters->find("parasiteFault")) read_fault(*fault, peers, document);
}

json quantas_ledger_metrics(const json& metrics) {
  if (!metrics.contains("common_root")) return nullptr;
  return {{"minedBlocks", metrics.at("mined")},
          {"dagLongestChainLength", metrics.at("longest")},
          {"dagCommonRootHeight", metrics.at("common_root")},
          {"dagCommonRootParasites", metrics.at("common_root_faulty")},
          {"dagTotalForkPoints", metrics.at("forks")}};
}

}  // namespace parley::cli

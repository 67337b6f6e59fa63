// QUANTAS's peers that are data links or overlays, as experiments of ours. What is taken over how is told in
// docs/quantas.md.
#pragma once

#include <cstdint>
#include <string_view>

#include <nlohmann/json.hpp>

#include "cli/document.hpp"

namespace parley::cli {

// The names that read_link_or_overlay knows, for messages.
inline constexpr std::string_view kLinkAndOverlayPeers =
    "AltBitPeer, StableDataLinkPeer, KademliaPeer, LinearChordPeer";

// Puts protocol, t and parameters into `document` and returns true, or returns false when the type is none of these.
// `slowest` is the longest delay, in rounds. Throws InputError at the place in their document.
bool read_link_or_overlay(std::string_view type, const Place& topology, const Place& parameters, std::uint64_t peers,
                          std::uint64_t slowest, nlohmann::json& document);

// Puts the metrics that these peers log into `quantas`, from those of a point; nothing for other protocols.
void add_link_or_overlay_metrics(const nlohmann::json& metrics, nlohmann::json& quantas);

}  // namespace parley::cli

#include "cli/quantas_peers.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "cli/quantas_values.hpp"

namespace parley::cli {

namespace {

using nlohmann::json;
using quantas::kEndless;
using quantas::kMostTicks;

void need_two(const Place& topology, std::uint64_t peers) {
  if (peers != 2)
    topology.require("initialPeers").fail(fmt::format("expected 2, a sender and a receiver, found {}", peers));
}

// Theirs sends again when more than timeOutRate rounds have gone by; without it, never.
void read_link(std::string_view protocol, const Place& parameters, std::uint64_t otherwise, json& document) {
  parameters.only({"timeOutRate"});
  const std::uint64_t rounds = quantas::whole_or(parameters, "timeOutRate", otherwise, kMostTicks);
  document["protocol"] = protocol;
  document["t"] = 0;
  document["parameters"] = {{"messages", kEndless}, {"resend_ticks", rounds + 1}};
}

// One lookup a round, of any peer: each of n peers makes one in n rounds. Tables are perfect from the start and stay.
json lookups(std::uint64_t peers) {
  return {{"tables", "perfect"}, {"lookups", kEndless}, {"lookup_ticks", peers}};
}

void read_overlay(std::string_view protocol, const Place& parameters, json own, json& document) {
  parameters.only({});
  document["protocol"] = protocol;
  document["t"] = 0;
  document["parameters"] = std::move(own);
}

}  // namespace

bool read_link_or_overlay(std::string_view type, const Place& topology, const Place& parameters, std::uint64_t peers,
                          std::uint64_t slowest, json& document) {
  if (type == "AltBitPeer") {
    need_two(topology, peers);
    read_link("alternating_bit", parameters, document.at("max_ticks").get<std::uint64_t>(), document);
  } else if (type == "StableDataLinkPeer") {
    need_two(topology, peers);
    read_link("stable_data_link", parameters, 4, document);
    document["parameters"]["arbitrary"] = false;
  } else if (type == "KademliaPeer") {
    json own = lookups(peers);
    own["answer_ticks"] = 4 * slowest;
    read_overlay("kademlia", parameters, std::move(own), document);
  } else if (type == "LinearChordPeer") {
    json own = lookups(peers);
    own["placement"] = "even";
    own["stabilise_ticks"] = 0;
    read_overlay("chord", parameters, std::move(own), document);
  } else {
    return false;
  }
  return true;
}

void add_link_or_overlay_metrics(const json& metrics, json& quantas) {
  const double runs = std::max(1.0, metrics.value("runs", 1.0));
  if (metrics.contains("confirmed")) {
    const double sent = metrics.value("sent", 0.0);
    const double confirmed = metrics.value("confirmed", 0.0);
    quantas["messages"] = sent / runs;
    quantas["throughput"] = confirmed;
    quantas["utility"] = sent > 0 ? 100 * confirmed * runs / sent : 0;
  } else if (metrics.contains("satisfied")) {
    quantas.erase("throughput");
    quantas["hops"] = metrics.value("hops", 0.0);
    quantas["satisfied"] = metrics.value("satisfied", 0.0);
  }
}

}  // namespace parley::cli

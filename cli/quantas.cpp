#include "cli/quantas.hpp"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>

#include "cli/document.hpp"
#include "cli/protocol_entry.hpp"
#include "cli/quantas_ledger.hpp"
#include "cli/quantas_peers.hpp"
#include "cli/quantas_values.hpp"
#include "protocols/core/error.hpp"
#include "protocols/core/random.hpp"

namespace parley::cli {

namespace {

using nlohmann::json;
using quantas::kEndless;
using quantas::kMostTicks;
using quantas::whole_or;

constexpr std::uint64_t kMostPeers = 1'000'000;

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

double chance_or_none(const Place& place, std::string_view member) {
  const auto found = place.find(member);
  return found ? found->probability() : 0;
}

// A delay of 0 rounds is one of 1 there, too: what is sent in a round is received in a later one.
std::uint64_t delay_or(const Place& place, std::string_view member, std::uint64_t otherwise) {
  return std::max<std::uint64_t>(1, whole_or(place, member, otherwise, kMostTicks));
}

json read_delays(const Place& place, json& network) {
  const std::uint64_t least = delay_or(place, "minDelay", 1);
  const std::uint64_t most = delay_or(place, "maxDelay", 1);
  const auto type = place.find("type");
  const std::string kind = type ? lower(type->text()) : "uniform";
  if (kind == "one") return {{"type", "constant"}, {"ticks", 1}};
  if (most < least)
    place.require("maxDelay").fail(fmt::format("expected at least minDelay = {}, found {}", least, most));
  if (kind == "uniform") return {{"type", "uniform"}, {"min", least}, {"max", most}};
  if (kind != "poisson") type->fail("expected one of uniform, poisson, one, found \"" + type->text() + "\"");
  if (least > 1) place.require("minDelay").fail(fmt::format("expected at most 1 with poisson, found {}", least));
  network["synchrony"] = {{"gst", 0}, {"delta", most}};  // their delays are clamped to maxDelay
  return {{"type", "poisson"}, {"mean", whole_or(place, "avgDelay", 1, kMostTicks)}};
}

json read_distribution(const Place& place) {
  place.only({"type", "minDelay", "maxDelay", "avgDelay", "dropProbability", "duplicateProbability",
              "reorderProbability", "maxMsgsRec", "size"});
  json network{{"scheduler", "events"}};
  network["latency"] = read_delays(place, network);
  network["loss"] = chance_or_none(place, "dropProbability");
  network["duplication"] = chance_or_none(place, "duplicateProbability");
  network["reordering"] = chance_or_none(place, "reorderProbability");
  const auto cap = place.find("maxMsgsRec");
  network["receive_cap"] = {{"messages", cap ? cap->whole(1, kMostTicks) : 1}};  // their default
  if (const auto size = place.find("size")) network["receive_cap"]["queue"] = size->whole(1, kMostTicks);
  return network;
}

json read_user_list(const Place& place, std::uint64_t peers) {
  json links = json::array();
  const Place list = place.require("list");
  if (!list.json().is_object()) list.fail("expected an object from a peer to a list of peers");
  for (const auto& [name, unused] : list.json().items()) {
    const Place targets = list.require(name);
    const bool digits = !name.empty() && name.size() < 8 && name.find_first_not_of("0123456789") == std::string::npos;
    if (!digits || std::stoull(name) >= peers)
      targets.fail(fmt::format("expected a peer below initialPeers = {}", peers));
    for (const Place& target : targets.elements()) links.push_back({std::stoull(name), target.whole(0, peers - 1)});
  }
  return {{"type", "list"}, {"links", std::move(links)}, {"directed", true}};
}

json read_quantas_topology(const Place& place, std::uint64_t peers) {
  place.only({"type", "initialPeers", "totalPeers", "initialPeerType", "identifiers", "height", "width", "list"});
  const std::size_t type = place.require("type").one_of(
      {"complete", "star", "chain", "ring", "unidirectionalRing", "userList", "grid", "torus"});
  constexpr const char* kNames[] = {"complete", "star", "chain", "ring", "unidirectional_ring"};
  if (const auto identifiers = place.find("identifiers")) identifiers->text();
  whole_or(place, "totalPeers", 0, kMostPeers);
  if (type < 5) return {{"type", kNames[type]}};
  if (type == 5) return read_user_list(place, peers);
  const std::uint64_t rows = place.require("height").whole(1, peers);
  const std::uint64_t columns = place.require("width").whole(1, peers);
  if (rows * columns != peers)
    place.require("width").fail(fmt::format("expected height times width to be initialPeers = {}", peers));
  return {{"type", type == 6 ? "grid" : "torus"}, {"rows", rows}, {"columns", columns}};
}

// Their peers keep one request under way, and make one of their own when none waits: a client without end.

void read_pbft(const Place& parameters, std::uint64_t peers, std::uint64_t slowest, json& document) {
  parameters.only({"byzantine_count", "committee_id"});
  document["protocol"] = "pbft";
  document["t"] = (peers - 1) / 3;
  document["parameters"] = {{"clients", 1},
                            {"operations", kEndless},
                            {"calls", 1},
                            {"request_ticks", 10 * slowest},
                            {"retry_ticks", 20 * slowest},
                            {"status_ticks", 10 * slowest}};
  const std::uint64_t liars = whole_or(parameters, "byzantine_count", 0, peers);
  for (std::uint64_t id = 0; id < liars; ++id)
    document["faults"]["byzantine"].push_back(
        {{"process", id}, {"strategies", {{{"type", "protocol"}, {"attack", "equivocating_primary"}}}}});
}

// Their pauses as crashes and restarts: the first `crash_count` peers are down from the start until the round of
// recovery, and every peer that is up falls with these odds in each round. Drawn once a document.
json read_crashes(const Place& place, std::uint64_t peers, std::uint64_t rounds, std::uint64_t number) {
  const std::uint64_t count = std::min(whole_or(place, "crash_count", 0, kMostPeers), peers);
  const std::uint64_t recovery = whole_or(place, "crash_recovery_round", 0, kMostTicks);
  const std::uint64_t down_for = std::max<std::uint64_t>(1, whole_or(place, "crash_recovery_delay", 0, kMostTicks));
  const double odds = chance_or_none(place, "crash_odds");
  constexpr double kMostCrashes = 1e6;
  if (odds * static_cast<double>(peers) * static_cast<double>(rounds) > kMostCrashes)
    place.require("crash_odds").fail(fmt::format("expected fewer than {:.0f} crashes in all", kMostCrashes));
  json crashes = json::array();
  for (std::uint64_t id = 0; id < peers; ++id) {
    Rng rng = Rng::stream(number, id);
    std::uint64_t round = 1;
    if (id < count) {
      json crash{{"process", id}, {"at_tick", std::uint64_t{1}}};
      if (recovery > 1) crash["restart_at_tick"] = recovery;
      crashes.push_back(std::move(crash));
      round = recovery > 1 ? recovery + 1 : rounds;
    }
    for (; odds > 0 && round < rounds; ++round) {
      if (!rng.chance(odds)) continue;
      crashes.push_back({{"process", id}, {"at_tick", round}, {"restart_at_tick", round + down_for}});
      round += down_for;
    }
  }
  return crashes;
}

void read_raft(const Place& parameters, std::uint64_t peers, std::uint64_t number, json& document) {
  parameters.only({"committee_id", "crash_count", "crash_odds", "crash_recovery_round", "crash_recovery_delay",
                   "submit_rate", "timeout_spacing", "timeout_jitter"});
  const std::uint64_t spacing = std::max<std::uint64_t>(2, whole_or(parameters, "timeout_spacing", 100, kMostTicks));
  const std::uint64_t jitter = whole_or(parameters, "timeout_jitter", 5, kMostTicks);
  whole_or(parameters, "submit_rate", 20, kMostTicks);
  document["protocol"] = "raft";
  document["t"] = (peers - 1) / 2;
  document["parameters"] = {{"clients", 1},
                            {"operations", kEndless},
                            {"calls", 1},
                            {"election_ticks_min", spacing},
                            {"election_ticks_max", spacing + std::max<std::uint64_t>(jitter, 1) - 1},
                            {"heartbeat_ticks", std::max<std::uint64_t>(1, spacing / 3)},
                            {"retry_ticks", 2 * spacing}};
  const json crashes = read_crashes(parameters, peers, document.at("max_ticks").get<std::uint64_t>(), number);
  if (!crashes.empty()) document["faults"]["crashes"] = crashes;
}

// "RaftPeer" of an experiment that names it, or of "RaftPeer/RaftPeer.cpp" there or among the algorithms.
std::string peer_type(const Place& root, const Place& experiment, const Place& topology) {
  const auto name = [](const std::string& text) { return std::filesystem::path(text).stem().string(); };
  if (const auto type = topology.find("initialPeerType")) return name(type->text());
  if (const auto algorithm = experiment.find("algorithm")) return name(algorithm->text());
  const auto algorithms = root.find("algorithms");
  if (!algorithms || algorithms->elements().empty()) return topology.require("initialPeerType").text();
  return name(algorithms->elements().front().text());
}

Place type_place(const Place& experiment, const Place& topology) {
  if (const auto type = topology.find("initialPeerType")) return *type;
  if (const auto algorithm = experiment.find("algorithm")) return *algorithm;
  return topology;
}

// A client's work without end is never all done, and what a test of some rounds does not show says nothing.
std::vector<std::string> safety_of(const Experiment& experiment) {
  std::vector<std::string> names;
  for (const PropertyInfo& property : find_protocol(experiment).properties)
    if (property.kind == PropertyKind::kAlways) names.emplace_back(property.name);
  return names;
}

json convert(const Place& root, const Place& place, std::uint64_t number) {
  place.only({"algorithm", "logFile", "threadCount", "distribution", "topology", "parameters", "tests", "rounds"});
  static const json kEmpty = json::object();
  const Place topology = place.require("topology");
  const std::uint64_t peers = topology.require("initialPeers").whole(1, kMostPeers);
  whole_or(place, "threadCount", 1, kMostPeers);
  if (const auto log = place.find("logFile")) log->text();
  json document{{"n", peers}, {"runs", 1}};
  document["max_ticks"] = place.require("rounds").whole(1, kMostTicks);
  if (const auto tests = place.find("tests")) document["runs"] = tests->whole(1, kMostTicks);
  document["topology"] = read_quantas_topology(topology, peers);
  const auto distribution = place.find("distribution");
  document["network"] = read_distribution(distribution ? *distribution : Place(kEmpty, root.file()));
  const auto given = place.find("parameters");
  const Place parameters = given ? *given : Place(kEmpty, root.file(), place.path() + "/parameters");
  const std::uint64_t slowest = distribution ? delay_or(*distribution, "maxDelay", 1) : 1;
  const std::string type = peer_type(root, place, topology);
  if (type == "PBFTPeer") {
    read_pbft(parameters, peers, slowest, document);
  } else if (type == "RaftPeer") {
    read_raft(parameters, peers, number, document);
  } else if (is_quantas_ledger(type)) {
    read_quantas_ledger(type, given ? &parameters : nullptr, peers, document);
  } else if (!read_link_or_overlay(type, topology, parameters, peers, slowest, document)) {
    type_place(place, topology)
        .fail(fmt::format(
            "expected one of PBFTPeer, RaftPeer, BitcoinPeer, EthereumPeer, {}: there is no counterpart of {} "
            "here yet",
            kLinkAndOverlayPeers, type));
  }
  return document;
}

}  // namespace

bool is_quantas(const json& document) {
  return document.is_object() && document.contains("experiments") && !document.contains("protocol") &&
         !document.contains("system");
}

std::vector<SweepPoint> read_quantas(const json& document, const std::filesystem::path& name) {
  const Place root(document, name.string());
  root.only({"algorithms", "experiments"});
  if (const auto algorithms = root.find("algorithms"))
    for (const Place& algorithm : algorithms->elements()) algorithm.text();
  const std::vector<Place> experiments = root.require("experiments").elements();
  if (experiments.empty()) root.require("experiments").fail("expected at least one experiment");
  std::vector<SweepPoint> points;
  for (std::uint64_t number = 0; number < experiments.size(); ++number) {
    const Place& place = experiments[number];
    json converted = convert(root, place, number);
    SweepPoint point;
    const auto log = place.find("logFile");
    point.at.emplace_back(kQuantasPath, log ? log->json() : json(fmt::format("experiment {}", number)));
    point.experiment = parse_experiment(converted, name);
    converted["properties"] = safety_of(point.experiment);
    point.experiment = parse_experiment(std::move(converted), name);
    points.push_back(std::move(point));
  }
  return points;
}

void add_quantas_metrics(json& points) {
  for (json& point : points) {
    const json& metrics = point.at("metrics");
    if (json ledger = quantas_ledger_metrics(metrics); !ledger.is_null()) {
      point["quantas"] = std::move(ledger);
      continue;
    }
    const double operations = metrics.value("operations", 0.0);
    point["quantas"] = {{"latency", metrics.value("latency", 0.0)},
                        {"throughput", operations / std::max(1.0, metrics.value("runs", 1.0))}};
    if (const auto leaders = metrics.find("leaders"); leaders != metrics.end())
      point["quantas"]["leaderChanges"] = std::max(0.0, leaders->get<double>() - 1);
    add_link_or_overlay_metrics(metrics, point["quantas"]);
  }
}

}  // namespace parley::cli

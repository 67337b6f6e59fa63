// Documents of QUANTAS: what their keys become, that they run, and what is refused.
#include "cli/quantas.hpp"

#include <gtest/gtest.h>

#include "cli/run_sweep.hpp"
#include "protocols/core/error.hpp"
#include "tests/cli/program.hpp"
#include "tests/cli/temp_folder.hpp"
#include "tests/source_dir.hpp"

namespace parley::cli {
namespace {

using nlohmann::json;

json raft_document() {
  return json::parse(R"json({
    "algorithms": ["RaftPeer/RaftPeer.cpp"],
    "experiments": [{
      "algorithm": "RaftPeer", "logFile": "raft.txt", "threadCount": 48,
      "distribution": {"type": "uniform", "minDelay": 1, "maxDelay": 3, "dropProbability": 0.05,
                       "duplicateProbability": 0.01, "reorderProbability": 0.1, "maxMsgsRec": 10, "size": 50},
      "topology": {"type": "complete", "initialPeers": 5, "totalPeers": 5, "initialPeerType": "RaftPeer",
                   "identifiers": "random"},
      "parameters": {"committee_id": 0, "crash_count": 2, "crash_odds": 0.001, "crash_recovery_round": 40,
                     "crash_recovery_delay": 20, "submit_rate": 10, "timeout_spacing": 30, "timeout_jitter": 10},
      "tests": 4, "rounds": 500
    }]
  })json");
}

json pbft_document(int liars) {
  return json::parse(R"json({
    "algorithms": ["PBFTPeer/PBFTPeer.cpp"],
    "experiments": [{
      "logFile": "pbft.txt",
      "distribution": {"type": "uniform", "maxDelay": 1, "maxMsgsRec": 10},
      "topology": {"type": "complete", "initialPeers": 7, "initialPeerType": "PBFTPeer"},
      "parameters": {"byzantine_count": )json" +
                     std::to_string(liars) + R"json(}, "tests": 2, "rounds": 120
    }]
  })json");
}

Experiment read_one(const json& document) {
  const std::vector<SweepPoint> points = read_quantas(document, "theirs.json");
  EXPECT_EQ(points.size(), 1U);
  check_points(points);
  return points.front().experiment;
}

TEST(Quantas, IsToldByItsKeys) {
  EXPECT_TRUE(is_quantas(raft_document()));
  EXPECT_FALSE(is_quantas(json::parse(R"({"protocol": "raft", "n": 3, "t": 1})")));
  EXPECT_FALSE(is_quantas(json::parse(R"({"protocol": "raft", "experiments": []})")));
  EXPECT_FALSE(is_quantas(json::parse("[1]")));
}

TEST(Quantas, KeysBecomeOurs) {
  const Experiment experiment = read_one(raft_document());
  EXPECT_EQ(experiment.protocol, "raft");
  EXPECT_EQ(experiment.n, 5U);
  EXPECT_EQ(experiment.t, 2U);
  EXPECT_EQ(experiment.runs, 4U);
  EXPECT_EQ(experiment.max_ticks, 500U);
  EXPECT_EQ(experiment.network.latency.kind, sim::LatencyKind::kUniform);
  EXPECT_DOUBLE_EQ(experiment.network.latency.b, 3);
  EXPECT_DOUBLE_EQ(experiment.network.loss, 0.05);
  EXPECT_DOUBLE_EQ(experiment.network.duplication, 0.01);
  EXPECT_DOUBLE_EQ(experiment.network.reordering, 0.1);
  ASSERT_TRUE(experiment.network.receive_cap.has_value());
  EXPECT_EQ(experiment.network.receive_cap->messages, 10U);
  EXPECT_EQ(experiment.network.receive_cap->queue, 50U);
  EXPECT_EQ(experiment.document.at("parameters").at("election_ticks_min"), 30);
  EXPECT_EQ(experiment.document.at("parameters").at("election_ticks_max"), 39);
  ASSERT_GE(experiment.faults.crashes.size(), 2U);
  EXPECT_EQ(experiment.faults.crashes[0].process, ProcessId{0});
  EXPECT_EQ(experiment.faults.crashes[0].restart_at_tick->count, 40U);
}

TEST(Quantas, CrashOddsAreMet) {
  json document = raft_document();
  document["experiments"][0]["parameters"] = {{"crash_odds", 0.02}, {"crash_recovery_delay", 10}};
  document["experiments"][0]["rounds"] = 10'000;
  const Experiment experiment = read_one(document);
  // Five servers; of 60 rounds on average 50 are up and one falls: 10,000 / 60 each, standard deviation about 12.
  EXPECT_NEAR(static_cast<double>(experiment.faults.crashes.size()), 5 * 10'000 / 60.0, 4 * 5 * 12);
}

TEST(Quantas, LiarsAreTheFirstReplicas) {
  const Experiment experiment = read_one(pbft_document(2));
  EXPECT_EQ(experiment.protocol, "pbft");
  EXPECT_EQ(experiment.t, 2U);
  ASSERT_EQ(experiment.faults.byzantine.size(), 2U);
  EXPECT_EQ(experiment.faults.byzantine[1].process, ProcessId{1});
}

TEST(Quantas, OlderDocumentsNameTheAlgorithmElsewhere) {
  json document = pbft_document(0);
  document["experiments"][0]["topology"].erase("initialPeerType");
  EXPECT_EQ(read_one(document).protocol, "pbft");
  document["experiments"][0]["algorithm"] = "RaftPeer";
  document["experiments"][0].erase("parameters");
  EXPECT_EQ(read_one(document).protocol, "raft");
}

TEST(Quantas, DelaysAndTopologies) {
  json document = raft_document();
  json& experiment = document["experiments"][0];
  experiment["distribution"] = {{"type", "POISSON"}, {"avgDelay", 4}, {"maxDelay", 9}};
  EXPECT_EQ(read_one(document).network.latency.kind, sim::LatencyKind::kPoisson);
  EXPECT_EQ(read_one(document).network.synchrony->delta, 9U);
  EXPECT_EQ(read_one(document).network.receive_cap->messages, 1U);  // their default
  experiment["distribution"] = {{"type", "ONE"}, {"maxDelay", 9}};
  EXPECT_DOUBLE_EQ(read_one(document).network.latency.a, 1);
  experiment.erase("distribution");
  EXPECT_DOUBLE_EQ(read_one(document).network.latency.b, 1);
  json& topology = experiment["topology"];
  topology["type"] = "userList";
  topology["list"] = {{"0", {1, 2}}, {"4", {0}}};
  EXPECT_EQ(read_one(document).network.topology.link_count(), 3U);
  EXPECT_FALSE(read_one(document).network.topology.has_link(ProcessId{1}, ProcessId{0}));
  topology.erase("list");
  for (const auto& [type, links] : {std::pair("star", 8U), {"chain", 8U}, {"ring", 10U}, {"unidirectionalRing", 5U}}) {
    topology["type"] = type;
    EXPECT_EQ(read_one(document).network.topology.link_count(), links) << type;
  }
  topology["initialPeers"] = 6;
  topology["height"] = 2;
  topology["width"] = 3;
  topology["type"] = "grid";
  EXPECT_EQ(read_one(document).network.topology.link_count(), 14U);
  topology["type"] = "torus";
  EXPECT_EQ(read_one(document).network.topology.link_count(), 18U);
}

TEST(Quantas, RequestsAreConfirmedWhateverLiarsDo) {
  for (const int liars : {0, 2}) {
    const std::vector<SweepPoint> points = read_quantas(pbft_document(liars), "theirs.json");
    VerbResult result = simulate_sweep(points, 1, VerbOptions{});
    EXPECT_EQ(exit_status(result), kExitHolds);
    add_quantas_metrics(result.points);
    const json& metrics = result.points.at(0).at("quantas");
    EXPECT_GT(metrics.at("throughput").get<double>(), liars == 0 ? 15 : 5) << liars;
    EXPECT_GE(metrics.at("latency").get<double>(), 5);
  }
}

TEST(Quantas, LeadersChangeWhereServersFall) {
  json document = raft_document();
  json& parameters = document["experiments"][0]["parameters"];
  const auto changes = [&](double odds) {
    parameters["crash_odds"] = odds;
    parameters["crash_recovery_delay"] = 40;
    VerbResult result = simulate_sweep(read_quantas(document, "theirs.json"), 1, VerbOptions{});
    add_quantas_metrics(result.points);
    return result.points.at(0).at("quantas").at("leaderChanges").get<double>();
  };
  EXPECT_EQ(changes(0), 0);
  EXPECT_GT(changes(0.02), 1);
}

TEST(Quantas, WhatMakesNoSenseIsRefused) {
  const auto refused = [](const char* at, const json& value, const std::string& place, const std::string& expectation) {
    json document = std::string(at).find("byzantine") == std::string::npos ? raft_document() : pbft_document(0);
    const json::json_pointer pointer(at);
    if (value.is_null()) {
      document[pointer.parent_pointer()].erase(pointer.back());
    } else {
      document[pointer] = value;
    }
    try {
      check_points(read_quantas(document, "theirs.json"));
      ADD_FAILURE() << "accepted: " << at;
    } catch (const InputError& error) {
      EXPECT_EQ(error.file(), "theirs.json");
      EXPECT_EQ(error.place(), place);
      EXPECT_NE(error.expectation().find(expectation), std::string::npos) << error.what();
    }
  };
  const std::string one = "/experiments/0";
  refused("/experiments", json::array(), "/experiments", "at least one experiment");
  refused("/experiment", 1, "/experiment", "unknown member");
  refused("/algorithms/0", 1, "/algorithms/0", "expected a string");
  refused("/experiments/0/topology", nullptr, one + "/topology", "missing");
  refused("/experiments/0/topology/initialPeers", 0, one + "/topology/initialPeers", "from 1");
  refused("/experiments/0/topology/type", "mesh", one + "/topology/type", "expected one of complete");
  refused("/experiments/0/topology/initialPeerType", "ExamplePeer", one + "/topology/initialPeerType",
          "no counterpart of ExamplePeer");
  refused("/experiments/0/topology/peers", 3, one + "/topology/peers", "unknown member");
  refused("/experiments/0/rounds", 0, one + "/rounds", "from 1");
  refused("/experiments/0/rounds", nullptr, one + "/rounds", "missing");
  refused("/experiments/0/tests", 2.5, one + "/tests", "found 2.5");
  refused("/experiments/0/logfile", "x", one + "/logfile", "unknown member");
  refused("/experiments/0/distribution/dropProbability", 7, one + "/distribution/dropProbability", "from 0 to 1");
  refused("/experiments/0/distribution/minDelay", 5, one + "/distribution/maxDelay", "at least minDelay = 5");
  refused("/experiments/0/distribution/type", "normal", one + "/distribution/type", "expected one of uniform");
  refused("/experiments/0/distribution/maxMsgsRec", 0, one + "/distribution/maxMsgsRec", "from 1");
  refused("/experiments/0/parameters/crash_odds", 2, one + "/parameters/crash_odds", "from 0 to 1");
  refused("/experiments/0/parameters/crashes", 2, one + "/parameters/crashes", "unknown member");
  refused("/experiments/0/parameters/byzantine_count", 8, one + "/parameters/byzantine_count", "to 7");
}

TEST(Quantas, TheProgramTakesThem) {
  const TempFolder folder;
  const std::string out = (folder.path() / "out").string();
  for (const char* name : {"raft.json", "pbft.json"}) {
    const std::string file = source_dir() + "/examples/quantas/" + name;
    const Finished finished = Program(folder.path(), {"simulate", file, "--out", out}).wait();
    EXPECT_EQ(finished.status, 0) << finished.err << finished.out;
    const json result = json::parse(read_text(std::filesystem::path(out) / "sweep.json"));
    for (const json& point : result.at("points")) EXPECT_GT(point.at("quantas").at("throughput").get<double>(), 0);
  }
}

}  // namespace
}  // namespace parley::cli

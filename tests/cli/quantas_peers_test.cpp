// QUANTAS's data links and overlays: what their keys become, and the metrics that come out.
#include <cmath>
#include <gtest/gtest.h>

#include "cli/quantas.hpp"
#include "cli/run_sweep.hpp"
#include "protocols/core/error.hpp"

namespace parley::cli {
namespace {

using nlohmann::json;

json document(const std::string& type, std::uint64_t peers, const json& parameters) {
  json experiment{{"logFile", type + ".txt"},
                  {"distribution", {{"type", "uniform"}, {"maxDelay", 1}}},
                  {"topology", {{"type", "complete"}, {"initialPeers", peers}, {"initialPeerType", type}}},
                  {"tests", 2},
                  {"rounds", 400}};
  if (!parameters.empty()) experiment["parameters"] = parameters;
  return {{"algorithms", {type + "/" + type + ".cpp"}}, {"experiments", {experiment}}};
}

// The `quantas` metrics of the one point, all properties holding.
json metrics_of(const json& theirs) {
  const std::vector<SweepPoint> points = read_quantas(theirs, "theirs.json");
  check_points(points);
  VerbResult result = simulate_sweep(points, 1, VerbOptions{});
  EXPECT_EQ(exit_status(result), kExitHolds);
  add_quantas_metrics(result.points);
  return result.points.at(0).at("quantas");
}

TEST(QuantasPeers, TheAlternatingBitUsesHalfOfItsFrames) {
  const json metrics = metrics_of(document("AltBitPeer", 2, {{"timeOutRate", 2}}));
  EXPECT_NEAR(metrics.at("utility").get<double>(), 50, 0.5);
  EXPECT_NEAR(metrics.at("throughput").get<double>(), 200, 2);
  EXPECT_NEAR(metrics.at("messages").get<double>(), 400, 2);
}

TEST(QuantasPeers, LossesCostUtility) {
  json lossy = document("AltBitPeer", 2, {{"timeOutRate", 2}});
  lossy["experiments"][0]["distribution"]["dropProbability"] = 0.25;
  const json metrics = metrics_of(lossy);
  EXPECT_LT(metrics.at("utility").get<double>(), 45);
  EXPECT_GT(metrics.at("utility").get<double>(), 25);
}

// Their document reorders, duplicates and drops, with a queue of three.
TEST(QuantasPeers, TheStableLinkTakesTheirFaults) {
  json faulty = document("StableDataLinkPeer", 2, {});
  faulty["experiments"][0]["distribution"] =
      json::parse(R"({"type": "uniform", "maxDelay": 3, "dropProbability": 0.1, "reorderProbability": 0.05,
                      "duplicateProbability": 0.02, "maxMsgsRec": 1, "size": 3})");
  EXPECT_GT(metrics_of(faulty).at("throughput").get<double>(), 20);
}

TEST(QuantasPeers, OverlaysAnswerOneLookupARound) {
  for (const char* type : {"KademliaPeer", "LinearChordPeer"}) {
    json theirs = document(type, 64, {});
    theirs["experiments"][0]["distribution"]["maxMsgsRec"] = 10;
    const json metrics = metrics_of(theirs);
    EXPECT_NEAR(metrics.at("satisfied").get<double>(), 400, 40) << type;
    EXPECT_GT(metrics.at("hops").get<double>(), 1) << type;
    EXPECT_LE(metrics.at("hops").get<double>(), 3.2) << type;
    EXPECT_GT(metrics.at("latency").get<double>(), metrics.at("hops").get<double>()) << type;
  }
}

TEST(QuantasPeers, NamesMayBePaths) {
  json theirs = document("AltBitPeer", 2, {{"timeOutRate", 2}});
  theirs["experiments"][0]["topology"]["initialPeerType"] = "AltBitPeer/AltBitPeer.cpp";
  EXPECT_EQ(read_quantas(theirs, "theirs.json").front().experiment.protocol, "alternating_bit");
  theirs["experiments"][0]["topology"].erase("initialPeerType");
  EXPECT_EQ(read_quantas(theirs, "theirs.json").front().experiment.protocol, "alternating_bit");
}

TEST(QuantasPeers, WhatMakesNoSenseIsRefused) {
  EXPECT_THROW(read_quantas(document("AltBitPeer", 3, {}), "theirs.json"), InputError);
  EXPECT_THROW(read_quantas(document("AltBitPeer", 2, {{"timeout", 2}}), "theirs.json"), InputError);
  EXPECT_THROW(read_quantas(document("KademliaPeer", 8, {{"k", 2}}), "theirs.json"), InputError);
}

}  // namespace
}  // namespace parley::cli

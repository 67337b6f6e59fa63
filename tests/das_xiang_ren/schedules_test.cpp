// Every schedule of four processes with a liar among them, pinned; campaigns of liars within what is tolerated, and
// beyond; and what becomes of it where a rule is missing.
#include <gtest/gtest.h>

#include "checker/explore/explore.hpp"
#include "net/sim/simulation.hpp"
#include "protocols/broadcast/das_xiang_ren/das_xiang_ren.hpp"
#include "tests/avid/cluster.hpp"
#include "tests/avid/first_broken.hpp"
#include "tests/campaign/campaign_fixture.hpp"

namespace parley::das_xiang_ren {
namespace {

using problems::MultiBroadcast;

explore::ExploreOptions liar(std::uint32_t who, std::vector<std::uint64_t> values) {
  explore::ExploreOptions options;
  options.byzantine = {ProcessId{who}};
  options.values = std::move(values);
  options.reduction = true;
  return options;
}

Config small() {
  Config config;
  config.payload_bytes = 8;
  return config;
}

void expect_all_hold(const explore::ExploreResult& result) {
  EXPECT_EQ(result.outcome, explore::Outcome::kExhausted);
  EXPECT_EQ(result.cuts, 0U);
  for (const explore::PropertyReport& report : result.properties)
    EXPECT_EQ(report.verdict, Verdict::kHolds) << report.property.name;
}

TEST(DxrExploration, ASenderMaySayAnything) {
  const auto result = explore::explore<Protocol>(small(), liar(0, {0}));
  EXPECT_EQ(result.states, 107'465U);
  EXPECT_EQ(result.transitions, 915'288U);
  EXPECT_EQ(result.alphabet, 6U);
  expect_all_hold(result);
}

TEST(DxrExploration, AnotherMaySayAnything) {
  const auto one = explore::explore<Protocol>(small(), liar(3, {0}));
  EXPECT_EQ(one.states, 76'335U);
  expect_all_hold(one);
  const auto two = explore::explore<Protocol>(small(), liar(3, {0, 1}));
  EXPECT_EQ(two.states, 149'420U);
  expect_all_hold(two);
}

TEST(DxrExploration, AllCorrect) {
  explore::ExploreOptions options;
  options.reduction = true;
  const auto result = explore::explore<Protocol>(small(), options);
  EXPECT_EQ(result.states, 50'195U);
  expect_all_hold(result);
}

// The property that is found violated first; "none" when all is explored and none is.
std::string first_violated(const Config& config, const explore::ExploreOptions& options) {
  const auto result = explore::explore<Protocol>(config, options);
  for (const explore::PropertyReport& report : result.properties)
    if (report.verdict == Verdict::kViolated) return std::string(report.property.name);
  return result.outcome == explore::Outcome::kExhausted ? "none" : "undecided";
}

TEST(DxrExploration, EveryNumberIsNeeded) {
  Config config = small();
  config.decodings = 1;  // corrects nothing
  EXPECT_EQ(first_violated(config, liar(0, {0})), "totality");
  config = small();
  config.ready_support = 4;
  EXPECT_EQ(first_violated(config, liar(0, {0})), "totality");
  config = small();
  config.echo_quorum = 2;
  config.delivery_quorum = 2;
  EXPECT_EQ(first_violated(config, liar(0, {0, 1})), "agreement");
}

faults::CampaignResult campaign(const Config& config, std::uint32_t faulty, std::uint64_t runs) {
  faults::CampaignOptions options;
  options.faulty = faulty;
  options.runs = runs;
  return faults::run_campaign<Protocol>(options, config);
}

TEST(DxrCampaign, NothingIsFoundWithinTheBound) {
  const auto four = campaign({.senders = 2, .payloads = 2}, 1, 1'000);
  EXPECT_FALSE(four.finding) << four.finding->property;
  EXPECT_GT(faults::counter(four, four.coverage.witnessed, "delivery"), 900U);
  const auto seven = campaign({.n = 7, .t = 2}, 2, 300);
  EXPECT_FALSE(seven.finding) << seven.finding->property;
}

TEST(DxrCampaign, OneLiarTooManyIsFound) {
  const Config config{.senders = 2};
  const auto result = campaign(config, 2, 2'000);
  ASSERT_TRUE(result.finding);
  faults::expect_replays<Protocol>(*result.finding, config);
}

std::string broken_by(const Config& config, const std::string& attack, std::uint32_t liars) {
  return testing::broken_by<Protocol>(config, attack, liars);
}

TEST(DxrAttacks, AreHarmlessAgainstTheRules) {
  for (const Config& config : {Config{.payloads = 2}, Config{.n = 7, .t = 2, .payloads = 2}}) {
    EXPECT_EQ(broken_by(config, "wrong_fragments", config.t), "none");
    EXPECT_EQ(broken_by(config, "wrong_readies", config.t), "none");
    EXPECT_EQ(testing::first_broken<Protocol>(config, testing::two_faced_sender()), "none");
  }
}

TEST(DxrAttacks, TooFewErrorsCorrectedLosesPayloads) {
  Config config{.n = 7, .t = 2};
  config.decodings = 2;  // one error
  EXPECT_EQ(broken_by(config, "wrong_readies", 1), "none");
  EXPECT_EQ(broken_by(config, "wrong_readies", 2), "totality");
}

TEST(DxrAttacks, TwoPayloadsSplitThoseWithSmallQuorums) {
  EXPECT_NE(testing::first_broken<Protocol>({.echo_quorum = 2, .delivery_quorum = 2}, testing::two_faced_sender()),
            "none");
}

TEST(DxrRuns, DeliverAtAnyLatency) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Config config{.n = 10, .t = 3, .senders = 10, .payloads = 3, .payload_bytes = 300, .window = 2};
    sim::Options options;
    options.seed = seed;
    options.correct = ProcessSet::first(10);
    options.network.scheduler = sim::Scheduler::kEvents;
    options.network.latency = {sim::LatencyKind::kUniform, 1, 30};
    const sim::RunResult run = sim::Simulation<Protocol>(config, options).run();
    EXPECT_TRUE(run.broken.empty());
    EXPECT_TRUE(run.unfulfilled.empty());
  }
}

// The metric `bytes` of a simulation is what the costs in rules_test.cpp are.
TEST(DxrRuns, CostWhatASimulationCounts) {
  const Config config{.n = 7, .t = 2, .payloads = 2, .payload_bytes = 4096};
  testing::Cluster<Protocol> cluster(config);
  cluster.run();
  sim::Options options;
  options.correct = ProcessSet::first(7);
  options.network.count_bytes = true;
  const sim::RunResult run = sim::Simulation<Protocol>(config, options).run();
  EXPECT_EQ(run.counters.bytes, cluster.bytes);
  EXPECT_EQ(run.counters.sent, cluster.messages);
}

}  // namespace
}  // namespace parley::das_xiang_ren

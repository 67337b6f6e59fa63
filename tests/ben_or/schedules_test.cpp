// Ben-Or's consensus in every schedule of small instances, in campaigns, and in seeded runs; and what becomes of it
// where there are too many faulty processes, or a threshold is too low.
#include <gtest/gtest.h>

#include "checker/explore/explore.hpp"
#include "net/sim/simulation.hpp"
#include "protocols/consensus/ben_or/ben_or.hpp"
#include "tests/campaign/campaign_fixture.hpp"

namespace parley::ben_or {
namespace {

using explore::Engine;
using problems::Consensus;

Config instance(std::uint32_t n, std::uint32_t t, bool byzantine, std::uint32_t ones) {
  Config config;
  config.n = n;
  config.t = t;
  config.byzantine = byzantine;
  config.ones = ones;
  return config;
}

// Each process may rest `rests` times, so rounds go from 1 to 1 + `rests`.
explore::ExploreOptions rounds(std::uint32_t rests, std::uint32_t crashes, bool reduction) {
  explore::ExploreOptions options;
  options.timer_firings = rests;
  options.crashes = crashes;
  options.reduction = reduction;
  options.values.clear();
  for (std::uint64_t round = 1; round <= rests + 1; ++round) options.values.push_back(round);
  return options;
}

void expect_safe(const explore::ExploreResult& result) {
  EXPECT_EQ(result.outcome, explore::Outcome::kExhausted);
  EXPECT_EQ(result.properties[Consensus::kAgreement].verdict, Verdict::kHolds);
  EXPECT_EQ(result.properties[Consensus::kValidity].verdict, Verdict::kHolds);
  EXPECT_EQ(result.properties[Consensus::kDecision].verdict, Verdict::kHolds);
  EXPECT_NE(result.properties[Consensus::kTermination].verdict, Verdict::kViolated);
}

class BenOrExploration : public testing::TestWithParam<Engine> {};
INSTANTIATE_TEST_SUITE_P(Engines, BenOrExploration, testing::Values(Engine::kBreadthFirst, Engine::kDepthFirst));

TEST_P(BenOrExploration, ARoundOfThreeWithACrash) {
  explore::ExploreOptions options = rounds(0, 1, false);
  options.engine = GetParam();
  const auto result = explore::explore<Protocol>(instance(3, 1, false, 1), options);
  expect_safe(result);
  EXPECT_EQ(result.states, 84'972U);
}

TEST(BenOrExplorations, TwoRoundsOfThreeWithACrash) {
  const auto result = explore::explore<Protocol>(instance(3, 1, false, 1), rounds(1, 1, true));
  expect_safe(result);
  EXPECT_EQ(result.states, 32'349U);
  // All of one value: decided in the first round, whatever the schedule, so nobody tosses and every run ends.
  const auto unanimous = explore::explore<Protocol>(instance(3, 1, false, 0), rounds(1, 0, true));
  expect_safe(unanimous);
  EXPECT_EQ(unanimous.cuts, 0U);
  EXPECT_EQ(unanimous.properties[Consensus::kTermination].verdict, Verdict::kHolds);
}

// One round of four with a liar: too many for protocol B, and yet a single round does not disagree.
TEST(BenOrExplorations, ARoundOfFourWithALiar) {
  explore::ExploreOptions options = rounds(0, 0, true);
  options.byzantine.insert(ProcessId{3});
  const auto result = explore::explore<Protocol>(instance(4, 1, true, 1), options);
  EXPECT_EQ(result.outcome, explore::Outcome::kExhausted);
  EXPECT_EQ(result.states, 40'206U);
  EXPECT_EQ(result.properties[Consensus::kAgreement].verdict, Verdict::kHolds);
}

// Half of all values for a proposal: two values are proposed in a round, and with one proposal deciding, decided.
TEST(BenOrExplorations, QuorumsThatDoNotMeetDisagree) {
  Config config = instance(3, 1, false, 2);
  config.propose_quorum = config.decide_quorum = 1;
  const auto result = explore::explore<Protocol>(config, rounds(0, 0, false));
  EXPECT_EQ(result.properties[Consensus::kAgreement].verdict, Verdict::kViolated);
}

faults::CampaignResult campaign(const Config& config, std::uint32_t faulty, std::uint64_t runs,
                                const std::string& property = "") {
  faults::CampaignOptions options;
  options.runs = runs;
  options.faulty = faulty;
  options.shrink_budget = 500;
  if (!config.byzantine) options.strategies = {"crash", "drop_to_some"};
  if (!property.empty()) options.properties = {property};
  return faults::run_campaign<Protocol>(options, config);
}

void expect_nothing(const faults::CampaignResult& result, std::uint64_t runs) {
  EXPECT_FALSE(result.finding) << result.finding->property << " in run " << result.finding->run;
  EXPECT_EQ(faults::counter(result, result.coverage.witnessed, "decision"), runs);
}

TEST(BenOrCampaign, NothingIsFoundWithinTheBound) {
  expect_nothing(campaign(instance(6, 1, true, 3), 1, 2'000), 2'000);
  expect_nothing(campaign(instance(11, 2, true, 5), 2, 500), 500);
  expect_nothing(campaign(instance(3, 1, false, 1), 1, 2'000), 2'000);
  expect_nothing(campaign(instance(5, 2, false, 2), 2, 2'000), 2'000);
}

void expect_found(const Config& config, std::uint32_t faulty, const std::string& property) {
  const auto result = campaign(config, faulty, 10'000, property);
  ASSERT_TRUE(result.finding) << property << " with n = " << config.n;
  EXPECT_EQ(result.finding->property, property);
  faults::expect_replays<Protocol>(*result.finding, config);
}

// That protocol B needs n > 5t, from the description of the faults alone.
TEST(BenOrCampaign, FourTimesTAndFiveTimesTDisagree) {
  expect_found(instance(4, 1, true, 2), 1, "agreement");
  expect_found(instance(5, 1, true, 2), 1, "agreement");
  expect_found(instance(6, 1, true, 3), 2, "agreement");
  expect_found(instance(6, 1, true, 1), 2, "validity");
}

// Protocol A with half of the processes down waits for ever, and never disagrees.
TEST(BenOrCampaign, HalfOfTheProcessesCrashed) {
  const Config config = instance(4, 2, false, 2);
  EXPECT_FALSE(campaign(config, 2, 3'000, "agreement").finding);
  expect_found(config, 2, "termination");
}

TEST(BenOrCampaign, LowThresholdsAreFound) {
  Config adopts = instance(6, 1, true, 3);
  adopts.adopt_support = 1;
  expect_found(adopts, 1, "termination");
  Config decides = instance(6, 1, true, 3);
  decides.decide_quorum = 2;
  expect_found(decides, 1, "agreement");
  Config proposes = instance(6, 1, true, 3);
  proposes.propose_quorum = 3;
  expect_found(proposes, 1, "agreement");
}

TEST(BenOrCampaign, EqualsTheWorld) {
  faults::CampaignOptions options;
  options.faulty = 1;
  faults::expect_equals_world<Protocol>(options, instance(6, 1, true, 3), 50);
}

// The coin ends every run sooner or later, whoever begins with what.
TEST(BenOrRuns, AllDecide) {
  for (const bool byzantine : {false, true}) {
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
      const auto ones = static_cast<std::uint32_t>(seed % 8);
      const Config config = instance(7, 1, byzantine, ones);
      sim::Options options;
      options.seed = seed;
      options.correct = ProcessSet::first(7);
      options.network.scheduler = sim::Scheduler::kEvents;
      options.network.latency = {sim::LatencyKind::kUniform, 1, 20};
      const sim::RunResult run = sim::Simulation<Protocol>(config, options).run();
      EXPECT_TRUE(run.broken.empty());
      EXPECT_TRUE(run.unfulfilled.empty()) << "seed " << seed;
    }
  }
}

}  // namespace
}  // namespace parley::ben_or

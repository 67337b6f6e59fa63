// Phase king with every lie of one liar among four, in campaigns of a synchronous network, and in seeded runs; and what
// becomes of it where there are too many liars, too few phases, or a network that is too slow.
#include <gtest/gtest.h>

#include "checker/explore/explore.hpp"
#include "net/sim/simulation.hpp"
#include "protocols/consensus/phase_king/phase_king.hpp"
#include "tests/campaign/campaign_fixture.hpp"

namespace parley::phase_king {
namespace {

using problems::Consensus;

Config instance(std::uint32_t n, std::uint32_t t, std::uint32_t ones, std::uint32_t phases = 0) {
  Config config;
  config.n = n;
  config.t = t;
  config.ones = ones;
  config.phases = phases;
  return config;
}

// No timer goes off: in every round everybody says something, the liar what it likes, to each another thing.
explore::ExploreResult explored(const Config& config, std::uint32_t liar) {
  explore::ExploreOptions options;
  options.byzantine.insert(ProcessId{liar});
  options.values.clear();
  for (std::uint64_t round = 0; round < (config.phases != 0 ? config.phases : config.t + 1) * 3; ++round)
    options.values.push_back(round);
  options.reduction = true;
  options.reduction_budget = std::size_t{1} << 22;
  options.limits.max_states = 3'000'000;
  return explore::explore<Protocol>(config, options);
}

void expect_safe(const explore::ExploreResult& result) {
  EXPECT_EQ(result.outcome, explore::Outcome::kExhausted);
  EXPECT_EQ(result.properties[Consensus::kAgreement].verdict, Verdict::kHolds);
  EXPECT_EQ(result.properties[Consensus::kValidity].verdict, Verdict::kHolds);
  EXPECT_EQ(result.properties[Consensus::kDecision].verdict, Verdict::kHolds);
  EXPECT_NE(result.properties[Consensus::kTermination].verdict, Verdict::kViolated);
}

// One phase with a correct king: agreement comes of it, whatever process 3 says.
TEST(PhaseKingExploration, APhaseWithACorrectKing) {
  const auto result = explored(instance(4, 1, 2, 1), 3);
  expect_safe(result);
  EXPECT_EQ(result.states, 143'539U);
}

// What all correct processes hold is kept, whoever is king.
TEST(PhaseKingExploration, APhaseOfOneValueWithALyingKing) {
  const auto result = explored(instance(4, 1, 0, 1), 0);
  expect_safe(result);
  EXPECT_EQ(result.states, 85'184U);
}

TEST(PhaseKingExploration, APhaseLessDisagrees) {
  const auto result = explored(instance(4, 1, 2, 1), 0);
  EXPECT_EQ(result.properties[Consensus::kAgreement].verdict, Verdict::kViolated);
}

faults::CampaignResult campaign(const Config& config, std::uint32_t faulty, std::uint64_t runs,
                                const std::string& property = "") {
  faults::CampaignOptions options;
  options.runs = runs;
  options.faulty = faulty;
  options.max_steps = config.n;  // the first ones: from then on the network is synchronous, and liars go on to lie
  options.shrink_budget = 500;
  if (!property.empty()) options.properties = {property, "termination"};
  return faults::run_campaign<Protocol>(options, config);
}

TEST(PhaseKingCampaign, NothingIsFoundWithinTheBound) {
  for (const Config& config : {instance(4, 1, 2), instance(7, 2, 3), instance(10, 3, 5)}) {
    const auto result = campaign(config, config.t, 2'000);
    EXPECT_FALSE(result.finding) << result.finding->property << " in run " << result.finding->run;
    EXPECT_EQ(faults::counter(result, result.coverage.witnessed, "decision"), 2'000U);
  }
}

void expect_found(const Config& config, std::uint32_t faulty, const std::string& property) {
  const auto result = campaign(config, faulty, 10'000, property);
  ASSERT_TRUE(result.finding) << property << " with n = " << config.n;
  EXPECT_EQ(result.finding->property, property);
  faults::expect_replays<Protocol>(*result.finding, config);
}

TEST(PhaseKingCampaign, ThreeTimesTDisagrees) {
  expect_found(instance(3, 1, 1), 1, "agreement");
  expect_found(instance(6, 2, 3), 2, "agreement");
  expect_found(instance(4, 1, 2), 2, "agreement");
}

TEST(PhaseKingCampaign, APhaseLessDisagrees) {
  expect_found(instance(4, 1, 2, 1), 1, "agreement");
  expect_found(instance(7, 2, 3, 2), 2, "agreement");
}

faults::FaultPlan attacked(std::uint32_t kings, const std::string& name) {
  faults::FaultPlan plan;
  for (std::uint32_t id = 0; id < kings; ++id) {
    faults::ByzantineFault fault;
    fault.process = ProcessId{id};
    fault.strategies.push_back(faults::ProtocolAttack{name, {}});
    plan.byzantine.push_back(fault);
  }
  return plan;
}

faults::CampaignResult with_plan(const Config& config, std::uint32_t kings, const std::string& name) {
  faults::CampaignOptions options;
  options.runs = 200;
  options.plan = attacked(kings, name);
  options.max_steps = config.n;
  return faults::run_campaign<Protocol>(options, config);
}

// The attacks that know the protocol: harmless in t + 1 phases, not in t.
TEST(PhaseKingAttacks, KingsThatLieOrSayNothing) {
  for (const char* name : {"equivocating_king", "silent_king", "split_voter"}) {
    EXPECT_FALSE(with_plan(instance(4, 1, 2), 1, name).finding) << name;
    EXPECT_FALSE(with_plan(instance(7, 2, 3), 2, name).finding) << name;
  }
  EXPECT_TRUE(with_plan(instance(4, 1, 2, 1), 1, "equivocating_king").finding);
  EXPECT_TRUE(with_plan(instance(7, 2, 3, 2), 2, "split_voter").finding);
}

sim::RunResult simulate(const Config& config, std::uint64_t seed, double slowest) {
  sim::Options options;
  options.seed = seed;
  options.correct = ProcessSet::first(config.n);
  options.network.scheduler = sim::Scheduler::kEvents;
  options.network.latency = {sim::LatencyKind::kUniform, 1, slowest};
  return sim::Simulation<Protocol>(config, options).run();
}

TEST(PhaseKingRuns, AllDecideWhereMessagesTakeLessThanARound) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const sim::RunResult run = simulate(instance(7, 2, static_cast<std::uint32_t>(seed % 8)), seed, 19);
    EXPECT_TRUE(run.broken.empty()) << "seed " << seed;
    EXPECT_TRUE(run.unfulfilled.empty()) << "seed " << seed;
  }
}

// Synchrony is an assumption of safety: with messages that may take five rounds even processes of one value lose it.
TEST(PhaseKingRuns, ASlowNetworkBreaksIt) {
  std::uint32_t broken = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed)
    broken += simulate(instance(7, 2, static_cast<std::uint32_t>(seed % 8)), seed, 100).broken.empty() ? 0U : 1U;
  EXPECT_GT(broken, 10U);
}

}  // namespace
}  // namespace parley::phase_king

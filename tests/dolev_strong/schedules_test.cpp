// Dolev and Strong's broadcast with all that liars can say and sign, in campaigns of a synchronous network, and in
// seeded runs; and what becomes of it in one round less, or on a network that is too slow.
#include <gtest/gtest.h>

#include "checker/explore/explore.hpp"
#include "net/sim/simulation.hpp"
#include "protocols/consensus/dolev_strong/dolev_strong.hpp"
#include "tests/campaign/campaign_fixture.hpp"

namespace parley::dolev_strong {
namespace {

using explore::Engine;
using problems::ByzantineBroadcast;

Config instance(std::uint32_t n, std::uint32_t t, std::uint32_t rounds = 0) {
  Config config;
  config.n = n;
  config.t = t;
  config.rounds = rounds;
  return config;
}

// No timer goes off: in every round everybody says something, and be it that it has nothing to say.
explore::ExploreResult explored(Config config, const ProcessSet& liars, Engine engine = Engine::kBreadthFirst) {
  config.explicit_silence = true;
  explore::ExploreOptions options;
  options.byzantine = liars;
  options.values = {1, 2};
  options.engine = engine;
  options.limits.max_states = 3'000'000;
  return explore::explore<Protocol>(config, options);
}

void expect_safe(const explore::ExploreResult& result) {
  EXPECT_EQ(result.outcome, explore::Outcome::kExhausted);
  EXPECT_EQ(result.properties[ByzantineBroadcast::kAgreement].verdict, Verdict::kHolds);
  EXPECT_EQ(result.properties[ByzantineBroadcast::kIntegrity].verdict, Verdict::kHolds);
  EXPECT_EQ(result.properties[ByzantineBroadcast::kDelivery].verdict, Verdict::kHolds);
  EXPECT_NE(result.properties[ByzantineBroadcast::kTermination].verdict, Verdict::kViolated);
}

class DolevStrongExploration : public testing::TestWithParam<Engine> {};
INSTANTIATE_TEST_SUITE_P(Engines, DolevStrongExploration, testing::Values(Engine::kBreadthFirst, Engine::kDepthFirst));

TEST_P(DolevStrongExploration, ALyingSenderOfThree) {
  const auto result = explored(instance(3, 1), {ProcessId{0}}, GetParam());
  expect_safe(result);
  EXPECT_EQ(result.states, 1'290U);
}

TEST(DolevStrongExplorations, TwoLiarsOfFour) {
  const auto result = explored(instance(4, 2), {ProcessId{0}, ProcessId{3}});
  expect_safe(result);
  EXPECT_EQ(result.states, 304'324U);
  const auto honest = explored(instance(4, 2), {ProcessId{2}, ProcessId{3}});
  expect_safe(honest);
  EXPECT_EQ(honest.states, 7'624U);
}

TEST(DolevStrongExplorations, ARoundLessDisagrees) {
  const auto violated = [](const explore::ExploreResult& result) {
    return result.properties[ByzantineBroadcast::kAgreement].verdict == Verdict::kViolated;
  };
  EXPECT_TRUE(violated(explored(instance(3, 1, 1), {ProcessId{0}})));
  EXPECT_TRUE(violated(explored(instance(4, 2, 2), {ProcessId{0}, ProcessId{3}})));
}

faults::CampaignOptions synchronous(const Config& config, std::uint64_t runs) {
  faults::CampaignOptions options;
  options.runs = runs;
  options.faulty = config.t;
  options.max_steps = config.n;  // the first ones: from then on the network is synchronous, and liars go on to lie
  options.shrink_budget = 500;
  return options;
}

TEST(DolevStrongCampaign, NothingIsFoundAmongAnyNumberOfLiars) {
  for (const Config& config : {instance(4, 1), instance(4, 3), instance(7, 5)}) {
    const auto result = faults::run_campaign<Protocol>(synchronous(config, 2'000), config);
    EXPECT_FALSE(result.finding) << result.finding->property << " in run " << result.finding->run;
    EXPECT_GT(faults::counter(result, result.coverage.witnessed, "delivery"), 1'900U);
  }
}

TEST(DolevStrongCampaign, ARoundLessDisagrees) {
  for (const Config& config : {instance(4, 1, 1), instance(4, 2, 2)}) {
    const auto result = faults::run_campaign<Protocol>(synchronous(config, 20'000), config);
    ASSERT_TRUE(result.finding) << config.rounds;
    EXPECT_EQ(result.finding->property, "agreement");
    faults::expect_replays<Protocol>(*result.finding, config);
  }
}

faults::ByzantineFault liar(std::uint32_t id, faults::ProtocolAttack attack) {
  faults::ByzantineFault fault;
  fault.process = ProcessId{id};
  fault.strategies.push_back(std::move(attack));
  return fault;
}

bool is_broken(const Config& config, const faults::FaultPlan& plan) {
  faults::CampaignOptions options = synchronous(config, 100);
  options.plan = plan;
  return faults::run_campaign<Protocol>(options, config).finding.has_value();
}

// The sender, and its accomplices in a row: 0 tells 1, 1 tells 2, and the last of them the victim, as late as possible.
faults::FaultPlan row_of(std::uint32_t liars, std::uint32_t victim) {
  faults::FaultPlan plan;
  for (std::uint32_t id = 0; id < liars; ++id)
    plan.byzantine.push_back(liar(id, {"late_relay", {{"accomplice", id + 1}, {"victim", victim}}}));
  return plan;
}

TEST(DolevStrongAttacks, AChainAtTheLastMoment) {
  for (const std::uint32_t liars : {1U, 2U, 3U}) {
    EXPECT_FALSE(is_broken(instance(liars + 3, liars), row_of(liars, liars))) << liars;
    EXPECT_TRUE(is_broken(instance(liars + 3, liars, liars), row_of(liars, liars))) << liars;
  }
}

TEST(DolevStrongAttacks, ASenderOfTwoValues) {
  faults::FaultPlan plan;
  plan.byzantine.push_back(liar(0, {"equivocating_sender", {}}));
  EXPECT_FALSE(is_broken(instance(4, 1), plan));
  EXPECT_TRUE(is_broken(instance(4, 1, 1), plan));
}

sim::RunResult simulate(const Config& config, std::uint64_t seed, double slowest) {
  sim::Options options;
  options.seed = seed;
  options.correct = ProcessSet::first(config.n);
  options.network.scheduler = sim::Scheduler::kEvents;
  options.network.latency = {sim::LatencyKind::kUniform, 1, slowest};
  return sim::Simulation<Protocol>(config, options).run();
}

TEST(DolevStrongRuns, AllDeliverWhereMessagesTakeLessThanARound) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    Config config = instance(7, 4);
    config.explicit_silence = seed % 2 == 0;
    const sim::RunResult run = simulate(config, seed, 19);
    EXPECT_TRUE(run.broken.empty()) << "seed " << seed;
    EXPECT_TRUE(run.unfulfilled.empty()) << "seed " << seed;
    // The sender to six others, and each of these to six.
    EXPECT_EQ(run.counters.sent, config.explicit_silence ? 7U * 6 * 5 : 42U);
  }
}

// Synchrony is an assumption of safety: where messages may take five rounds, even correct processes disagree.
TEST(DolevStrongRuns, ASlowNetworkBreaksIt) {
  std::uint32_t broken = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed)
    broken += simulate(instance(7, 2), seed, 100).broken.empty() ? 0U : 1U;
  EXPECT_GT(broken, 10U);
}

}  // namespace
}  // namespace parley::dolev_strong

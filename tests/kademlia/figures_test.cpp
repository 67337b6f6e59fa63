// Kademlia in seeded runs: hops, joins, losses and falls; and small instances in every schedule.
#include <cmath>
#include <gtest/gtest.h>

#include "checker/explore/explore.hpp"
#include "cli/compiled/kademlia.hpp"
#include "net/sim/simulation.hpp"
#include "protocols/overlay/kademlia/kademlia.hpp"
#include "tests/campaign/campaign_fixture.hpp"

namespace parley::kademlia {
namespace {

using problems::KeyLookup;

sim::RunResult simulate(const Config& config, std::uint64_t seed, double loss = 0,
                        const std::vector<sim::Crash>& crashes = {}) {
  sim::Options options;
  options.seed = seed;
  options.correct = ProcessSet::first(config.n);
  for (const sim::Crash& crash : crashes) options.correct.erase(crash.process);
  options.crashes = crashes;
  options.network.scheduler = sim::Scheduler::kEvents;
  options.network.latency = {sim::LatencyKind::kUniform, 1, 4};
  options.network.loss = loss;
  options.max_ticks = 100'000;
  return sim::Simulation<Protocol>(config, options).run();
}

double measure(const sim::RunResult& result, std::string_view name) {
  for (const auto& [found, value] : result.measures)
    if (found == name) return value;
  return -1;
}

double mean_hops(Config config, std::uint32_t lookups) {
  config.lookups = lookups / config.n;
  const sim::RunResult result = simulate(config, config.n);
  EXPECT_TRUE(result.broken.empty());
  EXPECT_EQ(result.ending, sim::Ending::kFulfilled);
  EXPECT_EQ(measure(result, "right"), 1);
  return measure(result, "hops");
}

// Maymounkov and Mazieres 2002, section 3: each hop at least halves the distance, so at most log2 n of them, and with
// larger buckets fewer. They grow by about the same from n to 4 n.
TEST(KademliaFigures, HopsAreLogarithmic) {
  const double small = mean_hops({.n = 64}, 4'096);
  const double middle = mean_hops({.n = 256}, 4'096);
  const double large = mean_hops({.n = 1024}, 4'096);
  EXPECT_GT(small, 1);
  EXPECT_LT(large, std::log2(1024) / 2);
  EXPECT_GT(middle, small);
  EXPECT_NEAR(large - middle, middle - small, 0.25);
}

TEST(KademliaFigures, LargerBucketsTakeFewerHops) {
  EXPECT_LT(mean_hops({.n = 512, .k = 16}, 2'048), mean_hops({.n = 512, .k = 2}, 2'048) - 0.5);
}

TEST(KademliaRuns, AreAFunctionOfTheSeed) {
  const Config config{.n = 16, .tables = Tables::joins};
  EXPECT_EQ(simulate(config, 3).trace_hash, simulate(config, 3).trace_hash);
  EXPECT_NE(simulate(config, 3).trace_hash, simulate(config, 4).trace_hash);
}

// Lost questions are asked again, so that losses cost time and no answer.
TEST(KademliaRuns, LossesCostTimeOnly) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const sim::RunResult result = simulate({.n = 64, .lookups = 5, .lookup_ticks = 400}, seed, 0.2);
    EXPECT_EQ(result.ending, sim::Ending::kFulfilled);
    EXPECT_TRUE(result.broken.empty());
    EXPECT_EQ(measure(result, "right"), 1);
  }
}

TEST(KademliaRuns, JoinsThroughOneProcessTeachAll) {
  double right = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    Config config{.n = 64, .tables = Tables::joins, .salt = static_cast<std::uint32_t>(seed)};
    config.join_ticks = 2'000;
    config.lookup_ticks = 1'000;  // few lookups before all have joined
    const sim::RunResult result = simulate(config, seed);
    EXPECT_EQ(result.ending, sim::Ending::kFulfilled);
    right += measure(result, "right") / 10;
  }
  EXPECT_GT(right, 0.9);
}

TEST(KademliaRuns, LookupsSurviveProcessesThatFall) {
  std::vector<sim::Crash> crashes;
  for (std::uint32_t id = 0; id < 16; ++id) crashes.push_back({ProcessId{id * 3}, 100, {}});
  const Config config{.n = 64, .t = 16, .refresh_ticks = 50, .lookups = 20, .lookup_ticks = 200};
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const sim::RunResult result = simulate(config, seed, 0, crashes);
    EXPECT_EQ(result.ending, sim::Ending::kFulfilled);
    EXPECT_GT(measure(result, "right"), 0.95) << seed;
  }
}

TEST(KademliaExploration, LookupsWithPerfectTablesAreRight) {
  const Config config{.n = 3, .k = 1, .alpha = 1, .lookups = 1, .keys = 2};
  explore::ExploreOptions options;
  options.timer_firings = 1;
  const explore::ExploreResult result = explore::explore<Protocol>(config, options);
  EXPECT_EQ(result.outcome, explore::Outcome::kExhausted);
  EXPECT_EQ(result.properties[KeyLookup::kOwner].verdict, Verdict::kHolds);
  EXPECT_EQ(result.properties[KeyLookup::kFound].verdict, Verdict::kHolds);
}

TEST(KademliaCampaign, FindsWhoTrustsTheFirstAnswer) {
  faults::CampaignOptions options;
  options.runs = 300;
  const Config good{.n = 12, .k = 2, .lookups = 3};
  const auto nothing = faults::run_campaign<Protocol>(options, good);
  EXPECT_FALSE(nothing.finding) << nothing.finding->property << " in run " << nothing.finding->run;
  Config mutant = good;
  mutant.trust_first_answer = true;
  const auto result = faults::run_campaign<Protocol>(options, mutant);
  ASSERT_TRUE(result.finding);
  EXPECT_EQ(result.finding->property, "owner");
  faults::expect_replays<Protocol>(*result.finding, mutant);
}

}  // namespace
}  // namespace parley::kademlia

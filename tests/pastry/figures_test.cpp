// Pastry in seeded runs: hops against the literature, joins, losses and falls; and small instances in every schedule.
#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

#include "checker/explore/explore.hpp"
#include "net/sim/simulation.hpp"
#include "protocols/overlay/pastry/pastry.hpp"

namespace parley::pastry {
namespace {

using problems::LookupNeighbours;

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

double mean_hops(Config config, std::uint64_t lookups) {
  config.stabilise_ticks = 0;
  config.lookups = static_cast<std::uint32_t>(lookups / config.n);
  const sim::RunResult result = simulate(config, config.n);
  EXPECT_TRUE(result.broken.empty());
  EXPECT_EQ(result.ending, sim::Ending::kFulfilled);
  EXPECT_EQ(measure(result, "right"), 1);
  return measure(result, "hops");
}

// Rowstron and Druschel 2001, section 3.1: about log_16 n hops for b = 4 and |L| = 16.
TEST(PastryFigures, HopsAreLogarithmicToTheBaseOfDigits) {
  for (const std::uint32_t n : {64U, 256U, 1024U}) EXPECT_NEAR(mean_hops({.n = n}, 8'192), std::log2(n) / 4, 0.12) << n;
}

// A digit in 2^b is right by chance, and takes no hop: (1 - 2^-b) log_{2^b} n where leaves save hardly any. A last hop
// along the leaves is added in large bases, where the prefix ends within a leaf set.
TEST(PastryFigures, SmallerDigitsTakeMoreHops) {
  for (const std::uint32_t n : {64U, 256U, 1024U})
    EXPECT_NEAR(mean_hops({.n = n, .digit_bits = 1, .leaves = 2}, 8'192), std::log2(n) / 2, 0.2) << n;
  EXPECT_LT(mean_hops({.n = 512, .digit_bits = 4}, 4'096), mean_hops({.n = 512, .digit_bits = 2}, 4'096) - 0.5);
}

// Along leaf sets alone, the way is a quarter of the circle on average, |L|/2 processes at a time.
TEST(PastryFigures, WithoutATableHopsAreLinear) {
  for (const std::uint32_t leaves : {2U, 8U}) {
    const double hops = mean_hops({.n = 64, .table = false, .leaves = leaves, .lookup_ticks = 400}, 4'096);
    EXPECT_NEAR(hops, 64.0 / 4 / (leaves / 2) + (leaves > 2 ? 0.4 : 0), 0.4) << leaves;
  }
}

TEST(PastryRuns, AreAFunctionOfTheSeed) {
  const Config config{.n = 16, .tables = Tables::joins};
  EXPECT_EQ(simulate(config, 3).trace_hash, simulate(config, 3).trace_hash);
  EXPECT_NE(simulate(config, 3).trace_hash, simulate(config, 4).trace_hash);
}

// All joins through one process, while others look up, in forty densities: all know their neighbours in the end, and
// answers are right from then on, which `owner` says.
TEST(PastryRuns, JoinsEndInRightNeighbours) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const Config config{
        .n = 48, .tables = Tables::joins, .join_ticks = seed * 10, .salt = static_cast<std::uint32_t>(seed)};
    const sim::RunResult result = simulate(config, seed);
    EXPECT_TRUE(result.broken.empty()) << seed;
    EXPECT_EQ(result.ending, sim::Ending::kFulfilled) << seed;
  }
}

// Where nobody may fall, what is lost is sent again, so that losses cost time and no answer.
TEST(PastryRuns, LossesCostTimeOnly) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const sim::RunResult result = simulate({.n = 64, .lookups = 5}, seed, 0.2);
    EXPECT_EQ(result.ending, sim::Ending::kFulfilled);
    EXPECT_TRUE(result.broken.empty());
    EXPECT_EQ(measure(result, "right"), 1);
  }
}

// `count` processes beside each other on the circle.
std::vector<sim::Crash> neighbours_that_fall(const Config& config, std::size_t first, std::size_t count) {
  std::vector<ProcessId> order;
  for (std::uint32_t id = 0; id < config.n; ++id) order.push_back(ProcessId{id});
  std::sort(order.begin(), order.end(), [&](ProcessId a, ProcessId b) { return id_of(config, a) < id_of(config, b); });
  std::vector<sim::Crash> crashes;
  for (std::size_t at = 0; at < count; ++at) crashes.push_back({order[(first + at) % order.size()], 300, {}});
  return crashes;
}

// Section 2.5: delivery is guaranteed unless |L|/2 processes with adjacent identifiers fail simultaneously.
TEST(PastryRuns, LeafSetsSurviveFewerNeighboursThanHalfOfThem) {
  const Config config{.n = 48, .t = 3, .leaves = 8, .lookups = 40};
  ASSERT_FALSE(Protocol::validate(config));
  for (std::size_t first = 0; first < 10; ++first) {
    const sim::RunResult result = simulate(config, first, 0, neighbours_that_fall(config, first * 5, 3));
    EXPECT_EQ(result.ending, sim::Ending::kFulfilled) << first;
    EXPECT_GT(measure(result, "right"), 0.97) << first;
    EXPECT_EQ(measure(result, "satisfied"), 45 * 40) << first;
  }
}

// Beyond that, one gap is closed from the other side, the long way round; but two gaps, each as wide as the leaf sets
// reach, cut the circle in two, which nobody knows of where there is no table.
TEST(PastryRuns, LeafSetsThatAreTooSmallLeaveTwoCircles) {
  Config config{.n = 48, .t = 2, .table = false, .leaves = 2, .lookups = 0};
  ASSERT_TRUE(Protocol::validate(config));
  EXPECT_TRUE(Protocol::validate(config)->beyond_resilience);
  const auto falls = [&](std::size_t gaps) {
    std::vector<sim::Crash> crashes = neighbours_that_fall(config, 7, 2);
    for (const sim::Crash& crash : neighbours_that_fall(config, 30, 2))
      if (gaps == 2) crashes.push_back(crash);
    return simulate(config, 1, 0, crashes).unfulfilled.contains(LookupNeighbours::kRepair);
  };
  EXPECT_FALSE(falls(1));
  EXPECT_TRUE(falls(2));
  config.leaves = 6;
  ASSERT_FALSE(Protocol::validate(config));
  EXPECT_FALSE(falls(2));
}

explore::ExploreResult explore_all(const Config& config, std::uint32_t firings) {
  explore::ExploreOptions options;
  options.timer_firings = firings;
  return explore::explore<Protocol>(config, options);
}

// Three processes, two of which join, one time-out each: whatever the order of messages.
TEST(PastryExploration, JoinsEndInRightNeighbours) {
  const Config config{.n = 3, .tables = Tables::joins, .leaves = 2, .lookups = 0};
  const explore::ExploreResult result = explore_all(config, 1);
  EXPECT_EQ(result.outcome, explore::Outcome::kExhausted);
  EXPECT_EQ(result.states, 2'460U);
  EXPECT_EQ(result.properties[LookupNeighbours::kStable].verdict, Verdict::kHolds);
}

// Two processes, one of which joins while both look up keys: right answers once both know each other.
TEST(PastryExploration, LookupsDuringAJoinAreRightOnceNeighboursAre) {
  const Config config{.n = 2, .tables = Tables::joins, .leaves = 2, .lookups = 1, .keys = 2};
  const explore::ExploreResult result = explore_all(config, 3);
  EXPECT_EQ(result.outcome, explore::Outcome::kExhausted);
  EXPECT_EQ(result.states, 49'769U);
  EXPECT_EQ(result.properties[LookupNeighbours::kOwner].verdict, Verdict::kHolds);
  EXPECT_EQ(result.properties[LookupNeighbours::kFound].verdict, Verdict::kHolds);
}

// Four processes look up either of two keys, along leaves of one on each side.
TEST(PastryExploration, LookupsWithPerfectTablesAreRight) {
  const Config config{.n = 4, .digit_bits = 1, .leaves = 2, .stabilise_ticks = 0, .lookups = 1, .keys = 2};
  const explore::ExploreResult result = explore_all(config, 1);
  EXPECT_EQ(result.outcome, explore::Outcome::kExhausted);
  EXPECT_EQ(result.states, 1'200U);
  EXPECT_EQ(result.properties[LookupNeighbours::kOwner].verdict, Verdict::kHolds);
  EXPECT_EQ(result.properties[LookupNeighbours::kFound].verdict, Verdict::kHolds);
}

}  // namespace
}  // namespace parley::pastry

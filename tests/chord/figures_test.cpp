// Chord in seeded runs: hops against the literature, joins and crashes; and small rings in every schedule.
#include <cmath>
#include <gtest/gtest.h>

#include "checker/explore/explore.hpp"
#include "cli/compiled/chord.hpp"
#include "net/sim/simulation.hpp"
#include "protocols/overlay/chord/chord.hpp"
#include "tests/campaign/campaign_fixture.hpp"

namespace parley::chord {
namespace {

using problems::LookupRing;

sim::RunResult simulate(const Config& config, std::uint64_t seed, std::vector<sim::Crash> crashes = {}) {
  sim::Options options;
  options.seed = seed;
  options.correct = ProcessSet::first(config.n);
  for (const sim::Crash& crash : crashes) options.correct.erase(crash.process);
  options.crashes = std::move(crashes);
  options.network.scheduler = sim::Scheduler::kEvents;
  options.network.latency = {sim::LatencyKind::kUniform, 1, 4};
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

// Stoica et al. 2003, section V: half of log2 n on average. Evenly spaced, the hops of a lookup are the ones in the
// binary number of processes that it passes: exactly that. 16,384 lookups, so the standard error is below 0.015.
TEST(ChordFigures, HalfOfLogTwoHops) {
  for (const std::uint32_t n : {64U, 128U, 256U, 512U, 1024U})
    EXPECT_NEAR(mean_hops({.n = n, .placement = Placement::even}, 16'384), std::log2(n) / 2, 0.1) << n;
}

// Hashed, a finger stands beyond its start by some of the way that is left: a little less than half of log2 n, by the
// same for every n.
TEST(ChordFigures, HashedRingsTakeAConstantLess) {
  for (const std::uint32_t n : {64U, 256U, 1024U}) {
    const double less = std::log2(n) / 2 - mean_hops({.n = n}, 16'384);
    EXPECT_GT(less, 0) << n;
    EXPECT_LT(less, 0.3) << n;
  }
}

TEST(ChordFigures, WithoutFingersHopsAreLinear) {
  const double hops = mean_hops({.n = 64, .fingers = false, .lookup_ticks = 400}, 4'096);
  EXPECT_NEAR(hops, 31.5, 1.5);
}

TEST(ChordRuns, AreAFunctionOfTheSeed) {
  const Config config{.n = 16, .tables = Tables::joins};
  EXPECT_EQ(simulate(config, 3).trace_hash, simulate(config, 3).trace_hash);
  EXPECT_NE(simulate(config, 3).trace_hash, simulate(config, 4).trace_hash);
}

// All joins through one process, while others look up: the ring is ordered throughout, and perfect in the end.
TEST(ChordRuns, JoinsEndInAPerfectRing) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const Config config{
        .n = 48, .tables = Tables::joins, .join_ticks = seed * 10, .salt = static_cast<std::uint32_t>(seed)};
    const sim::RunResult result = simulate(config, seed);
    EXPECT_TRUE(result.broken.empty()) << seed;
    EXPECT_EQ(result.ending, sim::Ending::kFulfilled) << seed;
  }
}

// As many neighbours as the list is long, less one, fall at once.
TEST(ChordRuns, SuccessorListsSurviveNeighboursThatFall) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const Config config{.n = 32, .t = 3, .successors = 4, .lookups = 40, .placement = Placement::even};
    const sim::RunResult result =
        simulate(config, seed, {{ProcessId{5}, 300, {}}, {ProcessId{6}, 300, {}}, {ProcessId{7}, 300, {}}});
    EXPECT_EQ(result.ending, sim::Ending::kFulfilled) << seed;
    EXPECT_GT(measure(result, "right"), 0.9) << seed;
  }
}

// One more than the list is long cut the ring, and nobody can know who comes behind.
TEST(ChordRuns, ListsThatAreTooShortDoNot) {
  const Config config{.n = 32, .t = 1, .fingers = false, .successors = 2, .lookups = 5, .placement = Placement::even};
  const sim::RunResult result =
      simulate(config, 1, {{ProcessId{5}, 300, {}}, {ProcessId{6}, 300, {}}, {ProcessId{7}, 300, {}}});
  EXPECT_TRUE(result.unfulfilled.contains(LookupRing::kRepair));
}

explore::ExploreResult explore_joins(const Config& config, std::uint32_t firings) {
  explore::ExploreOptions options;
  options.timer_firings = firings;
  return explore::explore<Protocol>(config, options);
}

// Three processes, two of which join: whatever the order of messages and time-outs.
TEST(ChordExploration, JoinsKeepOneOrderedRing) {
  Config config{.n = 3, .tables = Tables::joins, .fingers = false, .successors = 2, .lookups = 0};
  const auto result = explore_joins(config, 2);
  EXPECT_EQ(result.outcome, explore::Outcome::kExhausted);
  EXPECT_EQ(result.properties[LookupRing::kRing].verdict, Verdict::kHolds);
}

TEST(ChordExploration, LookupsInAPerfectRingAreRight) {
  Config config{.n = 3, .stabilise_ticks = 0, .lookups = 1, .keys = 3};
  const auto result = explore_joins(config, 1);
  EXPECT_EQ(result.outcome, explore::Outcome::kExhausted);
  EXPECT_EQ(result.properties[LookupRing::kOwner].verdict, Verdict::kHolds);
  EXPECT_EQ(result.properties[LookupRing::kFound].verdict, Verdict::kHolds);
}

// A process that takes its successor's predecessor for its own successor, wherever that stands, breaks the ring.
TEST(ChordCampaign, FindsWhoTrustsAnyPredecessor) {
  faults::CampaignOptions options;
  options.runs = 2'000;
  options.properties = {"ring"};
  const Config good{.n = 4, .tables = Tables::joins, .lookups = 0};
  const auto nothing = faults::run_campaign<Protocol>(options, good);
  EXPECT_FALSE(nothing.finding) << nothing.finding->property << " in run " << nothing.finding->run;
  Config mutant = good;
  mutant.trust_any_predecessor = true;
  const auto result = faults::run_campaign<Protocol>(options, mutant);
  ASSERT_TRUE(result.finding);
  faults::expect_replays<Protocol>(*result.finding, mutant);
}

}  // namespace
}  // namespace parley::chord

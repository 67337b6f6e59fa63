// Rounds to full coverage on the complete graph, against the literature, with fixed seeds.
#include <cmath>
#include <gtest/gtest.h>

#include "net/sim/graphs.hpp"
#include "net/sim/simulation.hpp"
#include "protocols/overlay/gossip/gossip.hpp"

namespace parley::gossip {
namespace {

struct Rounds {
  double mean = 0;
  double standard_error = 0;
};

// Ticks until everybody knows: a round and the delivery of its calls is a tick each, so the tick in which the last
// process learns is the number of rounds, and one more for pull's question and answer.
Rounds rounds_to_coverage(const Config& config, int runs) {
  double sum = 0;
  double squares = 0;
  for (int run = 0; run < runs; ++run) {
    sim::Options options;
    options.seed = static_cast<std::uint64_t>(run) + 1;
    options.correct = ProcessSet::first(config.n);
    const sim::RunResult result = sim::Simulation<Protocol>(config, options).run();
    EXPECT_EQ(result.ending, sim::Ending::kFulfilled);
    EXPECT_TRUE(result.broken.empty());
    const auto ticks = static_cast<double>(result.counters.ticks);
    sum += ticks;
    squares += ticks * ticks;
  }
  const double mean = sum / runs;
  return {mean, std::sqrt((squares / runs - mean * mean) / (runs - 1))};
}

// B. Pittel, "On spreading a rumor", SIAM J. Applied Mathematics 47, 1987: log2 n + ln n + O(1), in probability.
TEST(GossipFigures, PushTakesLogTwoPlusLnRounds) {
  for (const std::uint32_t n : {256U, 1024U, 4096U}) {
    const Rounds seen = rounds_to_coverage({.n = n, .pull = false}, 40);
    const double expected = std::log2(n) + std::log(n);
    EXPECT_NEAR(seen.mean, expected, 2.5 + 3 * seen.standard_error) << n;
  }
}

// What the O(1) is stays the same as n grows: from n to 16 n it is 4 + ln 16 = 6.8 rounds more.
TEST(GossipFigures, PushGrowsByTheSameForEachFactor) {
  const Rounds small = rounds_to_coverage({.n = 256, .pull = false}, 60);
  const Rounds large = rounds_to_coverage({.n = 4096, .pull = false}, 60);
  EXPECT_NEAR(large.mean - small.mean, 4 + std::log(16.0), 3 * (small.standard_error + large.standard_error));
}

// Karp et al. 2000: log3 n + O(log log n) with push and pull. A pull's answer takes a tick more than a push here, so
// that the bound is generous from above; push alone is clearly beaten.
TEST(GossipFigures, PushAndPullIsFaster) {
  const std::uint32_t n = 4096;
  const Rounds both = rounds_to_coverage({.n = n}, 40);
  const Rounds push = rounds_to_coverage({.n = n, .pull = false}, 40);
  EXPECT_LT(both.mean, push.mean - 4);
  EXPECT_GT(both.mean, std::log(n) / std::log(3));
  EXPECT_LT(both.mean, std::log(n) / std::log(3) + 3 * std::log2(std::log2(n)));
}

// U. Feige, D. Peleg, P. Raghavan, E. Upfal, "Randomized broadcast in networks", 1990: by push at least the
// eccentricity, and on a ring linear in n.
TEST(GossipFigures, ARingTakesLinearTime) {
  Config config{.n = 64, .pull = false};
  config.topology = sim::ring(64);
  const Rounds seen = rounds_to_coverage(config, 20);
  EXPECT_GE(seen.mean, 32);
  EXPECT_LE(seen.mean, 4 * 64);
}

// A rumour that is pushed for one round only dies out: the run falls quiet, and coverage is violated.
TEST(GossipFigures, TooFewRoundsLeaveSomebodyOut) {
  const Config config{.n = 256, .pull = false, .push_rounds = 1};
  sim::Options options;
  options.correct = ProcessSet::first(config.n);
  const sim::RunResult result = sim::Simulation<Protocol>(config, options).run();
  EXPECT_EQ(result.ending, sim::Ending::kQuiet);
  EXPECT_TRUE(result.unfulfilled.contains(problems::Rumour::kCoverage));
  EXPECT_EQ(result.counters.lost, 0U);
}

}  // namespace
}  // namespace parley::gossip

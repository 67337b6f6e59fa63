// Pastry in seeded runs: hops against the literature, joins, losses and falls; and small instances in every schedule.
#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

#include "checker/explore/explore.hpp"
#include "net/sim/simulation.hpp"
#include "protocols/overlay/pastry/pastry.hpp"
#include "tests/campaign/campaign_fixture.hpp"

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

TEST(PastryFigures, Print) {
  for (const std::uint32_t bits : {1U, 2U, 4U})
    for (const std::uint32_t n : {64U, 256U, 1024U, 4096U})
      for (const std::uint32_t leaves : {2U, 16U}) {
        const double hops = mean_hops({.n = n, .digit_bits = bits, .leaves = leaves}, 16'384);
        std::printf("b %u n %u L %u: %.3f  log %.3f\n", bits, n, leaves, hops, std::log2(n) / bits);
      }
  std::printf("linear %f\n", mean_hops({.n = 64, .table = false, .leaves = 2, .lookup_ticks = 400}, 4096));
  std::printf("linear %f\n", mean_hops({.n = 256, .table = false, .leaves = 16, .lookup_ticks = 400}, 4096));
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const Config config{
        .n = 48, .tables = Tables::joins, .join_ticks = seed * 10, .salt = static_cast<std::uint32_t>(seed)};
    const sim::RunResult result = simulate(config, seed);
    std::printf("joins %d broken %d hops %f right %f\n", static_cast<int>(result.ending), !result.broken.empty(),
                measure(result, "hops"), measure(result, "right"));
  }
}

}  // namespace
}  // namespace parley::pastry

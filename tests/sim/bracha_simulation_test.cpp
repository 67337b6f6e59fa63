// The simulator on Bracha's broadcast with a Byzantine process, through the wrapper that the verbs run: determinism,
// agreement with the reference world, and counters that add up.
#include <gtest/gtest.h>
#include <set>

#include "faults/mixed.hpp"
#include "protocols/broadcast/bracha/bracha.hpp"
#include "tests/sim/runs.hpp"

namespace parley::sim {
namespace {

using Mixed = faults::Mixed<bracha::Protocol>;

faults::MixedConfig<bracha::Protocol> instance(bool faulty, std::uint32_t n = 7) {
  faults::FaultPlan plan;
  faults::Mutate mutate;
  mutate.probability.permille = 300;
  if (faulty) plan.byzantine.push_back({ProcessId{n - 1}, {faults::Equivocate{}, mutate}});
  return faults::MixedConfig<bracha::Protocol>({.n = n, .t = (n - 1) / 3, .sender = ProcessId{n - 1}, .value = 1},
                                               plan);
}

RunResult simulate(const faults::MixedConfig<bracha::Protocol>& config, const Network& network, std::uint64_t seed,
                   bool record = false, std::uint64_t max_ticks = 100'000) {
  Options options;
  options.seed = seed;
  options.network = network;
  options.correct = Mixed::correct(config);
  options.record_trace = record;
  options.max_ticks = max_ticks;
  return Simulation<Mixed>(config, options).run();
}

// Sent and duplicated is what arrived, was lost, or is still under way.
std::uint64_t in_flight(const Counters& counters) {
  return counters.sent + counters.duplicated - counters.delivered - counters.lost;
}

TEST(BrachaSimulation, SameSeedSameRun) {
  const auto config = instance(true);
  const std::vector<Setting> all = settings();
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const Setting& setting = all[seed % all.size()];
    SCOPED_TRACE(setting.name + ", seed " + std::to_string(seed));
    const RunResult first = simulate(config, setting.network, seed);
    const RunResult second = simulate(config, setting.network, seed, seed % 2 == 0);  // recording changes nothing
    EXPECT_EQ(first.trace_hash, second.trace_hash);
    EXPECT_EQ(first.state_hash, second.state_hash);
    EXPECT_EQ(first.next_draw, second.next_draw);
    EXPECT_EQ(first.counters.steps, second.counters.steps);
  }
}

TEST(BrachaSimulation, SeedsDiffer) {
  const auto config = instance(false);
  std::set<std::pair<std::uint64_t, std::uint64_t>> hashes;
  std::set<std::uint64_t> draws;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const RunResult run = simulate(config, settings()[2].network, seed);
    hashes.insert({run.trace_hash.high, run.trace_hash.low});
    draws.insert(run.next_draw);
  }
  EXPECT_EQ(hashes.size(), 50U);
  EXPECT_EQ(draws.size(), 50U);
}

TEST(BrachaSimulation, WorldAgrees) {
  for (const Setting& setting : settings()) {
    for (std::uint64_t seed = 0; seed < 4; ++seed) {
      SCOPED_TRACE(setting.name + ", seed " + std::to_string(seed));
      const auto config = instance(seed % 2 == 0);
      expect_world_agrees<Mixed>(simulate(config, setting.network, seed, true), config, Mixed::correct(config));
    }
  }
}

TEST(BrachaSimulation, CountersAddUp) {
  for (const Setting& setting : settings()) {
    std::uint64_t lost = 0;
    for (std::uint64_t seed = 0; seed < 4; ++seed) {
      SCOPED_TRACE(setting.name + ", seed " + std::to_string(seed));
      const auto config = instance(seed % 2 == 0);
      const RunResult run = simulate(config, setting.network, seed, true);
      ASSERT_EQ(run.ending, Ending::kQuiet);
      EXPECT_EQ(in_flight(run.counters), 0U);
      const std::vector<Flight> flights = flights_of(*run.trace, config.n);
      EXPECT_EQ(run.counters.sent, flights.size());
      EXPECT_EQ(run.counters.delivered, deliveries_of(flights));
      EXPECT_EQ(run.counters.duplicated > 0, setting.network.duplication > 0);
      lost += run.counters.lost;
    }
    EXPECT_EQ(lost > 0, setting.network.loss > 0 || !setting.network.partitions.empty()) << setting.name;
  }
}

TEST(BrachaSimulation, CutShortTheRestIsInFlight) {
  const auto config = instance(false);
  for (std::uint64_t ticks = 0; ticks < 4; ++ticks) {
    const RunResult run = simulate(config, {}, 1, true, ticks);
    const std::vector<Flight> flights = flights_of(*run.trace, config.n);
    std::uint64_t last = 0;
    for (const Flight& flight : flights) last += flight.sent_at == ticks ? 1U : 0U;
    EXPECT_EQ(in_flight(run.counters), last) << ticks;
    EXPECT_EQ(run.ending, last > 0 ? Ending::kTime : Ending::kQuiet);
  }
}

TEST(BrachaSimulation, LossOfAllDeliversNothing) {
  Network network;
  network.loss = 1;
  for (const Scheduler scheduler : {Scheduler::kRounds, Scheduler::kEvents}) {
    network.scheduler = scheduler;
    const RunResult run = simulate(instance(false), network, 3);
    EXPECT_EQ(run.counters.delivered, 0U);
    EXPECT_EQ(run.counters.sent, 12U);  // the sender's message and its echo, to six others
    EXPECT_EQ(run.counters.lost, 12U);
  }
}

TEST(BrachaSimulation, DuplicationOfAllDeliversTwice) {
  Network network = settings()[2].network;
  network.duplication = 1;
  const auto config = instance(false);
  const RunResult run = simulate(config, network, 3, true);
  EXPECT_EQ(run.counters.duplicated, run.counters.sent);
  for (const Flight& flight : flights_of(*run.trace, config.n)) EXPECT_EQ(flight.deliveries.size(), 2U);
  EXPECT_TRUE(run.broken.empty());
  EXPECT_TRUE(run.unfulfilled.empty());
}

// Within a tick, messages arrive in the order in which they were sent, also those that waited beyond the calendar.
TEST(BrachaSimulation, OrderOfSendingWithinATick) {
  const auto config = instance(false, 25);
  std::size_t compared = 0;
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const RunResult run = simulate(config, settings()[3].network, seed, true);
    std::map<std::size_t, std::size_t> order_at;  // by step
    for (const Flight& flight : flights_of(*run.trace, config.n))
      for (const std::size_t step : flight.deliveries) order_at[step] = flight.order;
    const std::vector<world::TraceStep>& steps = run.trace->steps;
    for (auto it = order_at.begin(); std::next(it) != order_at.end(); ++it) {
      const auto next = std::next(it);
      if (steps[it->first].tick != steps[next->first].tick) continue;
      EXPECT_LE(it->second, next->second) << "steps " << it->first << " and " << next->first << ", seed " << seed;
      ++compared;
    }
  }
  EXPECT_GT(compared, 1000U);
}

// ... unless reordered, and then not.
TEST(BrachaSimulation, ReorderingChangesTheOrderOnly) {
  Network network;
  const auto config = instance(false);
  network.reordering = 1e-12;  // the same code, but no swap
  const RunResult straight = simulate(config, network, 1);
  network.reordering = 1;
  const RunResult swapped = simulate(config, network, 1);
  EXPECT_NE(straight.trace_hash, swapped.trace_hash);
  EXPECT_EQ(straight.counters.delivered, swapped.counters.delivered);
}

}  // namespace
}  // namespace parley::sim

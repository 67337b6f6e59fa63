// The simulator on Raft: timers, durable state, clients, crashes and restarts, partitions.
#include <gtest/gtest.h>

#include "protocols/consensus/raft/raft.hpp"
#include "tests/sim/runs.hpp"

namespace parley::sim {
namespace {

using raft::Protocol;

raft::Config small() {
  raft::Config config;
  config.clients = 2;
  config.operations = 8;
  return config;
}

Options options_for(const raft::Config& config, const Network& network, std::uint64_t seed) {
  Options options;
  options.seed = seed;
  options.network = network;
  options.correct = ProcessSet::first(process_count(config));
  options.record_trace = true;
  options.max_ticks = 6000;
  return options;
}

TEST(RaftSimulation, ATraceThatGrowsTooLongEndsTheRunAndIsItsBeginning) {
  const raft::Config config = small();
  Options options = options_for(config, {}, 1);
  const RunResult whole = Simulation<raft::Protocol>(config, options).run();
  options.most_trace_bytes = 20'000;
  const RunResult begun = Simulation<raft::Protocol>(config, options).run();
  EXPECT_NE(whole.ending, Ending::kStopped);
  EXPECT_EQ(begun.ending, Ending::kStopped);
  ASSERT_LT(begun.trace->steps.size(), whole.trace->steps.size());
  ASSERT_GT(begun.trace->steps.size(), 10U);
  EXPECT_EQ(begun.trace->steps.back().state, whole.trace->steps[begun.trace->steps.size() - 1].state);
}

std::vector<Crash> crashes() {
  return {{ProcessId{0}, 250, 900}, {ProcessId{1}, 1000, 1001}, {ProcessId{2}, 1500, 2200}, {ProcessId{0}, 3000, {}}};
}

TEST(RaftSimulation, WorldAgreesAcrossCrashesAndRestarts) {
  const raft::Config config = small();
  std::uint64_t restarts = 0;
  std::uint64_t recovered = 0;  // restarts with a term from before
  for (const Setting& setting : settings()) {
    for (std::uint64_t seed = 0; seed < 3; ++seed) {
      SCOPED_TRACE(setting.name + ", seed " + std::to_string(seed));
      Options options = options_for(config, setting.network, seed);
      options.crashes = crashes();
      const RunResult run = Simulation<Protocol>(config, options).run();
      expect_world_agrees<Protocol>(run, config, options.correct);
      EXPECT_TRUE(run.broken.empty());
      for (const world::TraceStep& step : run.trace->steps) {
        if (step.kind != world::EventKind::kRestart) continue;
        ++restarts;
        const auto state = decode<raft::State>(*world::from_hex(step.state)).value;
        ASSERT_TRUE(state.has_value());
        recovered += std::get<raft::Server>(state->part).term > 0 ? 1U : 0U;
      }
    }
  }
  EXPECT_EQ(restarts, settings().size() * 3 * 3);
  EXPECT_GT(recovered, restarts / 2);
}

TEST(RaftSimulation, SameSeedSameRun) {
  const raft::Config config = small();
  const std::vector<Setting> all = settings();
  for (std::uint64_t seed = 0; seed < 24; ++seed) {
    Options options = options_for(config, all[seed % all.size()].network, seed);
    options.crashes = crashes();
    const RunResult first = Simulation<Protocol>(config, options).run();
    options.record_trace = false;
    const RunResult second = Simulation<Protocol>(config, options).run();
    EXPECT_EQ(first.trace_hash, second.trace_hash) << seed;
    EXPECT_EQ(first.state_hash, second.state_hash) << seed;
    EXPECT_EQ(first.next_draw, second.next_draw) << seed;
  }
}

// Without other faults, a message is lost exactly when it is sent across a partition that lasts.
TEST(RaftSimulation, PartitionsSeparateExactlyTheirGroups) {
  const raft::Config config = small();
  Network network = settings()[2].network;
  network.partitions = {
      {500, 1500, {ProcessSet{ProcessId{0}}, ProcessSet{ProcessId{1}}}},  // 2 and the clients reach all
      {2000, 2600, {ProcessSet::first(2), ProcessSet{ProcessId{2}}}}};
  std::uint64_t separated = 0;
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const RunResult run = Simulation<Protocol>(config, options_for(config, network, seed)).run();
    for (const Flight& flight : flights_of(*run.trace, config.n)) {
      if (flight.sent_at + 20 > run.counters.ticks) continue;  // may be under way when the run ends
      const auto apart = [&](std::uint32_t a, std::uint32_t b) {
        const bool first = flight.sent_at >= 500 && flight.sent_at < 1500 && a + b == 1;
        const bool second = flight.sent_at >= 2000 && flight.sent_at < 2600 && (a == 2) != (b == 2) && a < 3 && b < 3;
        return first || second;
      };
      const bool cut = apart(flight.from, flight.to);
      EXPECT_EQ(flight.deliveries.size(), cut ? 0U : 1U)
          << flight.from << " to " << flight.to << " at " << flight.sent_at;
      separated += cut ? 1U : 0U;
    }
  }
  EXPECT_GT(separated, 20U);
}

// A process that is down receives nothing, and its timers are gone; nothing else is lost.
TEST(RaftSimulation, TheDownReceiveNothing) {
  const raft::Config config = small();
  Options options = options_for(config, settings()[2].network, 4);
  options.crashes = {{ProcessId{1}, 700, 2500}};
  const RunResult run = Simulation<Protocol>(config, options).run();
  ASSERT_GE(run.counters.ticks, 2500U);
  std::uint64_t undelivered = 0;
  for (const world::TraceStep& step : run.trace->steps) {
    if (step.process == 1 && step.tick > 700) {
      EXPECT_GE(step.tick, 2500U);
    }
  }
  for (const Flight& flight : flights_of(*run.trace, config.n)) {
    if (!flight.deliveries.empty() || flight.sent_at + 20 > run.counters.ticks) continue;
    EXPECT_EQ(flight.to, 1U);
    EXPECT_TRUE(flight.sent_at + 20 >= 700 && flight.sent_at < 2500) << flight.sent_at;
    ++undelivered;
  }
  EXPECT_GT(undelivered, 0U);
  EXPECT_LE(undelivered, run.counters.lost);
}

}  // namespace
}  // namespace parley::sim

// Whole runs over networks with missing links, caps, limits and warm-up, held against the world and counted from the
// trace.
#include <gtest/gtest.h>

#include "faults/mixed.hpp"
#include "net/sim/graphs.hpp"
#include "protocols/broadcast/bracha/bracha.hpp"
#include "protocols/consensus/raft/raft.hpp"
#include "protocols/overlay/gossip/gossip.hpp"
#include "tests/sim/runs.hpp"

namespace parley::sim {
namespace {

template <Process P>
RunResult run_of(const typename P::Config& config, const Network& network, std::uint64_t seed,
                 std::uint64_t max_ticks = 100'000, std::uint64_t warm_up = 0) {
  Options options;
  options.seed = seed;
  options.network = network;
  options.correct = ProcessSet::first(process_count(config));
  options.max_ticks = max_ticks;
  options.warm_up_ticks = warm_up;
  options.record_trace = true;
  return Simulation<P>(config, options).run();
}

bracha::Config six() {
  return {.n = 6, .t = 1, .sender = ProcessId{0}, .value = 1};
}

// Every kind of link at once, and each alone: what happens also happens in the world.
TEST(Networks, RunsHappenInTheWorld) {
  Network network;
  network.scheduler = Scheduler::kEvents;
  network.latency = {LatencyKind::kUniform, 1, 20};
  std::vector<Network> all(6, network);
  all[0].topology = ring(6);
  all[1].regions = Regions{
      {}, {{network.latency, {LatencyKind::kConstant, 300, 0}}, {{LatencyKind::kConstant, 30, 0}, network.latency}}};
  all[2].bandwidth = Bandwidth{1, 3, 4, false};
  all[3].receive_cap = ReceiveCap{1, 1};
  all[4].synchrony = PartialSynchrony{10, 2};
  Network& everything = all[5];
  everything.topology = grid(2, 3, false);
  everything.bandwidth = Bandwidth{2, 1, kNoLimit, true};
  everything.receive_cap = ReceiveCap{1, kNoLimit};
  everything.synchrony = PartialSynchrony{20, 5};
  everything.links.push_back({ProcessId{0}, ProcessId{1}, Latency{LatencyKind::kPoisson, 40, 0}, 0.5});
  everything.reordering = 0.3;
  everything.duplication = 0.2;
  for (std::size_t index = 0; index < all.size(); ++index) {
    SCOPED_TRACE(index);
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      const RunResult run = run_of<bracha::Protocol>(six(), all[index], seed);
      expect_world_agrees<bracha::Protocol>(run, six(), ProcessSet::first(6));
      EXPECT_EQ(run.counters.delivered + run.counters.lost + run.counters.unlinked,
                run.counters.sent + run.counters.duplicated);
    }
  }
}

TEST(Networks, BroadcastsReachNeighboursAlone) {
  Network network;
  network.topology = star(6, 0);
  const RunResult run = run_of<bracha::Protocol>(six(), network, 1);
  for (const Flight& flight : flights_of(*run.trace, 6))
    EXPECT_EQ(flight.deliveries.size(), flight.from == 0 || flight.to == 0 ? 1U : 0U);
  EXPECT_GT(run.counters.unlinked, 0U);
  EXPECT_EQ(run.counters.lost, 0U);
}

TEST(Networks, ACompleteListIsACompleteGraph) {
  std::vector<Edge> edges;
  for (std::uint32_t a = 0; a < 6; ++a)
    for (std::uint32_t b = 0; b < 6; ++b) edges.emplace_back(a, b);
  Network listed;
  listed.scheduler = Scheduler::kEvents;
  listed.latency = {LatencyKind::kUniform, 1, 20};
  const Network complete = listed;
  listed.topology = graph_of(6, edges, true);
  for (std::uint64_t seed = 1; seed <= 5; ++seed)
    EXPECT_EQ(run_of<bracha::Protocol>(six(), listed, seed).trace_hash,
              run_of<bracha::Protocol>(six(), complete, seed).trace_hash);
}

// In rounds, a cap of one message a link and tick holds up nothing that comes one by one.
TEST(Networks, ACapDelaysAndLosesNothing) {
  Network capped;
  capped.receive_cap = ReceiveCap{1, kNoLimit};
  const RunResult run = run_of<bracha::Protocol>(six(), capped, 1);
  EXPECT_EQ(run.counters.lost, 0U);
  EXPECT_EQ(run.ending, Ending::kQuiet);
  EXPECT_TRUE(run.unfulfilled.empty());
  std::map<std::array<std::uint64_t, 3>, int> taken;
  for (const world::TraceStep& step : run.trace->steps)
    if (step.kind == world::EventKind::kDeliver) {
      EXPECT_LE(++(taken[{step.tick, step.from, step.process}]), 1);
    }
}

raft::Config three() {
  raft::Config config;
  config.clients = 1;
  config.operations = 10;
  return config;
}

// What the clock of operations says, counted from the outputs in the trace.
TEST(Operations, TakeTheTicksBetweenTheirOutputs) {
  Network network;
  network.scheduler = Scheduler::kEvents;
  network.latency = {LatencyKind::kUniform, 1, 20};
  const RunResult run = run_of<raft::Protocol>(three(), network, 3);
  ASSERT_EQ(run.counters.operations, 10U);
  std::uint64_t ticks = 0;
  std::uint64_t begun = 0;
  std::size_t outputs = 0;
  for (const world::TraceStep& step : run.trace->steps) {
    outputs += step.outputs.size();
    if (step.process != 3) continue;
    for (std::size_t index = 0; index < step.outputs.size(); ++index) {
      ticks += step.tick;  // of the client: asked, told, asked, told, ...
      begun += 1;
    }
  }
  EXPECT_EQ(outputs, run.counters.outputs);
  EXPECT_EQ(begun, 20U);
  std::uint64_t expected = 0;
  std::uint64_t sign = 0;
  for (const world::TraceStep& step : run.trace->steps)
    if (step.process == 3)
      for (std::size_t index = 0; index < step.outputs.size(); ++index)
        expected += (++sign % 2 == 0) ? step.tick : std::uint64_t{0} - step.tick;
  EXPECT_EQ(run.counters.operation_ticks, expected);
  EXPECT_GT(expected, 0U);
}

// The same run, split at a tick: before and after are what the trace says.
TEST(WarmUp, SplitsTheCounters) {
  Network network;
  network.scheduler = Scheduler::kEvents;
  network.latency = {LatencyKind::kUniform, 1, 20};
  const RunResult whole = run_of<raft::Protocol>(three(), network, 3);
  for (const std::uint64_t warm_up : {1U, 200U, 400U, 1'000'000U}) {
    const RunResult run = run_of<raft::Protocol>(three(), network, 3, 100'000, warm_up);
    EXPECT_EQ(run.trace_hash, whole.trace_hash);
    EXPECT_EQ(run.counters.delivered, whole.counters.delivered);
    std::uint64_t before = 0;
    for (const world::TraceStep& step : run.trace->steps)
      before += step.kind == world::EventKind::kDeliver && step.tick < warm_up ? 1U : 0U;
    EXPECT_EQ(run.warm_up.delivered, before);
    EXPECT_EQ(run.warm_up.ticks, std::min(warm_up, whole.counters.ticks));
  }
  EXPECT_EQ(whole.warm_up.steps, 0U);
}

TEST(Gossip, GoesAlongTheLinks) {
  gossip::Config config{.n = 30};
  config.topology = chain(30);
  Network network;
  network.topology = config.topology;
  const RunResult run = run_of<gossip::Protocol>(config, network, 1);
  EXPECT_EQ(run.ending, Ending::kFulfilled);
  EXPECT_GE(run.counters.ticks, 29U);
  EXPECT_EQ(run.counters.unlinked, 0U);
  ASSERT_EQ(run.measures.size(), 1U);
  EXPECT_EQ(run.measures[0].first, "informed");
  EXPECT_EQ(run.measures[0].second, 30);
  expect_world_agrees<gossip::Protocol>(run, config, ProcessSet::first(30));
}

}  // namespace
}  // namespace parley::sim

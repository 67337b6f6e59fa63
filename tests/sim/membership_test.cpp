// Processes that come and go, or come later; links that come and go; bytes: what happens also happens in the world, and
// the laws are those that were asked for.
#include <cmath>
#include <gtest/gtest.h>

#include "net/sim/churn.hpp"
#include "net/sim/graphs.hpp"
#include "protocols/broadcast/bracha/bracha.hpp"
#include "protocols/consensus/raft/raft.hpp"
#include "protocols/overlay/gossip/gossip.hpp"
#include "tests/sim/runs.hpp"

namespace parley::sim {
namespace {

bracha::Config six() {
  return {.n = 6, .t = 1, .sender = ProcessId{0}, .value = 1};
}

Options plain(std::uint32_t n) {
  Options options;
  options.correct = ProcessSet::first(n);
  options.record_trace = true;
  options.max_ticks = 3000;
  return options;
}

std::size_t count(const RunResult& run, world::EventKind kind) {
  const auto is_kind = [kind](const world::TraceStep& step) { return step.kind == kind; };
  return static_cast<std::size_t>(std::count_if(run.trace->steps.begin(), run.trace->steps.end(), is_kind));
}

TEST(Churn, RunsHappenInTheWorld) {
  raft::Config config;
  config.n = 5;
  config.clients = 1;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    Options options = plain(6);
    options.seed = seed;
    options.network.scheduler = Scheduler::kEvents;
    options.network.latency = {LatencyKind::kUniform, 1, 9};
    options.churn = Churn{{ProcessId{1}, ProcessId{3}},
                          {LatencyKind::kExponential, 100, 0},
                          Latency{LatencyKind::kWeibull, 40, 0.6},
                          10,
                          400};
    options.joins = {{ProcessId{4}, 55}};
    const RunResult run = Simulation<raft::Protocol>(config, options).run();
    expect_world_agrees<raft::Protocol>(run, config, options.correct);
    for (const world::TraceStep& step : run.trace->steps) {
      const bool may_crash = step.process == 1 || step.process == 3;
      const bool crashes = step.kind == world::EventKind::kCrash;
      EXPECT_TRUE(!crashes || (may_crash && step.tick > 10 && step.tick < 400));
      EXPECT_TRUE(step.process != 4 || step.tick >= 55);
    }
  }
}

// Alternating renewal: over a long time the share of the time that a process is up is E[up] / (E[up] + E[down]).
TEST(Churn, LivesAndAbsencesHaveTheirMeans) {
  const double scale = 300;
  const double shape = 0.5;
  const Churn churn{{ProcessId{0}}, {LatencyKind::kExponential, 500, 0}, Latency{LatencyKind::kWeibull, scale, shape}};
  ChurnClock clock(churn, {}, Rng(7));
  double up = 0;
  double down = 0;
  std::uint64_t since = 0;
  constexpr int kLives = 20'000;
  for (int turn = 0; turn < 2 * kLives; ++turn) {
    const Agenda::Plan plan = clock.take();
    ASSERT_EQ(plan.kind, turn % 2 == 0 ? Agenda::Kind::kCrash : Agenda::Kind::kRestart);
    (turn % 2 == 0 ? up : down) += static_cast<double>(plan.tick - since);
    since = plan.tick;
  }
  EXPECT_NEAR(up / kLives, 500, 500 * 0.03);
  EXPECT_NEAR(down / kLives, scale * std::tgamma(1 + 1 / shape), 600 * 0.06);
}

TEST(Churn, WithoutAbsencesAProcessLeavesForGood) {
  const Churn churn{ProcessSet::first(50), {LatencyKind::kConstant, 5, 0}, std::nullopt, 7};
  ChurnClock clock(churn, {{ProcessId{3}, 100}}, Rng(1));
  std::vector<std::uint64_t> ticks;
  while (clock.next_tick() != ChurnClock::kNever) ticks.push_back(clock.take().tick);
  ASSERT_EQ(ticks.size(), 50U);
  EXPECT_EQ(ticks.front(), 12U);
  EXPECT_EQ(ticks.back(), 105U);  // the one that joined at tick 100
}

TEST(Churn, KeepsNoRunGoing) {
  Options options = plain(6);
  options.churn = Churn{{ProcessId{5}}, {LatencyKind::kConstant, 1000, 0}, Latency{LatencyKind::kConstant, 10, 0}};
  const RunResult run = Simulation<bracha::Protocol>(six(), options).run();
  EXPECT_EQ(run.ending, Ending::kQuiet);
  EXPECT_EQ(count(run, world::EventKind::kCrash), 0U);
}

TEST(Joins, WhoComesLaterMissesWhatWasSaid) {
  Options options = plain(6);
  options.joins = {{ProcessId{5}, 50}};
  const RunResult run = Simulation<bracha::Protocol>(six(), options).run();
  expect_world_agrees<bracha::Protocol>(run, six(), options.correct);
  EXPECT_EQ(run.trace->steps.back().process, 5U);
  EXPECT_EQ(run.trace->steps.back().kind, world::EventKind::kStart);
  EXPECT_GT(run.counters.lost, 0U);
}

// Two halves that a single link joins, from tick 5 to tick 9.
TEST(LinkChanges, MessagesGoWhereThereIsALinkAtTheTime) {
  Options options = plain(6);
  options.network.topology = graph_of(6, {{0, 1}, {2, 3}}, false);
  for (const auto& [tick, there] : {std::pair(5, true), std::pair(9, false)})
    for (const auto& [from, to] : {std::pair(1U, 2U), std::pair(2U, 1U)})
      options.network.changes.push_back({static_cast<std::uint64_t>(tick), ProcessId{from}, ProcessId{to}, there});
  Rng rng(1);
  Links links(options.network, 6, rng);
  EXPECT_EQ(links.fate(ProcessId{1}, ProcessId{2}, 4), Fate::kUnlinked);
  EXPECT_EQ(links.fate(ProcessId{0}, ProcessId{1}, 4), Fate::kArrives);
  EXPECT_EQ(links.fate(ProcessId{1}, ProcessId{2}, 5), Fate::kArrives);
  std::vector<ProcessId> added;
  links.added(ProcessId{2}, 8, added);
  EXPECT_EQ(added, std::vector{ProcessId{1}});
  EXPECT_EQ(links.fate(ProcessId{2}, ProcessId{1}, 9), Fate::kUnlinked);
  links.added(ProcessId{2}, 9, added);
  EXPECT_TRUE(added.empty());
}

TEST(LinkChanges, RunsHappenInTheWorld) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Options options = plain(6);
    options.seed = seed;
    options.network.scheduler = Scheduler::kEvents;
    options.network.latency = {LatencyKind::kUniform, 1, 9};
    options.network.topology = ring(6);
    Rng rng(seed);
    for (std::uint64_t tick = 0; tick < 30; ++tick) {
      const auto from = static_cast<std::uint32_t>(rng.below(6));
      const auto to = static_cast<std::uint32_t>((from + 1 + rng.below(5)) % 6);
      options.network.changes.push_back({tick, ProcessId{from}, ProcessId{to}, rng.chance(0.5)});
    }
    const RunResult run = Simulation<bracha::Protocol>(six(), options).run();
    expect_world_agrees<bracha::Protocol>(run, six(), options.correct);
    EXPECT_EQ(run.counters.delivered + run.counters.lost + run.counters.unlinked, run.counters.sent);
  }
}

// Whatever the way by which a broadcast goes.
TEST(Bytes, AreThoseOfEveryPayloadOnceAReceiver) {
  std::vector<Network> networks(2);
  networks[1].scheduler = Scheduler::kEvents;
  networks[1].latency = {LatencyKind::kUniform, 1, 9};
  for (Network& network : networks) {
    Options options = plain(6);
    network.count_bytes = true;
    options.network = network;
    const RunResult run = Simulation<bracha::Protocol>(six(), options).run();
    const std::uint64_t each = encode(bracha::Protocol::Message{bracha::Echo{1}}).size();
    EXPECT_EQ(run.counters.bytes, run.counters.sent * each);
    options.network.count_bytes = false;
    EXPECT_EQ(Simulation<bracha::Protocol>(six(), options).run().counters.bytes, 0U);
  }
}

}  // namespace
}  // namespace parley::sim

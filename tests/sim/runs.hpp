// What the tests of the simulator share: a spread of network behaviours, and holding a recorded run against the world.
#pragma once

#include <array>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <vector>

#include "net/sim/simulation.hpp"
#include "net/world/replay.hpp"

namespace parley::sim {

struct Setting {
  std::string name;
  Network network;
};

inline Partition halves(std::uint64_t from, std::uint64_t until) {
  return {from, until, {ProcessSet::first(2), ProcessSet{ProcessId{2}}}};
}

// Every behaviour alone, and all of them at once. Latencies reach beyond the calendar's span of 256 ticks.
inline std::vector<Setting> settings() {
  const auto events = [](LatencyKind kind, double a, double b) {
    Network network;
    network.scheduler = Scheduler::kEvents;
    network.latency = {kind, a, b};
    return network;
  };
  std::vector<Setting> all{{"rounds", {}},
                           {"constant", events(LatencyKind::kConstant, 300, 0)},
                           {"uniform", events(LatencyKind::kUniform, 1, 20)},
                           {"wide", events(LatencyKind::kUniform, 200, 400)},
                           {"exponential", events(LatencyKind::kExponential, 12, 0)},
                           {"poisson", events(LatencyKind::kPoisson, 9, 0)},
                           {"lognormal", events(LatencyKind::kLogNormal, 15, 1.5)}};
  const auto changed = [&all](std::string name, const Network& base, auto change) {
    all.push_back({std::move(name), base});
    change(all.back().network);
  };
  const Network uniform = all[2].network;
  changed("loss", {}, [](Network& network) { network.loss = 0.1; });
  changed("duplication", uniform, [](Network& network) { network.duplication = 0.3; });
  changed("reordering", {}, [](Network& network) { network.reordering = 0.5; });
  changed("partition", uniform, [](Network& network) { network.partitions.push_back(halves(0, 15)); });
  changed("everything", all[6].network, [](Network& network) {
    network.loss = 0.05;
    network.duplication = 0.1;
    network.reordering = 0.2;
    network.partitions = {halves(3, 20), halves(100, 700)};
  });
  return all;
}

// Step by step in the world, every state and in the end everything equal.
template <Process P>
void expect_world_agrees(const RunResult& run, const typename P::Config& config, const ProcessSet& correct) {
  ASSERT_TRUE(run.trace.has_value());
  EXPECT_EQ(run.trace->steps.size(), run.counters.steps);
  world::World<P> world(config, correct);
  for (std::size_t index = 0; index < run.trace->steps.size(); ++index) {
    const world::TraceStep& step = run.trace->steps[index];
    const std::optional<world::Event<P>> event = world::event_of<P>(step);
    ASSERT_TRUE(event.has_value()) << "step " << index;
    ASSERT_EQ(world.refusal(*event), world::Refusal::kNone) << "step " << index << to_string(world.refusal(*event));
    world.apply(*event);
    ASSERT_EQ(world::to_hex(encode(world.local(event->process).state)), step.state) << "step " << index;
  }
  EXPECT_EQ(world.state_hash(), run.state_hash);

  world::Trace trace = *run.trace;
  for (std::uint32_t id = 0; id < process_count(config); ++id)
    if (!correct.contains(ProcessId{id})) trace.faulty.push_back(id);
  const world::ReplayResult replayed = world::replay<P>(trace, config);
  EXPECT_EQ(replayed.divergence, run.broken.empty() ? world::Divergence::kNone : world::Divergence::kViolation)
      << replayed.step << ": " << replayed.explanation;
  EXPECT_EQ(replayed.step, trace.steps.size());
  EXPECT_EQ(replayed.witnessed, run.witnessed);
  EXPECT_EQ(replayed.unfulfilled, run.unfulfilled);
}

// A payload and one of its receivers, as the trace tells it.
struct Flight {
  std::uint32_t from;
  std::uint32_t to;
  std::uint64_t sent_at;
  std::size_t order;                    // of sending, over the run
  std::vector<std::size_t> deliveries;  // steps
};

// Counted from the trace alone, slowly. Broadcasts go to processes below `n`.
inline std::vector<Flight> flights_of(const world::Trace& trace, std::uint32_t n) {
  std::vector<Flight> flights;
  std::map<std::array<std::uint32_t, 3>, std::size_t> places;  // from, sequence, to
  std::size_t order = 0;
  for (std::size_t index = 0; index < trace.steps.size(); ++index) {
    const world::TraceStep& step = trace.steps[index];
    if (step.kind == world::EventKind::kDeliver)
      flights[places.at({step.from, step.sequence, step.process})].deliveries.push_back(index);
    for (const world::TraceSend& send : step.sends) {
      std::vector<std::uint32_t> to = send.to.value_or(std::vector<std::uint32_t>{});
      for (std::uint32_t id = 0; !send.to && id < n; ++id)
        if (id != step.process) to.push_back(id);
      for (const std::uint32_t receiver : to) {
        places[{step.process, send.sequence, receiver}] = flights.size();
        flights.push_back({step.process, receiver, step.tick, order, {}});
      }
      ++order;
    }
  }
  return flights;
}

inline std::uint64_t deliveries_of(const std::vector<Flight>& flights) {
  std::uint64_t count = 0;
  for (const Flight& flight : flights) count += flight.deliveries.size();
  return count;
}

}  // namespace parley::sim

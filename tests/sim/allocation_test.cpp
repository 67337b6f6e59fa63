// A delivered message in steady state allocates nothing: counted, not timed.
#include <array>
#include <cstdint>
#include <gtest/gtest.h>
#include <variant>

#include "faults/mixed.hpp"
#include "net/sim/simulation.hpp"
#include "protocols/broadcast/bracha/bracha.hpp"
#include "tests/allocations.hpp"

namespace parley::sim {
namespace {

// Goes on for ever: whenever a timer rings, a process says hello to all and is answered by each.
struct Beacon {
  struct Config {
    std::uint32_t n = 4;
  };
  struct State {
    std::uint64_t heard = 0;
  };
  using Durable = NoDurable;
  using Record = NoRecord;
  struct Hello {
    std::uint64_t count = 0;
  };
  struct Answer {};
  using Message = std::variant<Hello, Answer>;
  struct Timer {};
  struct Output {};
  struct Problem {
    static constexpr std::array kProperties{PropertyInfo{"never", PropertyKind::kEventually, "false"}};
    void observe(ProcessId, const Output&) {}
    PropertySet broken() const { return {}; }
    PropertySet witnessed() const { return {}; }
    PropertySet unfulfilled() const { return PropertySet::of(0); }
  };
  static constexpr std::string_view kName = "beacon";

  static State initial(const Config&, ProcessId, const Durable&) { return {}; }
  static void on_start(const Config&, State&, Context<Beacon>& context) {
    context.set_timer(Timer{}, TickRange{Ticks{1}, Ticks{9}});
  }
  static void on_message(const Config&, State& state, ProcessId from, const Message& message,
                         Context<Beacon>& context) {
    if (std::holds_alternative<Hello>(message)) context.send(from, Answer{});
    ++state.heard;
  }
  static void on_timer(const Config&, State& state, const Timer&, Context<Beacon>& context) {
    context.broadcast(Hello{state.heard});
    context.set_timer(Timer{}, TickRange{Ticks{1}, Ticks{300}});
  }
  static std::optional<ConfigProblem> validate(const Config&) { return std::nullopt; }
  static Problem problem(const Config&, const ProcessSet&) { return {}; }
};

struct Cost {
  std::uint64_t allocations = 0;
  std::uint64_t delivered = 0;
};

template <Process P>
Cost cost_of_run(const typename P::Config& honest, const Network& network, std::uint64_t ticks) {
  const faults::MixedConfig<P> config(honest);
  Options options;
  options.network = network;
  options.correct = ProcessSet::first(config.n);
  options.max_ticks = ticks;
  const std::uint64_t before = test::allocations();
  Cost cost;
  cost.delivered = Simulation<faults::Mixed<P>>(config, options).run().counters.delivered;
  cost.allocations = test::allocations() - before;
  return cost;
}

Network every_behaviour() {
  Network network;
  network.scheduler = Scheduler::kEvents;
  network.latency = {LatencyKind::kUniform, 1, 300};
  network.loss = 0.1;
  network.duplication = 0.1;
  network.reordering = 0.1;
  return network;
}

// The longer run begins as the shorter one does, so the difference is what its later part allocates.
TEST(SimulationAllocation, NoneInSteadyState) {
  for (const Network& network : {Network{}, every_behaviour()}) {
    const Cost start = cost_of_run<Beacon>({16}, network, 400'000);
    const Cost twice = cost_of_run<Beacon>({16}, network, 800'000);
    EXPECT_GT(twice.delivered, start.delivered + 1'000'000);
    // A slot of the calendar may still meet its fullest tick late in the run.
    EXPECT_LE((twice.allocations - start.allocations) * 2'000, twice.delivered - start.delivered)
        << twice.allocations << " after " << start.allocations;
    EXPECT_GT(start.allocations, 0U) << "the counting operator is not in use";
  }
}

// All of a short run: buffers grow, but there are 16 times as many messages in the larger instance.
TEST(SimulationAllocation, BrachaGrowsBuffersOnly) {
  const auto run = [](std::uint32_t n) {
    return cost_of_run<bracha::Protocol>({.n = n, .t = (n - 1) / 3, .sender = ProcessId{0}, .value = 1}, {}, 100);
  };
  static_cast<void>(run(31));  // what is lent to all runs of a thread has grown
  const Cost small = run(31);
  const Cost large = run(124);
  EXPECT_EQ(small.delivered, 30U + 2 * 31 * 30);
  EXPECT_EQ(large.delivered, 123U + 2 * 124 * 123);
  EXPECT_LT(static_cast<double>(small.allocations), 0.1 * static_cast<double>(small.delivered)) << small.allocations;
  EXPECT_LT(static_cast<double>(large.allocations), 0.05 * static_cast<double>(large.delivered)) << large.allocations;
}

}  // namespace
}  // namespace parley::sim

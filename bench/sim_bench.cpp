// What a delivered message costs in the simulator: Bracha's broadcast from the first step to the last delivery, through
// the wrapper that the verb runs, in rounds and with latencies. The processor time of the thread is what counts, so
// that other programs disturb little; allocations are counted by a replaced global operator new.
//
// Targets: at most 60 ns a message in rounds, and for n = 1000 at most 1.5 times what n = 10 costs.
#include <benchmark/benchmark.h>
#include <cstdint>

#include "faults/mixed.hpp"
#include "net/sim/simulation.hpp"
#include "protocols/broadcast/bracha/bracha.hpp"
#include "protocols/consensus/pbft/pbft.hpp"
#include "protocols/consensus/raft/raft.hpp"
#include "protocols/ledger/nakamoto/nakamoto.hpp"
#include "tests/allocations.hpp"

namespace parley {
namespace {

sim::Network latencies(sim::LatencyKind kind, double a, double b) {
  sim::Network network;
  network.scheduler = sim::Scheduler::kEvents;
  network.latency = {kind, a, b};
  return network;
}

template <Process P>
void run_many(benchmark::State& state, const typename P::Config& honest, const sim::Network& network,
              std::uint64_t max_ticks, bool judged = true) {
  const faults::MixedConfig<P> config(honest);
  sim::Options options;
  options.network = network;
  if (judged) options.correct = ProcessSet::first(process_count(honest));
  options.max_ticks = max_ticks;
  const auto run = [&] {
    ++options.seed;
    return sim::Simulation<faults::Mixed<P>>(config, options).run().counters.delivered;
  };
  if (run() == 0) return state.SkipWithError("nothing was delivered");
  std::uint64_t messages = 0;
  const std::uint64_t before = test::allocations();
  for (auto _ : state) messages += run();
  const auto count = static_cast<double>(messages);
  const auto allocated = static_cast<double>(test::allocations() - before);
  // Rates are by the thread's processor time.
  state.counters["time_per_message"] =
      benchmark::Counter(count, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.counters["allocations_per_message"] = benchmark::Counter(allocated / count);
  state.counters["messages"] = benchmark::Counter(count, benchmark::Counter::kAvgIterations);
}

void bracha_runs(benchmark::State& state, const sim::Network& network) {
  const auto n = static_cast<std::uint32_t>(state.range(0));
  run_many<bracha::Protocol>(state, {.n = n, .t = (n - 1) / 3, .sender = ProcessId{0}, .value = 1}, network, 10'000);
}

void BM_BrachaRounds(benchmark::State& state) {
  bracha_runs(state, {});
}
BENCHMARK(BM_BrachaRounds)->Arg(4)->Arg(10)->Arg(31)->Arg(100)->Arg(1000);

void BM_BrachaUniformLatency(benchmark::State& state) {
  bracha_runs(state, latencies(sim::LatencyKind::kUniform, 1, 20));
}
BENCHMARK(BM_BrachaUniformLatency)->Arg(4)->Arg(10)->Arg(31)->Arg(100)->Arg(1000);

// Beyond the calendar's span, so that the heap behind it works too.
void BM_BrachaWideLatency(benchmark::State& state) {
  bracha_runs(state, latencies(sim::LatencyKind::kUniform, 1, 1000));
}
BENCHMARK(BM_BrachaWideLatency)->Arg(10)->Arg(100);

void BM_RaftUniformLatency(benchmark::State& state) {
  raft::Config config;
  config.n = static_cast<std::uint32_t>(state.range(0));
  config.t = (config.n - 1) / 2;
  config.clients = 2;
  config.operations = 20;
  run_many<raft::Protocol>(state, config, latencies(sim::LatencyKind::kUniform, 1, 20), 20'000);
}
BENCHMARK(BM_RaftUniformLatency)->Arg(3)->Arg(5);

// What it costs to check every property in every run: with the outputs of all processes observed (1) and of none (0).
// Time a message, so that runs which end sooner for being judged do not seem cheaper. Target: less than a tenth.
void BM_PropertiesOfBracha(benchmark::State& state) {
  const std::uint32_t n = 100;
  run_many<bracha::Protocol>(state, {.n = n, .t = (n - 1) / 3, .sender = ProcessId{0}, .value = 1}, {}, 10'000,
                             state.range(0) == 1);
}
BENCHMARK(BM_PropertiesOfBracha)->Arg(1)->Arg(0);

void BM_PropertiesOfRaft(benchmark::State& state) {
  raft::Config config;
  config.n = 100;
  config.t = 49;
  config.clients = 2;
  config.operations = 1'000'000;
  run_many<raft::Protocol>(state, config, latencies(sim::LatencyKind::kUniform, 1, 20), 10'000, state.range(0) == 1);
}
BENCHMARK(BM_PropertiesOfRaft)->Arg(1)->Arg(0);

void BM_PropertiesOfPbft(benchmark::State& state) {
  pbft::Config config;
  config.n = 100;
  config.t = 33;
  config.operations = 1'000'000;
  run_many<pbft::Protocol>(state, config, {}, 120, state.range(0) == 1);
}
BENCHMARK(BM_PropertiesOfPbft)->Arg(1)->Arg(0);

void BM_PropertiesOfNakamoto(benchmark::State& state) {
  nakamoto::Config config;
  config.n = 100;
  config.t = 0;
  config.block_ticks = 1000;
  config.target = 1'000'000;
  run_many<nakamoto::Protocol>(state, config, {}, 300'000, state.range(0) == 1);
}
BENCHMARK(BM_PropertiesOfNakamoto)->Arg(1)->Arg(0);

}  // namespace
}  // namespace parley

// What the contract costs: the field walk's hash, the codec, and one step of a process. A step's allocations are
// counted by a replaced global operator new; in steady state there must be none, and the program fails if there is one.
#include <benchmark/benchmark.h>
#include <cstdint>

#include "net/world/step.hpp"
#include "protocols/broadcast/bracha/bracha.hpp"
#include "protocols/core/codec.hpp"
#include "protocols/core/hash.hpp"
#include "protocols/core/rename.hpp"
#include "tests/allocations.hpp"

namespace parley {
namespace {

using bracha::Protocol;

// 40 bytes in memory: what a small protocol's process remembers.
struct SmallState {
  std::uint64_t term = 3;
  std::uint64_t commit = 17;
  std::uint64_t value = 99;
  ProcessId leader{2};
  ProcessId vote{1};
  std::uint32_t round = 4;
  bool decided = false;
};
static_assert(sizeof(SmallState) == 40);

void BM_Hash64SmallState(benchmark::State& state) {
  SmallState value;
  for (auto _ : state) {
    ++value.term;
    benchmark::DoNotOptimize(hash64(value));
  }
}
BENCHMARK(BM_Hash64SmallState);

void BM_Hash128SmallState(benchmark::State& state) {
  SmallState value;
  for (auto _ : state) {
    ++value.term;
    benchmark::DoNotOptimize(hash128(value));
  }
}
BENCHMARK(BM_Hash128SmallState);

// A process of Bracha's in the middle of a run with n = 100.
bracha::State busy_state() {
  bracha::State state;
  state.echoed = 7;
  state.echoes.push_back({7, ProcessSet::first(60)});
  state.readies.push_back({7, ProcessSet::first(20)});
  return state;
}

void BM_Hash64Bracha(benchmark::State& state) {
  const bracha::State value = busy_state();
  for (auto _ : state) benchmark::DoNotOptimize(hash64(value));
}
BENCHMARK(BM_Hash64Bracha);

void BM_CopyBracha(benchmark::State& state) {
  const bracha::State value = busy_state();
  for (auto _ : state) {
    bracha::State copy = value;
    benchmark::DoNotOptimize(copy);
  }
}
BENCHMARK(BM_CopyBracha);

void BM_EncodeBracha(benchmark::State& state) {
  const bracha::State value = busy_state();
  Bytes bytes;
  for (auto _ : state) {
    bytes.clear();
    encode_to(value, bytes);
    benchmark::DoNotOptimize(bytes.data());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(bytes.size()));
}
BENCHMARK(BM_EncodeBracha);

void BM_DecodeBracha(benchmark::State& state) {
  const Bytes bytes = encode(busy_state());
  for (auto _ : state) benchmark::DoNotOptimize(decode<bracha::State>(bytes));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(bytes.size()));
}
BENCHMARK(BM_DecodeBracha);

void BM_DecodeMessage(benchmark::State& state) {
  const Bytes bytes = encode(Protocol::Message{bracha::Echo{7}});
  for (auto _ : state) benchmark::DoNotOptimize(decode<Protocol::Message>(bytes));
}
BENCHMARK(BM_DecodeMessage);

void BM_RenameBracha(benchmark::State& state) {
  Renaming turn;
  for (std::uint32_t id = 0; id < 100; ++id) turn.push_back(ProcessId{(id + 1) % 100});
  bracha::State value = busy_state();
  for (auto _ : state) {
    rename(value, turn);
    benchmark::DoNotOptimize(value);
  }
}
BENCHMARK(BM_RenameBracha);

// A process of n = 61 hears echoes and readies from everybody, over and over: every round starts from a fresh state, so
// the steps are those of a real run, quorums, broadcasts and the delivery included.
void BM_StepBracha(benchmark::State& state) {
  const bracha::Config config{.n = 61, .t = 20, .sender = ProcessId{60}, .value = 7};
  world::Stepper<Protocol> stepper(config);
  world::LocalState<Protocol> local;
  Choices choices;
  const Protocol::Message echo = bracha::Echo{7};
  const Protocol::Message ready = bracha::Ready{7};
  std::uint32_t next = 0;
  std::uint64_t allocated = 0;
  const auto step = [&] {
    if (next == 0) stepper.start(ProcessId{1}, local, choices);
    const ProcessId from{(next / 2) % 60 + 1};
    benchmark::DoNotOptimize(stepper.deliver(ProcessId{1}, local, from, next % 2 == 0 ? echo : ready, choices));
    next = (next + 1) % 120;
  };
  for (int warm = 0; warm < 240; ++warm) step();
  const std::uint64_t before = test::allocations();
  for (auto _ : state) step();
  allocated = test::allocations() - before;
  state.counters["allocations_per_step"] =
      benchmark::Counter(static_cast<double>(allocated) / static_cast<double>(state.iterations()));
  if (allocated > 0) state.SkipWithError("a step in steady state allocates");
}
BENCHMARK(BM_StepBracha);

}  // namespace
}  // namespace parley

// A step in steady state allocates nothing: counted, not timed. Every round of the run below goes through all quorums,
// both broadcasts and the delivery.
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <gtest/gtest.h>
#include <new>

#include "net/world/step.hpp"
#include "protocols/broadcast/bracha/bracha.hpp"

namespace {

std::atomic<std::uint64_t> allocations{0};  // global, as the operators that count are

}  // namespace

// Not inlined: the compiler must not pair a malloc it sees with a delete it does not.
[[gnu::noinline]] void* operator new(std::size_t size) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace parley::bracha {
namespace {

TEST(Allocation, NoneInAStepOfSteadyState) {
  const Config config{.n = 61, .t = 20, .sender = ProcessId{60}, .value = 7};
  world::Stepper<Protocol> stepper(config);
  world::LocalState<Protocol> local;
  Choices choices;
  int delivered = 0;
  const auto round = [&] {
    stepper.start(ProcessId{1}, local, choices);
    for (std::uint32_t from = 2; from < 61; ++from) {
      stepper.deliver(ProcessId{1}, local, ProcessId{from}, Echo{7}, choices);
      stepper.deliver(ProcessId{1}, local, ProcessId{from}, Ready{7}, choices);
    }
    delivered += local.state.delivered ? 1 : 0;
  };
  round();
  const std::uint64_t before = allocations.load();
  for (int repeat = 0; repeat < 100; ++repeat) round();
  EXPECT_EQ(allocations.load() - before, 0U);
  EXPECT_EQ(delivered, 101);
  EXPECT_GT(before, 0U) << "the counting operator is not in use";
}

}  // namespace
}  // namespace parley::bracha

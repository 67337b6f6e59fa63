// A step in steady state allocates nothing: counted, not timed. Every round of the run below goes through all quorums,
// both broadcasts and the delivery.
#include <cstdint>
#include <gtest/gtest.h>

#include "net/world/step.hpp"
#include "protocols/broadcast/bracha/bracha.hpp"
#include "tests/allocations.hpp"

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
  const std::uint64_t before = test::allocations();
  for (int repeat = 0; repeat < 100; ++repeat) round();
  EXPECT_EQ(test::allocations() - before, 0U);
  EXPECT_EQ(delivered, 101);
  EXPECT_GT(before, 0U) << "the counting operator is not in use";
}

}  // namespace
}  // namespace parley::bracha

// The one threshold of echo broadcast at its boundary, by single steps.
#include <cstdint>
#include <gtest/gtest.h>

#include "net/world/step.hpp"
#include "protocols/broadcast/echo_broadcast/echo_broadcast.hpp"

namespace parley::echo_broadcast {
namespace {

TEST(EchoQuorum, SharesACorrectProcessAndCanBeReached) {
  for (std::uint32_t t = 0; t < 40; ++t) {
    for (std::uint32_t n = 3 * t + 1; n < 130; ++n) {
      const Config config{.n = n, .t = t};
      EXPECT_GT(2 * echo_quorum(config), n + t) << "two quorums share a correct process";
      EXPECT_LE(echo_quorum(config), n - t) << "the correct processes alone are a quorum";
    }
  }
}

TEST(EchoQuorum, TheLastEchoDelivers) {
  const Config config{.n = 7, .t = 2};
  world::Stepper<Protocol> stepper(config);
  world::LocalState<Protocol> local;
  Choices choices;
  const ProcessId self{1};
  stepper.start(self, local, choices);
  for (const std::uint32_t from : {2U, 3U, 4U, 5U})
    EXPECT_TRUE(stepper.deliver(self, local, ProcessId{from}, Echo{9}, choices).empty());
  EXPECT_TRUE(stepper.deliver(self, local, ProcessId{5}, Echo{9}, choices).empty()) << "one voice each";
  EXPECT_EQ(stepper.deliver(self, local, ProcessId{6}, Echo{9}, choices).size(), 1U);
  EXPECT_EQ(local.state.delivered, 9U);
}

}  // namespace
}  // namespace parley::echo_broadcast

// The monitor of reliable broadcast: each property, broken and kept, by outputs alone.
#include <cstdint>
#include <gtest/gtest.h>

#include "protocols/core/problems/reliable_broadcast.hpp"

namespace parley::problems {
namespace {

ReliableBroadcast monitor(std::optional<std::uint64_t> sent) {
  ReliableBroadcast value;
  value.correct = ProcessSet{ProcessId{0}, ProcessId{2}, ProcessId{3}};
  value.sent = sent;
  return value;
}

TEST(ReliableBroadcast, NothingHappened) {
  EXPECT_TRUE(monitor(7).broken().empty());
  EXPECT_TRUE(monitor(7).witnessed().empty());
  EXPECT_EQ(monitor(7).unfulfilled(), PropertySet::of(ReliableBroadcast::kValidity));
  EXPECT_TRUE(monitor({}).unfulfilled().empty());
}

TEST(ReliableBroadcast, AllDeliver) {
  ReliableBroadcast value = monitor(7);
  for (const std::uint32_t id : {0U, 2U, 3U}) value.observe(ProcessId{id}, {7});
  EXPECT_TRUE(value.broken().empty());
  EXPECT_TRUE(value.unfulfilled().empty());
  EXPECT_TRUE(value.witnessed().contains(ReliableBroadcast::kDelivery));
}

TEST(ReliableBroadcast, OneDelivers) {
  ReliableBroadcast value = monitor({});
  value.observe(ProcessId{2}, {9});
  EXPECT_TRUE(value.broken().empty());
  EXPECT_EQ(value.unfulfilled(), PropertySet::of(ReliableBroadcast::kTotality));
}

TEST(ReliableBroadcast, TwoValues) {
  ReliableBroadcast value = monitor({});
  value.observe(ProcessId{2}, {9});
  value.observe(ProcessId{3}, {8});
  EXPECT_EQ(value.broken(), PropertySet::of(ReliableBroadcast::kAgreement));
}

TEST(ReliableBroadcast, TwiceTheSame) {
  ReliableBroadcast value = monitor({});
  value.observe(ProcessId{2}, {9});
  value.observe(ProcessId{2}, {9});
  EXPECT_EQ(value.broken(), PropertySet::of(ReliableBroadcast::kIntegrity));
}

TEST(ReliableBroadcast, ForgedForACorrectSender) {
  ReliableBroadcast value = monitor(7);
  value.observe(ProcessId{3}, {8});
  EXPECT_EQ(value.broken(), PropertySet::of(ReliableBroadcast::kIntegrity));
  value.observe(ProcessId{0}, {7});  // violations stay
  EXPECT_TRUE(value.broken().contains(ReliableBroadcast::kIntegrity));
}

}  // namespace
}  // namespace parley::problems

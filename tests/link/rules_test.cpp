// The rules of both data links by single steps, the order that a link keeps, and what the monitor asks for.
#include <algorithm>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "protocols/link/alternating_bit/alternating_bit.hpp"
#include "protocols/link/stable_data_link/stable_data_link.hpp"
#include "tests/lone.hpp"

namespace parley::link {
namespace {

using parley::testing::Lone;
using parley::testing::outputs;
using parley::testing::sent;
using problems::DataLink;
using problems::kLinkReceiver;
using problems::kLinkSender;
using problems::MessageAccepted;
using problems::MessageConfirmed;
using problems::MessageDelivered;
namespace abp = alternating_bit;
namespace sdl = stable_data_link;

TEST(Fifo, WhatWasOvertakenIsLost) {
  End end;
  EXPECT_TRUE(end.takes(true, 2));
  EXPECT_FALSE(end.takes(true, 1));
  EXPECT_TRUE(end.takes(true, 2));  // a copy
  EXPECT_TRUE(end.takes(true, 5));
  EXPECT_TRUE(end.takes(false, 1));
  EXPECT_EQ(end.stamp(true), 1U);
  EXPECT_EQ(end.stamp(true), 2U);
  EXPECT_EQ(end.stamp(false), 0U);
}

// Against a version that sees the whole past: what passes is a frame that none before it is later than.
TEST(Fifo, KeepsTheOrderOfAnyArrivals) {
  EXPECT_TRUE(rc::check("a frame passes unless a later one did", [](const std::vector<std::uint8_t>& arrivals) {
    End end;
    for (std::size_t at = 0; at < arrivals.size(); ++at) {
      const bool overtaken = std::any_of(arrivals.begin(), arrivals.begin() + static_cast<std::ptrdiff_t>(at),
                                         [&](std::uint8_t before) { return before > arrivals[at]; });
      RC_ASSERT(end.takes(true, arrivals[at]) == !overtaken);
    }
  }));
}

TEST(AlternatingBitSteps, TheSenderGoesOnWithTheRightBitOnly) {
  Lone<abp::Protocol> sender({.messages = 2}, kLinkSender);
  ASSERT_EQ(sent<abp::Data>(sender.first()).size(), 1U);
  EXPECT_EQ(sent<abp::Data>(sender.first())[0].value, 1U);
  EXPECT_TRUE(sender.receive(kLinkReceiver, abp::Ack{1, true}).empty());
  const auto next = sender.receive(kLinkReceiver, abp::Ack{2, false});
  EXPECT_EQ(outputs<MessageConfirmed>(next).size(), 1U);
  ASSERT_EQ(sent<abp::Data>(next).size(), 1U);
  EXPECT_TRUE(sent<abp::Data>(next)[0].bit);
  EXPECT_EQ(sent<abp::Data>(next)[0].value, 2U);
  // The last acknowledgement: nothing more to send, and no timer that would keep the run alive.
  const auto last = sender.receive(kLinkReceiver, abp::Ack{3, true});
  EXPECT_EQ(outputs<MessageConfirmed>(last).size(), 1U);
  EXPECT_TRUE(sent<abp::Data>(last).empty());
  EXPECT_TRUE(std::holds_alternative<CancelTimer<abp::Protocol>>(last.back()));
}

TEST(AlternatingBitSteps, ATimeOutRepeatsTheFrame) {
  Lone<abp::Protocol> sender({}, kLinkSender);
  const auto again = sent<abp::Data>(sender.fire(abp::ResendDue{}));
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(again[0].value, 1U);
  EXPECT_FALSE(again[0].bit);
  EXPECT_EQ(again[0].position, 2U);  // a frame of its own for the link
}

TEST(AlternatingBitSteps, TheReceiverDeliversOnceAndAcknowledgesTwice) {
  Lone<abp::Protocol> receiver({}, kLinkReceiver);
  const auto first = receiver.receive(kLinkSender, abp::Data{1, false, 1});
  EXPECT_EQ(outputs<MessageDelivered>(first).size(), 1U);
  EXPECT_FALSE(sent<abp::Ack>(first).at(0).bit);
  const auto second = receiver.receive(kLinkSender, abp::Data{2, false, 1});
  EXPECT_TRUE(outputs<MessageDelivered>(second).empty());
  EXPECT_FALSE(sent<abp::Ack>(second).at(0).bit);
  EXPECT_EQ(outputs<MessageDelivered>(receiver.receive(kLinkSender, abp::Data{3, true, 2})).at(0).value, 2U);
  EXPECT_TRUE(receiver.receive(kLinkSender, abp::Data{2, false, 1}).empty());  // overtaken
  EXPECT_TRUE(receiver.receive(kLinkSender, abp::Ack{9, true}).empty());       // not for it
}

TEST(StableDataLinkSteps, TheBeginningIsAChoice) {
  // Three labels: the sender begins with label 2, and one frame of label 1 is under way before its own.
  const Lone<sdl::Protocol> sender({}, kLinkSender, {2, 1, 1});
  const auto frames = sent<sdl::Data>(sender.first());
  ASSERT_EQ(frames.size(), 2U);
  EXPECT_EQ(frames[0].label, 1U);
  EXPECT_EQ(frames[0].value, 0U);
  EXPECT_EQ(frames[1].label, 2U);
  EXPECT_EQ(frames[1].value, 1U);
  EXPECT_LT(frames[0].position, frames[1].position);
  const Lone<sdl::Protocol> receiver({}, kLinkReceiver, {1, 1, 2});
  EXPECT_EQ(receiver.state().label, 1U);
  EXPECT_EQ(sent<sdl::Ack>(receiver.first()).at(0).label, 2U);
  const Lone<sdl::Protocol> clean({.arbitrary = false}, kLinkReceiver);
  EXPECT_TRUE(clean.first().empty());
}

TEST(StableDataLinkSteps, LabelsGoRound) {
  Lone<sdl::Protocol> sender({}, kLinkSender, {2, 0});
  EXPECT_TRUE(sender.receive(kLinkReceiver, sdl::Ack{1, 0}).empty());
  EXPECT_EQ(sent<sdl::Data>(sender.receive(kLinkReceiver, sdl::Ack{2, 2})).at(0).label, 0U);
  Lone<sdl::Protocol> receiver({}, kLinkReceiver, {1, 0});
  EXPECT_TRUE(outputs<MessageDelivered>(receiver.receive(kLinkSender, sdl::Data{1, 1, 7})).empty());
  EXPECT_EQ(outputs<MessageDelivered>(receiver.receive(kLinkSender, sdl::Data{2, 0, 8})).at(0).value, 8U);
}

TEST(StableDataLinkSteps, LabelsAndExactMessagesByCapacity) {
  EXPECT_EQ(sdl::label_count({.capacity = 0}), 2U);
  EXPECT_EQ(sdl::label_count({.capacity = 1}), 3U);
  EXPECT_EQ(sdl::label_count({.capacity = 4}), 9U);
  EXPECT_EQ(sdl::label_count({.labels = 5}), 5U);
  EXPECT_EQ(sdl::first_exact({.capacity = 4}), 9U);
  EXPECT_EQ(sdl::first_exact({.capacity = 4, .arbitrary = false}), 1U);
}

TEST(DataLinkMonitor, HoldsEveryRule) {
  const auto broken = [](std::uint64_t exact_from, const std::vector<problems::DataLinkOutput>& run) {
    DataLink monitor = DataLink::of(10, exact_from, ProcessSet::first(2));
    for (const auto& output : run) monitor.observe(kLinkReceiver, output);
    return monitor.broken().bits;
  };
  const auto prefix = PropertySet::of(DataLink::kPrefix).bits;
  const auto no_loss = PropertySet::of(DataLink::kNoLoss).bits;
  const MessageAccepted one{1};
  const MessageAccepted two{2};
  EXPECT_EQ(broken(1, {one, MessageDelivered{1}, MessageConfirmed{1}}), 0U);
  EXPECT_EQ(broken(1, {one, MessageDelivered{1}, MessageDelivered{1}}), prefix);  // doubled
  EXPECT_EQ(broken(1, {one, two, MessageDelivered{2}}), prefix);                  // left out
  EXPECT_EQ(broken(1, {one, MessageDelivered{0}}), prefix);                       // made up
  EXPECT_EQ(broken(1, {one, MessageDelivered{1}, MessageDelivered{2}}), prefix);  // before it was accepted
  EXPECT_EQ(broken(1, {one, MessageConfirmed{1}}), no_loss);
  // From the second message on: the first may be lost or come late, but not after the second.
  EXPECT_EQ(broken(2, {one, MessageConfirmed{1}, two, MessageDelivered{0}, MessageDelivered{2}}), 0U);
  EXPECT_EQ(broken(2, {one, two, MessageDelivered{2}, MessageDelivered{1}}), prefix);
  EXPECT_EQ(broken(2, {one, two, MessageConfirmed{2}}), no_loss);
}

TEST(DataLinks, InstancesThatMakeNoSense) {
  const auto abp_problem = [](const abp::Config& config) {
    const auto problem = abp::Protocol::validate(config);
    return problem ? problem->parameter : "";
  };
  EXPECT_EQ(abp_problem({}), "");
  EXPECT_EQ(abp_problem({.n = 3}), "n");
  EXPECT_EQ(abp_problem({.t = 1}), "t");
  EXPECT_EQ(abp_problem({.messages = 0}), "messages");
  EXPECT_EQ(abp_problem({.resend_ticks = 0}), "resend_ticks");
  const auto sdl_problem = [](const sdl::Config& config) {
    const auto problem = sdl::Protocol::validate(config);
    return problem ? problem->parameter : "";
  };
  EXPECT_EQ(sdl_problem({}), "");
  EXPECT_EQ(sdl_problem({.n = 3}), "n");
  EXPECT_EQ(sdl_problem({.t = 1}), "t");
  EXPECT_EQ(sdl_problem({.messages = 2}), "messages");
  EXPECT_EQ(sdl_problem({.resend_ticks = 0}), "resend_ticks");
  EXPECT_EQ(sdl_problem({.capacity = 1001}), "capacity");
  EXPECT_EQ(sdl_problem({.labels = 1}), "labels");
}

}  // namespace
}  // namespace parley::link

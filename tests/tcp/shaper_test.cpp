// Delays and losses that a rule asks for, without a network: frames go to a list.
#include "net/tcp/shaper.hpp"

#include <chrono>
#include <gtest/gtest.h>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace parley::tcp {
namespace {

using std::chrono::milliseconds;

class ShaperTest : public testing::Test {
 protected:
  // Its links take what send() says.
  Shaper make(std::size_t most_bytes = 100) {
    return Shaper(
        io, [this](ProcessId) { return std::exchange(next_, {}); }, most_bytes,
        [this](ProcessId to, ByteView frame) {
          arrived.emplace_back(to.value, std::string(reinterpret_cast<const char*>(frame.data()), frame.size()));
        });
  }
  void send(Shaper& shaper, std::vector<Duration> delays, const std::string& frame, std::uint32_t to = 1) {
    next_ = std::move(delays);
    shaper.send(ProcessId{to}, std::as_bytes(std::span(frame)));
  }
  boost::asio::io_context io;
  std::vector<std::pair<std::uint32_t, std::string>> arrived;

 private:
  std::vector<Duration> next_;
};

using Arrived = std::vector<std::pair<std::uint32_t, std::string>>;

TEST_F(ShaperTest, FramesArriveInOrderOfWhatTheirLinksTake) {
  Shaper shaper = make();
  send(shaper, {milliseconds(20)}, "late");
  send(shaper, {milliseconds(5)}, "early", 2);
  send(shaper, {milliseconds(5)}, "next");
  send(shaper, {milliseconds(0)}, "now");
  EXPECT_EQ(arrived, (Arrived{{1, "now"}}));
  EXPECT_EQ(shaper.metrics().held, 3U);
  const auto begin = Clock::now();
  io.run();
  EXPECT_GE(Clock::now() - begin, milliseconds(19));
  EXPECT_EQ(arrived, (Arrived{{1, "now"}, {2, "early"}, {1, "next"}, {1, "late"}}));
  EXPECT_EQ(shaper.metrics().held, 0U);
  EXPECT_EQ(shaper.metrics().held_bytes, 0U);
}

TEST_F(ShaperTest, WhatIsLostOrTooMuchIsCounted) {
  Shaper shaper = make(8);
  send(shaper, {}, "lost");
  send(shaper, {milliseconds(1)}, "12345678");
  send(shaper, {milliseconds(1)}, "9");
  send(shaper, {milliseconds(0), milliseconds(0)}, "twice");
  EXPECT_EQ(shaper.metrics().lost, 1U);
  EXPECT_EQ(shaper.metrics().overflow, 1U);
  io.run();
  EXPECT_EQ(arrived, (Arrived{{1, "twice"}, {1, "twice"}, {1, "12345678"}}));
}

TEST_F(ShaperTest, AGracefulEndHandsOverWhatIsHeld) {
  Shaper shaper = make();
  send(shaper, {std::chrono::hours(2)}, "second");
  send(shaper, {std::chrono::hours(1)}, "first");
  shaper.flush();
  EXPECT_EQ(arrived, (Arrived{{1, "first"}, {1, "second"}}));
  io.run();  // nothing is waited for
}

}  // namespace
}  // namespace parley::tcp

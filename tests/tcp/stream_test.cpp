// Records, streams, rate limits and back-off: the parts that need neither socket nor clock.
#include "net/tcp/stream.hpp"

#include <deque>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <string>

#include "net/tcp/rate.hpp"
#include "net/tcp/record.hpp"

namespace parley::tcp {
namespace {

std::string text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

noise::CipherState key_of(unsigned char fill) {
  return noise::CipherState(noise::SecretKey(Bytes(noise::kKeyLength, static_cast<std::byte>(fill))));
}

// Whatever is sent and however the bytes are cut, the frames come out as they went in.
RC_GTEST_PROP(Streams, FramesSurviveAnyCut, (const std::vector<std::string>& frames)) {
  SendStream out(1U << 20);
  for (const std::string& frame : frames) RC_ASSERT(out.push(as_bytes(frame)) == SendStatus::kQueued);
  FrameReader in(1U << 16);
  std::vector<std::string> got;
  while (!out.unsent(1).empty()) {
    const ByteView piece = out.unsent(*rc::gen::inRange<std::size_t>(1, 40));
    append(in.buffer(), piece);
    out.mark_sent(piece.size());
    RC_ASSERT(in.drain([&](ByteView frame) {
      got.push_back(text(frame));
      return true;
    }));
  }
  RC_ASSERT(got == frames);
  RC_ASSERT(in.received() == out.end());
  RC_ASSERT(out.acknowledge(in.received()));
  RC_ASSERT(out.queued() == 0U);
}

// A model of one pair under random breaks: connections drop with bytes in flight, and every frame still arrives once.
RC_GTEST_PROP(Streams, BreaksNeitherLoseNorRepeatFrames, ()) {
  SendStream out(1U << 16);
  FrameReader in(1U << 16);
  std::vector<std::string> sent;
  std::vector<std::string> got;
  const auto take = [&](ByteView frame) {
    got.push_back(text(frame));
    return true;
  };
  const auto move_bytes = [&](std::size_t most) {
    const ByteView piece = out.unsent(most);
    append(in.buffer(), piece);
    out.mark_sent(piece.size());
    RC_ASSERT(in.drain(take));
  };
  const int steps = *rc::gen::inRange(0, 200);
  for (int step = 0; step < steps; ++step) {
    switch (*rc::gen::inRange(0, 4)) {
      case 0:
        sent.push_back(std::to_string(step) + std::string(static_cast<std::size_t>(step % 17), '.'));
        RC_ASSERT(out.push(as_bytes(sent.back())) == SendStatus::kQueued);
        break;
      case 1:
        move_bytes(*rc::gen::inRange<std::size_t>(1, 30));
        break;
      case 2:
        RC_ASSERT(out.acknowledge(in.received()));
        break;
      default:  // the connection breaks; what was in flight is gone
        in.restart(in.received());
        out.mark_sent(*rc::gen::inRange<std::size_t>(0, out.unsent(1U << 16).size() + 1));
        RC_ASSERT(out.rewind(in.received()));
    }
  }
  move_bytes(1U << 20);
  RC_ASSERT(got == sent);
}

TEST(SendStream, RefusesWhatDoesNotFitAndSaysWhenItFills) {
  SendStream out(100);
  EXPECT_EQ(out.push(Bytes(40)), SendStatus::kQueued);
  EXPECT_EQ(out.push(Bytes(40)), SendStatus::kBusy);
  EXPECT_EQ(out.push(Bytes(9)), SendStatus::kFull);
  EXPECT_EQ(out.queued(), 88U) << "a refused frame leaves no trace";
  EXPECT_EQ(out.push(Bytes(8)), SendStatus::kBusy);
  out.mark_sent(100);
  EXPECT_FALSE(out.acknowledge(101)) << "never sent";
  EXPECT_TRUE(out.acknowledge(44));
  EXPECT_FALSE(out.rewind(43)) << "already forgotten";
  EXPECT_FALSE(out.rewind(101));
  EXPECT_TRUE(out.acknowledge(12)) << "late news is no offence";
  EXPECT_EQ(out.queued(), 56U);
}

TEST(FrameReader, StopsAtAnOversizedLengthWithoutWaitingForIt) {
  FrameReader in(10);
  append_le(in.buffer(), std::uint32_t{11});
  EXPECT_FALSE(in.drain([](ByteView) { return true; }));
  in.restart(0);
  append_le(in.buffer(), std::uint32_t{10});
  EXPECT_TRUE(in.drain([](ByteView) { return true; }));
  EXPECT_EQ(in.received(), 0U) << "only whole frames count";
}

RC_GTEST_PROP(Records, RoundTripThroughRekeys, (const std::vector<std::string>& texts)) {
  const RekeyPolicy policy{.records = 3, .bytes = 200};
  RecordCipher out(key_of(1), policy);
  RecordCipher in(key_of(1), policy);
  std::uint64_t acknowledged = 0;
  for (const std::string& each : texts) {
    Bytes wire;
    out.seal(++acknowledged, as_bytes(each), wire);
    const RecordHead head = parse_record(wire);
    RC_ASSERT(head.status == RecordHead::Status::kWhole);
    RC_ASSERT(head.size == wire.size());
    RC_ASSERT(head.acknowledged == acknowledged);
    Bytes plain;
    RC_ASSERT(in.open(head.acknowledged, head.box, plain));
    RC_ASSERT(text(plain) == each);
    RC_ASSERT(in.rekeys() == out.rekeys());
  }
  RC_ASSERT(out.rekeys() >= texts.size() / 3);
}

RC_GTEST_PROP(Records, AnyFlippedBitIsSeen, (const std::string& content)) {
  RecordCipher out(key_of(1), {});
  RecordCipher in(key_of(1), {});
  Bytes wire;
  out.seal(77, as_bytes(content), wire);
  const auto bit = *rc::gen::inRange<std::size_t>(0, wire.size() * 8);
  wire[bit / 8] ^= static_cast<std::byte>(1U << (bit % 8));
  const RecordHead head = parse_record(wire);
  Bytes plain;
  RC_ASSERT(head.status != RecordHead::Status::kWhole || !in.open(head.acknowledged, head.box, plain));
  RC_ASSERT(plain.empty());
}

TEST(Records, LengthsBeyondANoiseMessageAreRefusedAtOnce) {
  Bytes wire;
  append_le(wire, std::uint32_t{kMaxBox + 1});
  EXPECT_EQ(parse_record(wire).status, RecordHead::Status::kOversized);
  EXPECT_EQ(parse_record(ByteView(wire).first(3)).status, RecordHead::Status::kPartial);
}

TEST(TokenBucket, LimitsTheAverageAndAllowsTheBurst) {
  const TimePoint start{};
  TokenBucket bucket(10, 5);
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(bucket.try_take(1, start));
  EXPECT_FALSE(bucket.try_take(1, start));
  EXPECT_TRUE(bucket.try_take(1, start + std::chrono::milliseconds(100)));
  bucket.charge(20, start + std::chrono::milliseconds(100));
  EXPECT_EQ(bucket.debt(), std::chrono::seconds(2));
  bucket.charge(0, start + std::chrono::milliseconds(2100));
  EXPECT_EQ(bucket.debt(), Duration::zero());
  EXPECT_TRUE(TokenBucket(0, 0).try_take(1e9, start)) << "0 is unlimited";
}

RC_GTEST_PROP(Backoff, GrowsWithJitterToItsCeiling, (std::uint64_t seed)) {
  using std::chrono::milliseconds;
  Backoff backoff(milliseconds(10), milliseconds(1000), seed);
  for (int i = 0; i < 40; ++i) {
    const Duration ceiling = std::min<Duration>(milliseconds(1000), milliseconds(10) * (1 << std::min(i, 10)));
    const Duration delay = backoff.next();
    RC_ASSERT(delay <= ceiling);
    RC_ASSERT(delay * 2 >= ceiling - Duration(2));
  }
  backoff.reset();
  RC_ASSERT(backoff.next() <= milliseconds(10));
}

}  // namespace
}  // namespace parley::tcp

#include "net/wire/envelope.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <string>

namespace parley::wire {
namespace {

constexpr std::uint32_t kProtocol = protocol_id("bracha");

ByteView view(const std::string& text) {
  return as_bytes(text);
}

std::string text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Bytes encoded(EnvelopeCodec& codec, std::uint64_t step, Kind kind, const std::string& payload) {
  Bytes out;
  EXPECT_TRUE(codec.encode_envelope(step, kind, view(payload), out));
  return out;
}

TEST(ProtocolId, IsFnv1aOf32Bits) {
  // Published FNV-1a reference values.
  EXPECT_EQ(protocol_id(""), 0x811c9dc5U);
  EXPECT_EQ(protocol_id("a"), 0xe40c292cU);
  EXPECT_EQ(protocol_id("foobar"), 0xbf9cf968U);
}

RC_GTEST_PROP(Envelope, RoundTrips, (std::uint64_t step, const std::string& payload)) {
  EnvelopeCodec codec(kProtocol, {});
  const Kind kind = static_cast<Kind>(*rc::gen::inRange(1U, kKindCount + 1));
  const Bytes frame = encoded(codec, step, kind, payload);
  RC_ASSERT(frame.size() <= payload.size() + kEnvelopeOverhead);
  Envelope got;
  RC_ASSERT(codec.decode_envelope(frame, got) == Reject::kNone);
  RC_ASSERT(got.protocol == kProtocol);
  RC_ASSERT(got.step == step);
  RC_ASSERT(got.kind == kind);
  RC_ASSERT(text(got.payload) == payload);
}

RC_GTEST_PROP(Envelope, EncodingAppends, (const std::string& first, const std::string& second)) {
  EnvelopeCodec codec(kProtocol, {});
  Bytes both;
  RC_ASSERT(codec.encode_envelope(1, Kind::kMessage, view(first), both));
  const std::size_t split = both.size();
  RC_ASSERT(codec.encode_envelope(2, Kind::kReply, view(second), both));
  Envelope got;
  RC_ASSERT(codec.decode_envelope(ByteView(both).subspan(split), got) == Reject::kNone);
  RC_ASSERT(text(got.payload) == second);
}

RC_GTEST_PROP(Envelope, EveryTruncationIsRejectedOrShorter, (const std::string& payload)) {
  EnvelopeCodec codec(kProtocol, {});
  const Bytes frame = encoded(codec, 7, Kind::kMessage, payload);
  for (std::size_t size = 0; size < frame.size(); ++size) {
    Envelope got;
    // A cut between two fields is a valid message without the later ones; it must never show bytes that were not sent.
    if (codec.decode_envelope(ByteView(frame).first(size), got) == Reject::kNone) RC_ASSERT(got.payload.empty());
  }
}

TEST(Envelope, WideValuesStayWithinTheOverhead) {
  EnvelopeCodec codec(0xffffffffU, {});
  const std::string payload(1U << 20, 'x');
  EXPECT_LE(encoded(codec, ~std::uint64_t{0}, Kind::kReply, payload).size(), payload.size() + kEnvelopeOverhead);
}

TEST(Envelope, LimitsHoldOnBothSides) {
  EnvelopeCodec small(kProtocol, {.max_payload = 4});
  EnvelopeCodec large(kProtocol, {});
  Bytes out;
  EXPECT_FALSE(small.encode_envelope(1, Kind::kMessage, view("12345"), out));
  EXPECT_TRUE(out.empty());
  Envelope got;
  EXPECT_EQ(small.decode_envelope(encoded(large, 1, Kind::kMessage, "1234"), got), Reject::kNone);
  EXPECT_EQ(small.decode_envelope(encoded(large, 1, Kind::kMessage, "12345"), got), Reject::kOversized);
  EXPECT_EQ(small.decode_envelope(encoded(large, 1, Kind::kMessage, std::string(100, 'x')), got), Reject::kOversized);
  EXPECT_EQ(small.counters().rejected_total(), 2U);
  EXPECT_EQ(small.counters().rejected[static_cast<std::size_t>(Reject::kOversized)], 2U);
}

TEST(Envelope, CountsEachReason) {
  EnvelopeCodec codec(kProtocol, {});
  EnvelopeCodec foreign(protocol_id("raft"), {});
  Envelope got;
  EXPECT_EQ(codec.decode_envelope(view("\xff\xff\xff"), got), Reject::kMalformed);
  EXPECT_EQ(codec.decode_envelope({}, got), Reject::kVersion);
  EXPECT_EQ(codec.decode_envelope(encoded(foreign, 1, Kind::kMessage, "m"), got), Reject::kProtocol);
  EXPECT_EQ(codec.decode_envelope(encoded(codec, 1, static_cast<Kind>(0), "m"), got), Reject::kKind);
  EXPECT_EQ(codec.decode_envelope(encoded(codec, 1, static_cast<Kind>(99), "m"), got), Reject::kKind);
  const auto& rejected = codec.counters().rejected;
  EXPECT_EQ(rejected[static_cast<std::size_t>(Reject::kMalformed)], 1U);
  EXPECT_EQ(rejected[static_cast<std::size_t>(Reject::kVersion)], 1U);
  EXPECT_EQ(rejected[static_cast<std::size_t>(Reject::kProtocol)], 1U);
  EXPECT_EQ(rejected[static_cast<std::size_t>(Reject::kKind)], 2U);
  EXPECT_EQ(codec.counters().decoded, 0U);
}

TEST(Envelope, AFieldOfALaterReleaseIsSkipped) {
  EnvelopeCodec codec(kProtocol, {});
  Bytes frame = encoded(codec, 5, Kind::kMessage, "payload");
  append(frame, view(std::string("\x98\x06\x2a", 3)));  // field 99, varint 42: this schema has no such field
  Envelope got;
  ASSERT_EQ(codec.decode_envelope(frame, got), Reject::kNone);
  EXPECT_EQ(text(got.payload), "payload");
}

TEST(Envelope, AnotherVersionIsRefused) {
  EnvelopeCodec codec(kProtocol, {});
  Bytes frame = encoded(codec, 5, Kind::kMessage, "payload");
  append(frame, view(std::string("\x08\x02", 2)));  // field 1 (version) again, now 2: the last value counts
  Envelope got;
  EXPECT_EQ(codec.decode_envelope(frame, got), Reject::kVersion);
}

}  // namespace
}  // namespace parley::wire

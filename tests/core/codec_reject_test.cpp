// The codec's reader on bytes nobody wrote: whatever comes is rejected with a reason, or is the one encoding of the
// value it yields; and no length in it costs memory that the bytes do not justify.
#include <cstdint>
#include <gtest/gtest.h>
#include <initializer_list>
#include <limits>
#include <rapidcheck/gtest.h>
#include <string>

#include "protocols/core/codec.hpp"
#include "tests/core/samples.hpp"

namespace parley {
namespace {

using namespace samples;

Bytes bytes_of(std::initializer_list<int> values) {
  Bytes bytes;
  for (const int value : values) bytes.push_back(static_cast<std::byte>(value));
  return bytes;
}

template <class T>
CodecReject reject_of(std::initializer_list<int> values, const CodecLimits& limits = {}) {
  const Decoded<T> read = decode<T>(bytes_of(values), limits);
  EXPECT_EQ(read.value.has_value(), read.reject == CodecReject::kNone);
  return read.reject;
}

template <class T>
bool rejected_or_canonical(const Bytes& bytes) {
  const Decoded<T> read = decode<T>(bytes);
  if (!read.value) return read.reject != CodecReject::kNone;
  return read.reject == CodecReject::kNone && encode(*read.value) == bytes;
}

RC_GTEST_PROP(CodecReject, EveryTruncationIsRejected, (const Everything& value)) {
  Bytes bytes = encode(value);
  while (!bytes.empty()) {
    bytes.pop_back();
    const Decoded<Everything> read = decode<Everything>(bytes);
    RC_ASSERT(!read.value.has_value());
    RC_ASSERT(read.reject == CodecReject::kTruncated);
  }
}

RC_GTEST_PROP(CodecReject, EveryBitFlipIsRejectedOrCanonical, (const Everything& value)) {
  Bytes bytes = encode(value);
  const std::size_t start = *rc::gen::inRange<std::size_t>(0, 8);
  for (std::size_t bit = start; bit < bytes.size() * 8; bit += 7) {
    bytes[bit / 8] ^= static_cast<std::byte>(1U << (bit % 8));
    RC_ASSERT(rejected_or_canonical<Everything>(bytes));
    bytes[bit / 8] ^= static_cast<std::byte>(1U << (bit % 8));
  }
}

RC_GTEST_PROP(CodecReject, AnyBytesAreRejectedOrCanonical, (const std::vector<std::uint8_t>& tail)) {
  Bytes bytes{std::byte{kCodecVersion}};
  for (const std::uint8_t each : tail) bytes.push_back(static_cast<std::byte>(each));
  RC_ASSERT(rejected_or_canonical<Everything>(bytes));
  RC_ASSERT(rejected_or_canonical<Tree>(bytes));
  RC_ASSERT(rejected_or_canonical<ProcessSet>(bytes));
  RC_ASSERT((rejected_or_canonical<std::map<std::string, std::set<std::int32_t>>>(bytes)));
}

RC_GTEST_PROP(CodecReject, ABytePastTheEndIsRejected, (const Everything& value, std::uint8_t extra)) {
  Bytes bytes = encode(value);
  bytes.push_back(static_cast<std::byte>(extra));
  RC_ASSERT(decode<Everything>(bytes).reject == CodecReject::kTrailingBytes);
}

TEST(CodecReject, Versions) {
  EXPECT_EQ(reject_of<bool>({}), CodecReject::kTruncated);
  EXPECT_EQ(reject_of<bool>({0, 1}), CodecReject::kVersion);
  EXPECT_EQ(reject_of<bool>({2, 1}), CodecReject::kVersion);
  EXPECT_EQ(reject_of<bool>({1, 1}), CodecReject::kNone);
}

TEST(CodecReject, NumbersInOtherThanTheShortestForm) {
  EXPECT_EQ(reject_of<std::uint64_t>({1, 0x80, 0}), CodecReject::kNotCanonical);
  EXPECT_EQ(reject_of<std::uint64_t>({1, 0xff, 0x80, 0}), CodecReject::kNotCanonical);
  EXPECT_EQ(reject_of<std::int32_t>({1, 0x81, 0}), CodecReject::kNotCanonical);
  EXPECT_EQ(reject_of<ProcessId>({1, 0x85, 0x80, 0}), CodecReject::kNotCanonical);
}

TEST(CodecReject, NumbersTooLargeForTheirType) {
  EXPECT_EQ(reject_of<std::uint16_t>({1, 0x80, 0x80, 0x04}), CodecReject::kNotCanonical);
  EXPECT_EQ(reject_of<std::int16_t>({1, 0x80, 0x80, 0x04}), CodecReject::kNotCanonical);
  EXPECT_EQ(reject_of<std::uint64_t>({1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2}),
            CodecReject::kNotCanonical);
  EXPECT_EQ(reject_of<std::uint64_t>({1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x81, 0}),
            CodecReject::kNotCanonical);
}

TEST(CodecReject, WhatNamesNothing) {
  EXPECT_EQ(reject_of<bool>({1, 2}), CodecReject::kBadEnumerator);
  EXPECT_EQ(reject_of<Colour>({1, 3}), CodecReject::kBadEnumerator);
  EXPECT_EQ(reject_of<Level>({1, 0}), CodecReject::kBadEnumerator);
  EXPECT_EQ(reject_of<Level>({1, 7}), CodecReject::kNone);
  EXPECT_EQ(reject_of<Level>({1, 0x87, 0x80, 0x80, 0x80, 0x10}), CodecReject::kBadEnumerator);  // 7 + 2^32
  EXPECT_EQ(reject_of<Pick>({1, 3}), CodecReject::kBadEnumerator);
  EXPECT_EQ(reject_of<std::optional<bool>>({1, 2, 1}), CodecReject::kBadEnumerator);
}

TEST(CodecReject, KeysOutOfOrderOrTwice) {
  EXPECT_EQ(reject_of<std::set<std::uint32_t>>({1, 2, 1, 1}), CodecReject::kNotCanonical);
  EXPECT_EQ(reject_of<std::set<std::uint32_t>>({1, 2, 2, 1}), CodecReject::kNotCanonical);
  EXPECT_EQ((reject_of<std::map<std::uint32_t, bool>>({1, 2, 5, 0, 5, 1})), CodecReject::kNotCanonical);
}

TEST(CodecReject, ProcessSetsWithSuperfluousWords) {
  EXPECT_EQ(reject_of<ProcessSet>({1, 0}), CodecReject::kNotCanonical);
  EXPECT_EQ(reject_of<ProcessSet>({1, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}), CodecReject::kNotCanonical);
  EXPECT_EQ(reject_of<ProcessSet>({1, 0xff, 0xff, 0xff, 0xff, 1, 0}), CodecReject::kTruncated);
}

TEST(CodecReject, LengthsThatTheBytesCannotHold) {
  EXPECT_EQ(reject_of<std::string>({1, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f, 'a'}), CodecReject::kTruncated);
  EXPECT_EQ(reject_of<std::vector<Leaf>>({1, 3, 1, 0, 1, 0}), CodecReject::kTruncated);
  EXPECT_EQ((reject_of<boost::container::static_vector<std::uint16_t, 4>>({1, 5, 0, 0, 0, 0, 0})),
            CodecReject::kTooManyElements);
}

TEST(CodecReject, MoreElementsThanTheLimit) {
  EXPECT_EQ(reject_of<std::vector<Nothing>>({1, 0xff, 0xff, 0xff, 0xff, 0x0f}), CodecReject::kTooManyElements);
  CodecLimits limits;
  limits.max_elements = 5;
  using Rows = std::vector<std::vector<std::uint16_t>>;
  EXPECT_EQ(reject_of<Rows>({1, 2, 1, 0, 2, 0, 0}, limits), CodecReject::kNone);
  EXPECT_EQ(reject_of<Rows>({1, 2, 2, 0, 0, 2, 0, 0}, limits), CodecReject::kTooManyElements);
}

// One byte an element, 8000 bytes in memory: a megabyte must not become eight gigabytes.
TEST(CodecReject, ElementsThatSwellInMemory) {
  using Bulky = std::vector<std::optional<std::array<std::uint64_t, 1000>>>;
  Bytes bytes{std::byte{kCodecVersion}};
  codec_detail::Encoder(bytes).number(1'000'000);
  bytes.resize(bytes.size() + 1'000'000);
  EXPECT_EQ(decode<Bulky>(bytes).reject, CodecReject::kTooManyElements);
}

TEST(CodecReject, MoreBytesThanTheLimit) {
  CodecLimits limits;
  limits.max_bytes = 3;
  EXPECT_EQ(reject_of<std::string>({1, 1, 'a'}, limits), CodecReject::kNone);
  EXPECT_EQ(reject_of<std::string>({1, 2, 'a', 'b'}, limits), CodecReject::kTooLarge);
}

Tree nested(int depth) {
  Tree tree;
  for (int level = 1; level < depth; ++level) {
    Tree parent;
    parent.children.push_back(std::move(tree));
    tree = std::move(parent);
  }
  return tree;
}

TEST(CodecReject, DeeperThanTheLimit) {
  const int limit = static_cast<int>(CodecLimits{}.max_depth);
  EXPECT_EQ(decode<Tree>(encode(nested(limit))).reject, CodecReject::kNone);
  EXPECT_EQ(decode<Tree>(encode(nested(limit + 1))).reject, CodecReject::kTooDeep);
}

}  // namespace
}  // namespace parley

// The canonical codec on values: round trip, one encoding a value, and the format itself, pinned byte by byte.
#include "protocols/core/codec.hpp"

#include <cstdint>
#include <gtest/gtest.h>
#include <limits>
#include <rapidcheck/gtest.h>
#include <string>

#include "tests/core/samples.hpp"

namespace parley {
namespace {

using namespace samples;

std::string hex(const Bytes& bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::byte each : bytes) {
    text += digits[static_cast<std::size_t>(each) >> 4];
    text += digits[static_cast<std::size_t>(each) & 15];
  }
  return text;
}

template <class T>
std::string hex_of(const T& value) {
  return hex(encode(value));
}

RC_GTEST_PROP(Codec, EveryValueComesBackAsItself, (const Everything& value)) {
  const Bytes bytes = encode(value);
  const Decoded<Everything> read = decode<Everything>(bytes);
  RC_ASSERT(static_cast<int>(read.reject) == 0);
  RC_ASSERT(read.value.has_value());
  RC_ASSERT(encode(*read.value) == bytes);
  RC_ASSERT(read.value->quorum == value.quorum);
  RC_ASSERT(read.value->balance == value.balance);
  RC_ASSERT(read.value->offset == value.offset);
  RC_ASSERT(read.value->vouched == value.vouched);
  RC_ASSERT(read.value->by_process == value.by_process);
  RC_ASSERT(read.value->by_name == value.by_name);
  RC_ASSERT(read.value->quorums == value.quorums);
  RC_ASSERT(read.value->votes == value.votes);
  RC_ASSERT(read.value->name == value.name);
  RC_ASSERT(read.value->pick.index() == value.pick.index());
}

RC_GTEST_PROP(Codec, IntegersOfEveryWidthComeBack, (std::int64_t wide, std::int16_t narrow, std::uint64_t number)) {
  RC_ASSERT(decode<std::int64_t>(encode(wide)).value == wide);
  RC_ASSERT(decode<std::int16_t>(encode(narrow)).value == narrow);
  RC_ASSERT(decode<std::uint64_t>(encode(number)).value == number);
}

RC_GTEST_PROP(Codec, EqualMeansEqualEncodings, (const Everything& a, const Everything& b)) {
  RC_ASSERT(equal(a, a));
  RC_ASSERT(equal(a, b) == (encode(a) == encode(b)));
}

TEST(Codec, LimitsOfIntegersComeBack) {
  using Signed64 = std::numeric_limits<std::int64_t>;
  for (const std::int64_t value : {Signed64::min(), std::int64_t{-1}, std::int64_t{0}, Signed64::max()})
    EXPECT_EQ(decode<std::int64_t>(encode(value)).value, value);
  constexpr std::uint64_t greatest = std::numeric_limits<std::uint64_t>::max();
  EXPECT_EQ(decode<std::uint64_t>(encode(greatest)).value, greatest);
  EXPECT_EQ(encode(greatest).size(), 1U + 10U);
}

// The format is a promise to files and peers of other builds: a change of these bytes is a new kCodecVersion.
TEST(Codec, TheFormatIsPinned) {
  EXPECT_EQ(hex_of(true), "0101");
  EXPECT_EQ(hex_of(std::uint8_t{200}), "01c8");
  EXPECT_EQ(hex_of(std::int8_t{-1}), "01ff");
  EXPECT_EQ(hex_of(std::uint64_t{127}), "017f");
  EXPECT_EQ(hex_of(std::uint64_t{128}), "018001");
  EXPECT_EQ(hex_of(std::uint32_t{300}), "01ac02");
  EXPECT_EQ(hex_of(std::int32_t{-1}), "0101");
  EXPECT_EQ(hex_of(std::int32_t{-300}), "01d704");
  EXPECT_EQ(hex_of(Level::kHigh), "0107");
  EXPECT_EQ(hex_of(ProcessId{130}), "018201");
  EXPECT_EQ(hex_of(ProcessSet{ProcessId{0}, ProcessId{9}}), "01010102000000000000");
  EXPECT_EQ(hex_of(ProcessSet{ProcessId{64}}), "010200000000000000000100000000000000");
  EXPECT_EQ(hex_of(std::string("hi")), "01026869");
  EXPECT_EQ(hex_of(std::vector<std::uint8_t>{1, 255}), "010201ff");
  EXPECT_EQ(hex_of(std::vector<Leaf>{{1, Colour::kBlue}}), "01010102");
  EXPECT_EQ(hex_of(std::optional<std::uint64_t>{}), "0100");
  EXPECT_EQ(hex_of(std::optional<std::uint64_t>{5}), "010105");
  EXPECT_EQ(hex_of(Pick{ProcessId{3}}), "010203");
  EXPECT_EQ(hex_of(std::map<std::uint32_t, bool>{{2, true}, {1, false}}), "010201000201");
  EXPECT_EQ(hex_of(SignatureAccess::make(std::uint64_t{4}, ProcessId{2}, {0xaa})), "01040201aa");
}

TEST(Codec, InlineAndHeapSequencesEncodeAlike) {
  const InlineVector<ProcessId, 2> inside{ProcessId{1}, ProcessId{2}, ProcessId{3}};
  const std::vector<ProcessId> outside{ProcessId{1}, ProcessId{2}, ProcessId{3}};
  EXPECT_EQ(encode(inside), encode(outside));
}

struct Hollow {
  Nothing a;
  std::array<Nothing, 3> b;
};

TEST(Codec, ElementsWithoutBytesComeBack) {
  const std::vector<Hollow> hollow(5);
  const Bytes bytes = encode(hollow);
  EXPECT_EQ(bytes.size(), 2U);
  const Decoded<std::vector<Hollow>> read = decode<std::vector<Hollow>>(bytes);
  ASSERT_TRUE(read.value.has_value());
  EXPECT_EQ(read.value->size(), 5U);
}

TEST(Codec, PartsAppendWithoutAVersion) {
  Bytes bytes{std::byte{9}};
  encode_part(std::uint64_t{5}, bytes);
  EXPECT_EQ(hex(bytes), "0905");
}

}  // namespace
}  // namespace parley

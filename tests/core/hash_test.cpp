// Hashes: equal exactly when the canonical encodings are, the same on every machine, and well spread.
#include "protocols/core/hash.hpp"

#include <bit>
#include <cstdint>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <unordered_set>

#include "protocols/core/codec.hpp"
#include "protocols/core/random.hpp"
#include "tests/core/samples.hpp"

namespace parley {
namespace {

using namespace samples;

RC_GTEST_PROP(Hash, EqualExactlyWhenEncodingsAre, (const Everything& a, const Everything& b)) {
  const Everything copy = a;
  RC_ASSERT(hash64(copy) == hash64(a));
  RC_ASSERT(hash128(copy) == hash128(a));
  RC_ASSERT((hash64(a) == hash64(b)) == (encode(a) == encode(b)));
  RC_ASSERT((hash128(a) == hash128(b)) == (encode(a) == encode(b)));
}

// Small values are where equal ones are frequent, and where a hash that confuses structure would collide.
RC_GTEST_PROP(Hash, ConfusesNoStructure, ()) {
  const auto draw = [] {
    return *rc::gen::container<std::vector<std::vector<std::uint16_t>>>(
        rc::gen::container<std::vector<std::uint16_t>>(rc::gen::inRange<std::uint16_t>(0, 3)));
  };
  const auto a = draw();
  const auto b = draw();
  RC_ASSERT((hash64(a) == hash64(b)) == (a == b));
}

// Each field of a decoded value counts: a change of any byte of the encoding changes the hash.
RC_GTEST_PROP(Hash, EveryFieldCounts, (const Everything& value)) {
  Bytes bytes = encode(value);
  for (std::size_t at = 1; at < bytes.size(); at += 3) {
    bytes[at] ^= std::byte{1};
    if (const Decoded<Everything> other = decode<Everything>(bytes); other.value) {
      RC_ASSERT(hash64(*other.value) != hash64(value));
      RC_ASSERT(hash128(*other.value) != hash128(value));
    }
    bytes[at] ^= std::byte{1};
  }
}

TEST(Hash, NoCollisionAmongNeighbours) {
  std::unordered_set<std::uint64_t> seen;
  for (std::uint64_t number = 0; number < 50'000; ++number) {
    seen.insert(hash64(Leaf{number, Colour::kRed}));
    seen.insert(hash64(Leaf{number, Colour::kBlue}));
  }
  EXPECT_EQ(seen.size(), 100'000U);
}

TEST(Hash, AFlippedBitFlipsAboutHalfTheOutput) {
  Rng random(7);
  std::uint64_t flipped = 0;
  constexpr std::uint64_t rounds = 20'000;
  for (std::uint64_t round = 0; round < rounds; ++round) {
    const std::uint64_t number = random.next();
    const std::uint64_t other = number ^ (std::uint64_t{1} << random.below(64));
    flipped += static_cast<std::uint64_t>(std::popcount(hash64(number) ^ hash64(other)));
  }
  const double mean = static_cast<double>(flipped) / static_cast<double>(rounds);
  EXPECT_GT(mean, 28.0);
  EXPECT_LT(mean, 36.0);
}

Everything pinned() {
  Everything value;
  value.offset = -5;
  value.name = "nine bytes";
  value.quorum = {ProcessId{1}, ProcessId{65}};
  value.maybe = Leaf{7, Colour::kGreen};
  value.by_process[ProcessId{2}] = Leaf{8, Colour::kBlue};
  return value;
}

// Traces and counterexamples carry hashes from one machine to another: these values may change only together with
// the format of traces.
TEST(Hash, ValuesArePinned) {
  EXPECT_EQ(hash64(std::uint64_t{0}), 4348289725693561674U);
  EXPECT_EQ(hash64(Leaf{1, Colour::kBlue}), 4330732791389411281U);
  EXPECT_EQ(hash64(pinned()), 14551252148363959477U);
  EXPECT_EQ(hash128(pinned()).low, 14551252148363959477U);
  EXPECT_EQ(hash128(pinned()).high, 6856524362840257829U);
}

TEST(Hash, TheLowWordOf128IsThe64BitHash) {
  EXPECT_EQ(hash128(pinned()).low, hash64(pinned()));
  EXPECT_NE(hash128(pinned()).high, hash64(pinned()));
}

TEST(Hash, ChainsDependOnOrder) {
  const Hash128 a = hash128(std::uint64_t{1});
  const Hash128 b = hash128(std::uint64_t{2});
  EXPECT_NE(combine(a, b), combine(b, a));
  EXPECT_NE(combine(combine({}, a), b), combine(combine({}, b), a));
  EXPECT_EQ(combine(a, b), combine(a, b));
}

}  // namespace
}  // namespace parley

// The field-walk mutator: whatever it does to a value is another value of the same type, and signatures stay.
#include "protocols/core/mutate.hpp"

#include <array>
#include <gtest/gtest.h>
#include <map>
#include <rapidcheck/gtest.h>
#include <set>

#include "protocols/core/codec.hpp"
#include "protocols/core/context.hpp"

namespace parley {
namespace {

enum class Colour : std::uint8_t { kRed, kGreen, kBlue };

struct Inner {
  std::int32_t balance = 0;
  Colour colour = Colour::kRed;
};
struct Yes {
  std::uint64_t term = 0;
};
struct No {
  std::uint64_t term = 0;
};
struct Empty {};

struct Everything {
  bool flag = false;
  std::uint8_t small = 0;
  Inner inner;
  ProcessId who;
  ProcessSet group;
  std::string text;
  std::vector<std::uint8_t> bytes;
  std::vector<Inner> list;
  std::array<std::uint16_t, 2> pair{};
  std::optional<std::uint32_t> maybe;
  std::variant<Empty, Yes, No> answer;
};

struct Further {
  std::map<std::uint32_t, Inner> table;
  std::set<std::uint32_t> numbers;
  PerProcess<std::uint32_t> clock;
};

struct Wrapped {
  Signed<Inner> statement;
  std::vector<Signed<Inner>> proofs;
};

Everything random_everything(Rng& rng) {
  Everything value;
  value.flag = rng.below(2) == 1;
  value.small = static_cast<std::uint8_t>(rng.below(256));
  value.inner = {static_cast<std::int32_t>(rng.below(7)) - 3, static_cast<Colour>(rng.below(3))};
  value.who = ProcessId{static_cast<std::uint32_t>(rng.below(5))};
  for (std::uint32_t id = 0; id < 5; ++id)
    if (rng.below(2) == 0) value.group.insert(ProcessId{id});
  value.text.resize(rng.below(3), 'x');
  value.bytes.resize(rng.below(3));
  value.list.resize(rng.below(4));
  value.pair = {static_cast<std::uint16_t>(rng.next()), 0xffff};
  if (rng.below(2) == 0) value.maybe = 4;
  if (rng.below(3) == 0) value.answer = Yes{rng.next()};
  if (rng.below(3) == 0) value.answer = No{0};
  return value;
}

Further random_further(Rng& rng) {
  Further value;
  for (std::uint64_t left = rng.below(4); left > 0; --left) value.table[static_cast<std::uint32_t>(rng.below(9))] = {};
  for (std::uint64_t left = rng.below(4); left > 0; --left)
    value.numbers.insert(static_cast<std::uint32_t>(rng.below(9)));
  value.clock = PerProcess<std::uint32_t>(3, static_cast<std::uint32_t>(rng.below(3)));
  return value;
}

constexpr std::array<std::uint64_t, 3> kInPlay{0, 7, 1'000'000};

template <class T>
void check_mutant(const T& original, std::uint64_t seed) {
  Rng rng(seed);
  Choices choices(rng);
  T mutant = original;
  RC_ASSERT(mutate(mutant, Palette{5, kInPlay, {}}, choices));
  RC_ASSERT(!equal(mutant, original));
  const Bytes bytes = encode(mutant);
  const Decoded<T> decoded = decode<T>(bytes);
  RC_ASSERT(decoded.value.has_value());
  RC_ASSERT(equal(*decoded.value, mutant));
  T again = original;
  Choices tape(choices.taken());
  RC_ASSERT(mutate(again, Palette{5, kInPlay, {}}, tape));
  RC_ASSERT(equal(again, mutant));
}

RC_GTEST_PROP(Mutate, gives_another_value_of_the_type_that_the_choices_determine, (std::uint64_t seed)) {
  Rng rng(seed);
  check_mutant(random_everything(rng), rng.next());
  const Further further = random_further(rng);
  check_mutant(further, rng.next());
  Rng leaf_rng(seed);
  Choices choices(leaf_rng);
  Further mutant = further;
  mutate(mutant, Palette{5, kInPlay, {}}, choices);
  RC_ASSERT(mutant.clock.size() == further.clock.size());
}

RC_GTEST_PROP(Mutate, every_leaf_can_be_changed, (std::uint64_t seed)) {
  Rng rng(seed);
  const Everything original = random_everything(rng);
  const Palette palette{5, kInPlay, {}};
  for (std::size_t leaf = 0; leaf < mutable_leaves(original, palette); ++leaf) {
    Everything mutant = original;
    Choices choices(rng);
    mutate_leaf(mutant, leaf, palette, choices);
    RC_ASSERT(!equal(mutant, original));
  }
}

TEST(Mutate, never_touches_what_is_signed) {
  const auto statement = SignatureAccess::make(Inner{5, Colour::kGreen}, ProcessId{1});
  const Wrapped original{statement, {statement, statement}};
  const Palette palette{5, kInPlay, {}};
  EXPECT_EQ(mutable_leaves(statement, palette), 0U);
  ASSERT_EQ(mutable_leaves(original, palette), 1U) << "only a proof can be left out";
  Wrapped mutant = original;
  Choices choices;
  EXPECT_TRUE(mutate(mutant, palette, choices));
  EXPECT_EQ(mutant.proofs.size(), 1U);
  EXPECT_TRUE(equal(mutant.proofs[0], statement));
  EXPECT_TRUE(equal(mutant.statement, statement));
}

TEST(Mutate, stays_within_the_chosen_fields) {
  const std::vector<std::string> fields{"balance"};
  const Palette palette{5, {}, fields};
  Rng rng(1);
  for (int round = 0; round < 200; ++round) {
    Everything original = random_everything(rng);
    Everything mutant = original;
    Choices choices(rng);
    ASSERT_TRUE(mutate(mutant, palette, choices));
    mutant.inner.balance = original.inner.balance;
    for (std::size_t index = 0; index < original.list.size(); ++index)
      mutant.list[index].balance = original.list[index].balance;
    ASSERT_TRUE(equal(mutant, original));
  }
}

TEST(Mutate, refuses_a_value_without_fields) {
  Empty empty;
  Choices choices;
  EXPECT_FALSE(mutate(empty, Palette{}, choices));
  EXPECT_TRUE(choices.taken().empty());
}

}  // namespace
}  // namespace parley

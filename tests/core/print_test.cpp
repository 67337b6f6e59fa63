// Printed values, as they appear in traces, reports and failing tests; and the names they are made of.
#include "protocols/core/print.hpp"

#include <cstdint>
#include <gtest/gtest.h>

#include "protocols/broadcast/bracha/bracha.hpp"
#include "protocols/core/names.hpp"
#include "tests/core/samples.hpp"

namespace parley {
namespace {

using namespace samples;

TEST(Print, EveryKind) {
  EXPECT_EQ(to_text(true), "true");
  EXPECT_EQ(to_text(std::int8_t{-3}), "-3");
  EXPECT_EQ(to_text(Colour::kGreen), "Green");
  EXPECT_EQ(to_text(static_cast<Colour>(9)), "?");
  EXPECT_EQ(to_text(ProcessId{4}), "p4");
  EXPECT_EQ(to_text(ProcessSet{ProcessId{0}, ProcessId{70}}), "{p0, p70}");
  EXPECT_EQ(to_text(std::string("ab")), "\"ab\"");
  EXPECT_EQ(to_text(std::vector<std::uint8_t>{0, 171}), "00ab");
  EXPECT_EQ(to_text(std::vector<std::uint8_t>{}), "empty");
  EXPECT_EQ(to_text(std::vector<std::uint16_t>{1, 2}), "[1, 2]");
  EXPECT_EQ(to_text(std::array<std::int32_t, 2>{1, 2}), "[1, 2]");
  EXPECT_EQ(to_text(std::optional<std::uint32_t>{}), "none");
  EXPECT_EQ(to_text(std::optional<std::uint32_t>{5}), "5");
  EXPECT_EQ(to_text(std::map<ProcessId, std::set<std::uint32_t>>{{ProcessId{1}, {3, 2}}, {ProcessId{2}, {}}}),
            "{p1: {2, 3}, p2: {}}");
  EXPECT_EQ(to_text(Pick{Nothing{}}), "Nothing");
  EXPECT_EQ(to_text(Pick{Leaf{1, Colour::kBlue}}), "Leaf{number: 1, colour: Blue}");
}

TEST(Print, AWholeValue) {
  Everything value;
  value.letter = 'A';
  value.table = PerProcess<Leaf>(2);
  value.tree.children = {Tree{1, {}}, Tree{2, {}}};
  EXPECT_EQ(
      to_text(value),
      "Everything{flag: false, byte: 0, small: 0, letter: 65, port: 0, offset: 0, balance: 0, number: 0, "
      "colour: Red, level: Low, leader: p0, quorum: {}, table: [Leaf{number: 0, colour: Red}, "
      "Leaf{number: 0, colour: Red}], votes: [], vouched: Leaf{number: 0, colour: Red}, p0, empty, name: \"\", "
      "blob: empty, leaves: [], path: [], few: [], triple: [0, 0, 0], maybe: none, pick: Nothing, by_process: {}, "
      "by_name: {}, members: {}, quorums: {}, couple: p0, 0, tree: Tree{label: 0, children: "
      "[Tree{label: 1, children: []}, Tree{label: 2, children: []}]}, nothing: Nothing}");
}

TEST(Print, AMessageOfBracha) {
  EXPECT_EQ(to_text(bracha::Protocol::Message{bracha::Echo{7}}), "Echo{value: 7}");
}

namespace inner {
template <class T>
struct Box {
  T content{};
};
enum Plain : int { kNone, kK, kkeep, other };
}  // namespace inner

TEST(Names, TypesFieldsAndEnumerators) {
  EXPECT_EQ(names::type_name<bracha::State>(), "State");
  EXPECT_EQ(names::type_name<inner::Box<bracha::State>>(), "Box");
  EXPECT_EQ((names::field_name<bracha::State, 3>()), "echoes");
  EXPECT_EQ((names::field_name<inner::Box<int>, 0>()), "content");
  EXPECT_EQ(names::enumerator_name(Level::kHigh), "High");
  EXPECT_EQ(names::enumerator_name(static_cast<Level>(0)), "");
  EXPECT_EQ(names::enumerator_name(static_cast<Level>(-1)), "");
  EXPECT_EQ(names::enumerator_name(inner::kNone), "None");
  EXPECT_EQ(names::enumerator_name(inner::kK), "K");
  EXPECT_EQ(names::enumerator_name(inner::kkeep), "kkeep");
  EXPECT_EQ(names::enumerator_name(inner::other), "other");
}

}  // namespace
}  // namespace parley

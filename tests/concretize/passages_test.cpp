// Processes told apart: passages of a counterexample, and how far a projection has come along them.
#include "checker/concretize/passages.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "models/ta_reader.hpp"

namespace parley::concretize {
namespace {

// a -> b -> c, and a -> d.
ThresholdAutomaton automaton() {
  return read_ta(R"(thresholdAutomaton Way {
    shared x;
    parameters n;
    assumptions (1) { n >= 1; }
    locations (4) { a: [0]; b: [1]; c: [2]; d: [3]; }
    inits (5) { a == n; b == 0; c == 0; d == 0; x == 0; }
    rules (4) {
      0: a -> b when (true) do { x' == x + 1; };
      1: b -> c when (x >= 2) do { };
      2: a -> d when (true) do { };
      3: c -> c when (true) do { };
    }
    specifications (1) { never: [](c == 0); }
  })",
                 "way.ta");
}

// Three processes: two go to b, one of these on to c, the third to d.
Counterexample run() {
  return {{{3}, {0}, {3, 0, 0, 0}}, {{0, 2}, {1, 1}, {2, 1}}, {{3, 1}}};
}

std::vector<Passage> passages() {
  return *passages_of(automaton(), run());
}

Standing stand_at(std::vector<Move> moves,
                  std::map<std::uint32_t, std::string> initial = {{0, "a"}, {1, "a"}, {2, "a"}}) {
  return stand(automaton(), passages(), Projection{"", {{"n", 3}}, std::move(initial), std::move(moves)});
}

TEST(Passages, EachFiringMovesOneProcess) {
  const std::vector<Passage> all = passages();
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].locations, (std::vector<std::uint32_t>{0, 1, 2}));
  EXPECT_EQ(all[0].moments, (std::vector<std::size_t>{0, 2}));
  EXPECT_EQ(all[1].locations, (std::vector<std::uint32_t>{0, 1}));
  EXPECT_EQ(all[1].moments, (std::vector<std::size_t>{1}));
  EXPECT_EQ(all[2].locations, (std::vector<std::uint32_t>{0, 3}));
  EXPECT_EQ(all[2].moments, (std::vector<std::size_t>{3}));
}

TEST(Passages, ALoopThatMovesProcessesCannotBeCarriedOut) {
  Counterexample endless = run();
  endless.loop = {{0, 1}};
  EXPECT_FALSE(passages_of(automaton(), endless));
  Counterexample huge = run();
  huge.initial.counters[0] = 1'000'000;
  EXPECT_FALSE(passages_of(automaton(), huge));
}

TEST(Passages, NothingDoneFitsAndWaitsForTheFirstMove) {
  const Standing standing = stand_at({});
  EXPECT_TRUE(standing.fits);
  EXPECT_EQ(standing.done, 0u);
  EXPECT_EQ(standing.waiting, 0u);
}

TEST(Passages, OneStepMayPassSeveralLocations) {
  const Standing standing = stand_at({{0, 1, "c", {}}});
  EXPECT_TRUE(standing.fits);
  EXPECT_EQ(standing.done, 2u);
  EXPECT_EQ(standing.waiting, 1u);  // the other process that goes to b
}

// The one that stays in b is seen first: it must not take the passage that leads on to c.
TEST(Passages, WhoIsWhoIsDecidedByWhatTheyDoLater) {
  const Standing standing = stand_at({{0, 2, "b", {}}, {1, 0, "b", {}}, {2, 0, "c", {}}, {3, 1, "d", {}}});
  EXPECT_TRUE(standing.fits);
  EXPECT_EQ(standing.done, 4u);
}

TEST(Passages, MoreThanTheCounterexampleMovesDoNotFit) {
  EXPECT_FALSE(stand_at({{0, 0, "d", {}}, {1, 1, "d", {}}}).fits);
  EXPECT_FALSE(stand_at({{0, 0, "b", {}}, {1, 1, "b", {}}, {2, 2, "b", {}}}).fits);
  EXPECT_FALSE(stand_at({{0, 0, "c", {}}, {1, 1, "c", {}}}).fits);
}

TEST(Passages, WhereAProcessBeginsCountsOnceItMoves) {
  EXPECT_TRUE(stand_at({}, {{0, "d"}, {1, "a"}, {2, "a"}}).fits);
  EXPECT_FALSE(stand_at({{0, 0, "c", {}}}, {{0, "b"}, {1, "a"}, {2, "a"}}).fits);
  EXPECT_FALSE(stand_at({{0, 0, "nowhere", {}}}).fits);
}

}  // namespace
}  // namespace parley::concretize

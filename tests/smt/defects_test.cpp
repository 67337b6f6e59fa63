// Specifications are checked as written. Each test is a shape that a published tool was seen to get wrong.
#include <gtest/gtest.h>
#include <string>

#include "checker/smt/verify.hpp"
#include "models/ta_reader.hpp"

namespace parley {
namespace {

// n processes start in l0; each goes to l1 or l2, from where l3 is reached on x messages.
std::string automaton(std::string_view rules, std::string_view specifications) {
  return "skel P {\n shared x; parameters n;\n assumptions (1) { n >= 2; }\n"
         " locations (4) { l0: [0]; l1: [1]; l2: [2]; l3: [3]; }\n"
         " inits (5) { l0 == n; l1 == 0; l2 == 0; l3 == 0; x == 0; }\n rules (0) {\n" +
         std::string(rules) + "\n w0: l0 -> l0 when (true) do {}; w3: l3 -> l3 when (true) do {};" +
         " w1: l1 -> l1 when (true) do {}; w2: l2 -> l2 when (true) do {};\n }\n specifications (1) {\n" +
         std::string(specifications) + "\n }\n}\n";
}

constexpr std::string_view kFork = "a: l0 -> l1 when (true) do { x' == x + 1; }; b: l0 -> l2 when (true) do {};";

SpecResult check_one(const std::string& text) {
  const ThresholdAutomaton model = read_ta(text, "defect.ta");
  return verify(model, {.threads = 1}).at(0);
}

// Of the engine chosen; no other engine may contradict it.
Verdict verdict_of(std::string_view rules, std::string_view specification) {
  const std::string text = automaton(rules, specification);
  const Verdict verdict = check_one(text).verdict;
  for (const std::string engine : {"zcs", "acs"}) {  // where the defects were seen
    VerifyOptions options;
    options.engine = engine;
    options.timeout_seconds = 0.5;
    const SpecResult other = verify(read_ta(text, "defect.ta"), options).at(0);
    if (other.verdict == Verdict::kUnknown) continue;
    EXPECT_EQ(other.verdict, verdict) << engine << " " << specification;
  }
  return verdict;
}

TEST(Defects, TwoEventualitiesAreNotMerged) {
  // l1 and l2 may be visited at different times: with one process each, the last of them leaves before the other comes.
  const std::string_view one_at_a_time = "a: l0 -> l1 when (x < 1) do { x' == x + 1; }; b: l1 -> l2 when (true) do {};";
  EXPECT_EQ(verdict_of(one_at_a_time, "s: <>(l1 != 0) -> [](l2 == 0);"), Verdict::kViolated);
  EXPECT_EQ(verdict_of(one_at_a_time, "s: [](l1 == 0) || [](l2 == 0);"), Verdict::kViolated);
  EXPECT_EQ(verdict_of(one_at_a_time, "s: [](l1 == 0 || l2 == 0);"), Verdict::kHolds);
}

TEST(Defects, NestedAlwaysIsNotFlattened) {
  // After l1 is left, l2 fills: []( a -> []b ) speaks of later positions, not of the same one.
  const std::string_view chain = "a: l0 -> l1 when (x < 1) do { x' == x + 1; }; b: l1 -> l2 when (true) do {};";
  EXPECT_EQ(verdict_of(chain, "s: [](l1 != 0 -> [](l2 == 0));"), Verdict::kViolated);
  EXPECT_EQ(verdict_of(chain, "s: [](l2 != 0 -> [](l1 == 0));"), Verdict::kHolds);
  EXPECT_EQ(verdict_of(chain, "s: [](l1 != 0 -> l2 == 0);"), Verdict::kHolds);
}

TEST(Defects, BothBoundsOfATargetAreKept) {
  const std::string_view two_at_most = "a: l0 -> l1 when (x < 2) do { x' == x + 1; };";
  EXPECT_EQ(verdict_of(two_at_most, "s: [](!(l1 >= 3 && l1 >= 1));"), Verdict::kHolds);
  EXPECT_EQ(verdict_of(two_at_most, "s: [](!(l1 >= 1 && l1 >= 2));"), Verdict::kViolated);
}

TEST(Defects, IncrementsAboveOneCount) {
  const std::string_view by_two = "a: l0 -> l1 when (x < 1) do { x' == x + 2; }; b: l0 -> l3 when (x >= 2) do {};";
  EXPECT_EQ(verdict_of(by_two, "s: [](l3 == 0);"), Verdict::kViolated);
  EXPECT_EQ(verdict_of(by_two, "s: [](x != 1);"), Verdict::kHolds);
  EXPECT_EQ(verdict_of(by_two, "s: [](x <= 2);"), Verdict::kHolds);
}

TEST(Defects, DisjunctiveGuardsAreHandled) {
  const std::string_view gap =
      "a: l0 -> l1 when (x < 2) do { x' == x + 1; }; b: l0 -> l2 when (x < 2 || x >= 4) do {};"
      "c: l1 -> l3 when (x < 1 || x >= 3) do {};";
  EXPECT_EQ(verdict_of(gap, "s: [](l3 == 0);"), Verdict::kHolds);
  EXPECT_EQ(verdict_of(gap, "s: [](l2 == 0);"), Verdict::kViolated);
  EXPECT_EQ(verdict_of(gap, "s: [](x < 2 || l2 != 0) || [](x < 2);"), Verdict::kViolated);
}

TEST(Defects, TwoPopulatedLocationsGiveARealPath) {
  const SpecResult result = check_one(automaton(kFork, "s: [](l1 == 0 || l2 == 0);"));
  ASSERT_EQ(result.verdict, Verdict::kViolated);
  const ThresholdAutomaton model = read_ta(automaton(kFork, "s: [](l1 == 0 || l2 == 0);"), "defect.ta");
  EXPECT_EQ(refute_counterexample(model, model.specifications[0], *result.counterexample), std::nullopt);
}

TEST(Fragment, WhatNoArgumentCoversIsUnknownWithAReason) {
  // Two conditions that must hold again and again, which takes a process that moves round a cycle for ever. Where there
  // are fewer than 70 processes it holds; so small instances do not tell.
  const SpecResult result =
      check_one(automaton("a: l0 -> l1 when (true) do {}; b: l1 -> l2 when (true) do {};"
                          "c: l2 -> l1 when (true) do {};",
                          "s: <>[](l1 == 0) || <>[](l2 == 0) || <>(l1 + l2 >= 2) || [](l0 + l1 + l2 < 70);"));
  EXPECT_EQ(result.verdict, Verdict::kUnknown);
  EXPECT_NE(result.reason.find("no proof: several conditions must hold again and again"), std::string::npos)
      << result.reason;
}

// Found by a user: all of these are violated by one process that goes to and fro.
TEST(Cycles, AreCounterexamplesWhereTheSpecificationSeesEveryStep) {
  const auto answer = [](const std::string& formula) {  // nobody may wait
    return check_one("skel P { parameters n; assumptions (1) { n >= 1; } locations (2) { l0: [0]; l1: [1]; }\n"
                     " inits (2) { l0 == n; l1 == 0; }\n"
                     " rules (2) { a: l0 -> l1 when (true) do {}; b: l1 -> l0 when (true) do {}; }\n"
                     " specifications (1) { s: " +
                     formula + "; } }");
  };
  for (const char* formula : {"<>(l0 > n)", "<>(l1 != 0) && <>(false)", "[]<>(l0 == n)", "<>[](l1 != 0)",
                              "[]<>(l0 == 1) -> []<>(l1 == 0)", "<>[](l0 != 0) || <>[](l1 != 0)"}) {
    const SpecResult result = answer(formula);
    EXPECT_EQ(result.verdict, Verdict::kViolated) << formula << ": " << result.reason;
  }
  EXPECT_EQ(answer("[](l0 + l1 <= n)").verdict, Verdict::kHolds);
}

}  // namespace
}  // namespace parley

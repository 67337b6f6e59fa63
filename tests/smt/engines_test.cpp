// The counter systems and the search of small instances, each on what it is for.
#include <gtest/gtest.h>
#include <string>

#include "checker/smt/verify.hpp"
#include "models/ta_reader.hpp"
#include "protocols/core/error.hpp"

namespace parley {
namespace {

// Rounds: everyone starts undecided; who has voted waits until all have, resets the counters, and starts again.
ThresholdAutomaton rounds(const std::string& specification, const std::string& sent_by_no = "") {
  return read_ta(R"(ta Rounds { shared yes, all; parameters n, t;
    assumptions (1) { n > 3 * t; t >= 0; }
    locations (5) { no: [0]; yea: [1]; voted: [2]; decided: [3]; again: [4]; }
    inits (1) { no + yea == n - t; voted == 0; decided == 0; again == 0; yes == 0; all == 0; }
    rules (0) {
      a: yea -> voted when (true) do { yes' == yes + 1; all' == all + 1; };
      b: no -> voted when (true) do { )" +
                     sent_by_no + R"( all' == all + 1; };
      c: voted -> decided when (yes >= n - 2 * t) do {};
      d: voted -> again when (yes < n - 2 * t && all >= n - t) do {};
      e: again -> no when (all >= n - t) do { yes' == 0; all' == 0; };
      f: again -> no when (all < 1) do {};
      g: decided -> yea when (all >= n - t) do { yes' == 0; all' == 0; };
      h: decided -> yea when (all < 1) do {}; }
    specifications (1) { s: )" +
                     specification + "; } }",
                 "rounds.eta");
}

SpecResult run(const ThresholdAutomaton& model, const std::string& engine) {
  return verify(model, {.engine = engine, .timeout_seconds = 20}).at(0);
}

TEST(Engines, ResetsAreProvedThroughAllRounds) {
  const ThresholdAutomaton model = rounds("yea == 0 -> [](decided == 0)");
  for (const char* engine : {"zcs", "acs", "auto"}) EXPECT_EQ(run(model, engine).verdict, Verdict::kHolds) << engine;
  EXPECT_EQ(run(model, "smt").verdict, Verdict::kUnknown);
}

TEST(Engines, ResetsDoNotHideViolations) {
  const ThresholdAutomaton model = rounds("yea == 0 -> [](decided == 0)", "yes' == yes + 1;");
  for (const char* engine : {"zcs", "acs", "auto", "smt", "explicit"})
    EXPECT_EQ(run(model, engine).verdict, Verdict::kViolated) << engine;
}

// A published tool's counter systems say "safe" here.
TEST(Engines, IncrementsOfTwoPassTwoThresholds) {
  const auto model = [](const std::string& increment) {
    return read_ta(
        "ta Jump { shared x; parameters n; assumptions (1) { n == 1; } locations (3) { a: [0]; b: [1]; c: [2]; }"
        " inits (1) { a == n; b == 0; c == 0; x == 0; }"
        " rules (0) { r: a -> b when (x < 1) do { x' == x + " +
            increment +
            "; };"
            " s: b -> c when (x >= 2) do {}; } specifications (1) { s: [](c == 0); } }",
        "jump.ta");
  };
  for (const char* engine : {"zcs", "acs", "explicit", "smt"}) {
    EXPECT_EQ(run(model("2"), engine).verdict, Verdict::kViolated) << engine;
    EXPECT_EQ(run(model("3"), engine).verdict, Verdict::kViolated) << engine;
  }
  for (const char* engine : {"zcs", "acs", "smt"})
    EXPECT_EQ(run(model("1"), engine).verdict, Verdict::kHolds) << engine;
}

// One process alone never stands in two places, which only counters tell.
TEST(Engines, CountersTellMoreThanZeroAndOne) {
  const ThresholdAutomaton model = read_ta(
      "ta One { shared x; parameters n; assumptions (1) { n >= 2; } locations (3) { a: [0]; b: [1]; c: [2]; }"
      " inits (1) { a == 1; b == 0; c == 0; x == 0; } rules (0) { r: a -> b when (true) do {}; s: b -> a when (true) "
      "do {};"
      " u: b -> c when (x >= 1) do {}; v: a -> a when (x < n) do { x' == x + 1; }; w: c -> a when (true) do { x' == 0; "
      "}; }"
      " specifications (1) { s: [](a == 0 || b == 0); } }",
      "one.ta");
  EXPECT_EQ(run(model, "acs").verdict, Verdict::kHolds);
  EXPECT_EQ(run(model, "zcs").verdict, Verdict::kUnknown);
}

TEST(Engines, WhatIsOutsideAFragmentIsUnknown) {
  const ThresholdAutomaton model = rounds("yea == 0 -> <>[](decided == 0)");
  const SpecResult result = verify(model, {.engine = "acs", .timeout_seconds = 1}).at(0);
  EXPECT_EQ(result.verdict, Verdict::kUnknown);
  EXPECT_NE(result.reason.find("abstract counter system"), std::string::npos) << result.reason;
}

TEST(Engines, AreNamedInTheResult) {
  EXPECT_EQ(run(rounds("yea == 0 -> [](decided == 0)"), "acs").engine, "acs");
  EXPECT_EQ(run(rounds("[](voted == 0)"), "explicit").engine, "explicit");
  EXPECT_THROW(run(rounds("[](voted == 0)"), "guess"), InputError);
}

}  // namespace
}  // namespace parley

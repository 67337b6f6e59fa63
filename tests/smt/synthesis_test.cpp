// Thresholds of known algorithms are found again.
#include "checker/smt/synthesis.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "protocols/core/error.hpp"

namespace parley {
namespace {

using Values = std::vector<std::int64_t>;

// Reliable broadcast with authentication by Srikanth and Toueg (Distributed Computing 2, 1987): send on `JOIN` messages
// or on the broadcaster's, accept on `ACCEPT`. Both thresholds are left open; they are t + 1 and n - t in the paper.
constexpr std::string_view kBroadcast = R"(skel Broadcast {
  shared sent;
  parameters n, t, f;
  unknowns a, b, c, d, e;
  define JOIN == a * t + b;
  define ACCEPT == c * n + d * t + e;
  assumptions (3) { n > 3 * t; t >= f; t >= 1; }
  locations (4) { v0: [0]; v1: [1]; se: [2]; ac: [3]; }
  inits (4) { v0 + v1 == n - f; se == 0; ac == 0; sent == 0; }
  rules (8) {
    0: v1 -> se when (true) do { sent' == sent + 1; };
    1: v0 -> se when (sent + f >= JOIN) do { sent' == sent + 1; };
    2: v0 -> ac when (sent + f >= ACCEPT) do { sent' == sent + 1; };
    3: v1 -> ac when (sent + f >= ACCEPT) do { sent' == sent + 1; };
    4: se -> ac when (sent + f >= ACCEPT) do {};
    5: v0 -> v0 when (true) do {};
    6: se -> se when (true) do {};
    7: ac -> ac when (true) do {};
  }
  specifications (3) {
    unforgeability: v1 == 0 -> [](ac == 0);
    correctness: <>[](v1 == 0 && (sent < JOIN || v0 == 0) && (sent < ACCEPT || (v0 == 0 && se == 0)))
                 -> (v0 == 0 -> <>(ac != 0));
    relay: <>[](v1 == 0 && (sent < JOIN || v0 == 0) && (sent < ACCEPT || (v0 == 0 && se == 0)))
           -> [](ac != 0 -> <>(v0 == 0 && v1 == 0 && se == 0));
  }
})";

SynthesisResult synthesize_broadcast(std::vector<UnknownRange> ranges) {
  SynthesisOptions options;
  options.ranges = std::move(ranges);
  options.verify.timeout_seconds = 30;
  return synthesize(ModelTemplate(std::string(kBroadcast), "broadcast.ta", {}), options);
}

bool has(const SynthesisResult& result, const Values& values) {
  return std::ranges::any_of(result.solutions, [&](const Solution& solution) { return solution.values == values; });
}

TEST(Synthesis, FindsTheTextbookQuorumsOfReliableBroadcast) {
  const SynthesisResult result =
      synthesize_broadcast({{"a", 0, 2}, {"b", 0, 1}, {"c", 0, 1}, {"d", -1, 2}, {"e", 0, 1}});
  EXPECT_TRUE(result.undecided.empty());
  EXPECT_TRUE(has(result, {1, 1, 1, -1, 0})) << "t + 1 and n - t";
  EXPECT_TRUE(has(result, {1, 1, 0, 2, 1})) << "t + 1 and 2 t + 1";
  EXPECT_FALSE(has(result, {1, 0, 1, -1, 0})) << "t messages may all be forged";
  EXPECT_FALSE(has(result, {1, 1, 0, 2, 0})) << "2 t messages may come from t correct processes";
  EXPECT_FALSE(has(result, {1, 1, 1, 0, 0})) << "nobody may wait for all";
  EXPECT_GT(result.counterexamples, 0U);
  EXPECT_LT(result.verified, result.candidates / 2) << "runs exclude more candidates than their own";
  for (const Solution& solution : result.solutions)
    EXPECT_FALSE(solution.weakest && solution.values == Values({1, 1, 1, -1, 0})) << "2 t + 1 admits more than n - t";
  EXPECT_TRUE(std::ranges::any_of(result.solutions, &Solution::weakest));
}

TEST(Synthesis, OneVerifiedCandidateAtATimeAgreesWithVerification) {
  const std::vector<UnknownRange> ranges{{"a", 1, 1}, {"b", 0, 2}, {"c", 0, 0}, {"d", 1, 2}, {"e", 0, 2}};
  const SynthesisResult result = synthesize_broadcast(ranges);
  const ModelTemplate model(std::string(kBroadcast), "broadcast.ta", {});
  for (std::int64_t b = 0; b <= 2; ++b) {
    for (std::int64_t d = 1; d <= 2; ++d) {
      for (std::int64_t e = 0; e <= 2; ++e) {
        const Values values{1, b, 0, d, e};
        const auto verdicts = verify(model.with(values), {});
        const bool all_hold =
            std::ranges::all_of(verdicts, [](const SpecResult& verdict) { return verdict.verdict == Verdict::kHolds; });
        EXPECT_EQ(has(result, values), all_hold) << b << " " << d << " " << e;
      }
    }
  }
}

constexpr std::string_view kMajority = R"(skel Majority {
  shared votes_a, votes_b;
  parameters n, q;
  define QUORUM == q;
  assumptions (2) { n >= 1; q == n; }
  locations (3) { idle: [0]; a: [1]; b: [2]; }
  inits (5) { idle == n; a == 0; b == 0; votes_a == 0; votes_b == 0; }
  rules (2) { for_a: idle -> a when (true) do { votes_a' == votes_a + 1; };
              for_b: idle -> b when (true) do { votes_b' == votes_b + 1; }; }
  specifications (1) { one_wins: []!(votes_a >= QUORUM && votes_b >= QUORUM); }
})";

TEST(Synthesis, ADefinitionCanBeReplacedByATemplate) {
  SynthesisOptions options;
  options.ranges = {{"num", 0, 3}, {"add", 0, 1}};
  const SynthesisResult result =
      synthesize(ModelTemplate(std::string(kMajority), "majority.ta", {{"QUORUM", "num * n / 3 + add"}}), options);
  EXPECT_TRUE(has(result, {2, 0})) << "two thirds";
  EXPECT_FALSE(has(result, {1, 1})) << "a third and one more";
  EXPECT_TRUE(has(result, {3, 0}));
}

TEST(Synthesis, WithoutASolutionThereIsNone) {
  const SynthesisResult result =
      synthesize_broadcast({{"a", 0, 0}, {"b", 0, 1}, {"c", 0, 0}, {"d", 1, 1}, {"e", 1, 1}});
  EXPECT_TRUE(result.solutions.empty());
  EXPECT_TRUE(result.undecided.empty());
}

TEST(Synthesis, AssumptionsOverUnknownsRestrictTheCandidates) {
  std::string text(kBroadcast);
  text.replace(text.find("t >= 1;"), 7, "t >= 1; a == 1; b == 1; c == 0; d == 2;");
  SynthesisOptions options;
  options.ranges = {{"a", 0, 1}, {"b", 0, 1}, {"c", 0, 1}, {"d", 1, 2}, {"e", 1, 1}};
  const SynthesisResult result = synthesize(ModelTemplate(text, "broadcast.ta", {}), options);
  EXPECT_EQ(result.candidates, 16U);
  EXPECT_EQ(result.inadmissible, 15U);
  ASSERT_EQ(result.solutions.size(), 1U);
  EXPECT_TRUE(result.solutions[0].weakest);
}

TEST(Synthesis, UnusableInputIsRefused) {
  const auto error_of = [](std::vector<UnknownRange> ranges, std::map<std::string, std::string> thresholds,
                           std::string_view text) -> std::string {
    try {
      SynthesisOptions options;
      options.ranges = std::move(ranges);
      synthesize(ModelTemplate(std::string(text), "model.ta", std::move(thresholds)), options);
    } catch (const InputError& error) {
      return error.what();
    }
    return "accepted";
  };
  EXPECT_NE(error_of({}, {}, kMajority).find("expected a model with unknowns"), std::string::npos);
  EXPECT_NE(error_of({{"zz", 0, 1}}, {}, kBroadcast).find("found 'zz'"), std::string::npos);
  EXPECT_NE(error_of({{"a", 0, 2'000'000}}, {}, kBroadcast).find("at most 1000000 candidates"), std::string::npos);
  EXPECT_NE(error_of({{"a", 2, 1}}, {}, kBroadcast).find("lower end first, found a=2..1"), std::string::npos);
  EXPECT_NE(error_of({}, {{"NONE", "a * n"}}, kMajority).find("found 'NONE'"), std::string::npos);
}

}  // namespace
}  // namespace parley

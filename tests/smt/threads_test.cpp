// What threads share while verifying, small enough for the thread sanitizer (tools/sanitize.sh tsan).
#include <algorithm>
#include <chrono>
#include <gtest/gtest.h>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "checker/smt/verify.hpp"
#include "models/ta_reader.hpp"
#include "tests/source_dir.hpp"

namespace parley {
namespace {

ThresholdAutomaton model(const std::string& name) {
  return read_model_file(source_dir() + "/models/" + name);
}

// Two verdicts of each kind: with n >= 3t a process can be made to accept what others never will.
VerifyOptions mixed_verdicts(unsigned threads) {
  VerifyOptions options;
  options.threads = threads;
  options.resilience = "n >= 3 * t";
  return options;
}

void expect_same(const std::vector<SpecResult>& left, const std::vector<SpecResult>& right) {
  ASSERT_EQ(left.size(), right.size());
  for (std::size_t i = 0; i < left.size(); ++i) {
    EXPECT_EQ(left[i].spec, right[i].spec);
    EXPECT_EQ(left[i].verdict, right[i].verdict) << left[i].spec;
    ASSERT_EQ(left[i].counterexample.has_value(), right[i].counterexample.has_value()) << left[i].spec;
    if (!left[i].counterexample) continue;
    EXPECT_EQ(left[i].counterexample->initial, right[i].counterexample->initial) << left[i].spec;
    EXPECT_EQ(left[i].counterexample->steps, right[i].counterexample->steps) << left[i].spec;
  }
}

TEST(VerifyThreads, SpecificationsInParallelGiveTheSameResultsAsOneByOne) {
  const ThresholdAutomaton automaton = model("srikanth_toueg.ta");
  const std::vector<SpecResult> alone = verify(automaton, mixed_verdicts(1));
  EXPECT_TRUE(std::ranges::any_of(alone, [](const SpecResult& r) { return r.verdict == Verdict::kHolds; }));
  EXPECT_TRUE(std::ranges::any_of(alone, [](const SpecResult& r) { return r.verdict == Verdict::kViolated; }));
  for (const unsigned threads : {2U, 4U}) expect_same(verify(automaton, mixed_verdicts(threads)), alone);
}

TEST(VerifyThreads, SeveralModelsMayBeVerifiedAtOnce) {
  const ThresholdAutomaton automaton = model("srikanth_toueg.ta");
  std::vector<std::vector<SpecResult>> results(2);
  {
    std::vector<std::jthread> callers;
    for (std::vector<SpecResult>& result : results)
      callers.emplace_back([&automaton, &result] { result = verify(automaton, mixed_verdicts(2)); });
  }
  expect_same(results.front(), results.back());
}

// The counter systems race the segments, and whoever answers first stops the other.
TEST(VerifyThreads, EnginesThatRaceStopEachOther) {
  for (const char* engine : {"zcs", "acs"}) {
    VerifyOptions options = mixed_verdicts(2);
    options.engine = engine;
    options.specs = {"unforgeability"};
    EXPECT_EQ(verify(model("srikanth_toueg.ta"), options).front().verdict, Verdict::kHolds) << engine;
  }
}

TEST(VerifyThreads, ResultsAreToldInOrderAsTheyAreReturned) {
  for (const unsigned threads : {1U, 3U}) {
    std::vector<SpecResult> told;
    VerifyOptions options = mixed_verdicts(threads);
    options.on_result = [&](const SpecResult& result) { told.push_back(result); };
    expect_same(told, verify(model("srikanth_toueg.ta"), options));
    EXPECT_FALSE(told.empty());
  }
}

TEST(VerifyThreads, WhoIsStoppedLeavesTheRestUndecided) {
  std::stop_source stop;
  VerifyOptions options = mixed_verdicts(1);
  options.stop = stop.get_token();
  options.on_result = [&](const SpecResult&) { stop.request_stop(); };  // after the first
  const std::vector<SpecResult> results = verify(model("srikanth_toueg.ta"), options);
  ASSERT_GT(results.size(), 1U);
  EXPECT_NE(results.front().verdict, Verdict::kUnknown);
  for (std::size_t i = 1; i < results.size(); ++i) {
    EXPECT_EQ(results[i].verdict, Verdict::kUnknown) << results[i].spec;
    EXPECT_EQ(results[i].reason, "interrupted") << results[i].spec;
  }
}

TEST(VerifyThreads, NothingIsDecidedAfterTheEnd) {
  VerifyOptions options = mixed_verdicts(2);
  options.end = std::chrono::steady_clock::now();
  for (const SpecResult& result : verify(model("srikanth_toueg.ta"), options)) {
    EXPECT_EQ(result.verdict, Verdict::kUnknown) << result.spec;
    EXPECT_EQ(result.reason, "timeout") << result.spec;
  }
}

TEST(VerifyThreads, AnEndFarAwayChangesNothing) {
  VerifyOptions options = mixed_verdicts(2);
  options.end = std::chrono::steady_clock::now() + std::chrono::minutes(10);
  expect_same(verify(model("srikanth_toueg.ta"), options), verify(model("srikanth_toueg.ta"), mixed_verdicts(2)));
}

}  // namespace
}  // namespace parley

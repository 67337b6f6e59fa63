// The tightest resilience condition of models whose bounds are known from the literature.
#include "checker/smt/tightest.hpp"

#include <filesystem>
#include <gtest/gtest.h>
#include <string>

#include "models/ta_reader.hpp"
#include "tests/source_dir.hpp"

namespace parley::tightest_conditions {
namespace {

const std::filesystem::path kModels = std::filesystem::path(source_dir()) / "models";

Tightest tightest_of(const ThresholdAutomaton& model, const std::string& spec) {
  VerifyOptions options;
  options.specs = {spec};
  options.timeout_seconds = 30;
  return find_tightest(model, verify(model, options).at(0), options);
}

TEST(Tightest, ReliableBroadcastNeedsMoreThanThreeTimesTheFaults) {
  const ThresholdAutomaton model = read_model_file(kModels / "bracha.ta");
  const Tightest relay = tightest_of(model, "relay");
  EXPECT_EQ(relay.condition, "n > 3 * t") << relay.reason;
  ASSERT_EQ(relay.next.size(), 2U);
  EXPECT_EQ(relay.next[0].condition, "n > 2 * t");
  EXPECT_EQ(relay.next[1].condition, "n + 1 > 3 * t");
  const ThresholdAutomaton weaker = with_resilience(model, "n > 2 * t");
  const Specification& specification = weaker.specifications.at(find_specification(weaker, "relay").value());
  EXPECT_EQ(refute_counterexample(weaker, specification, *relay.next[0].result.counterexample), std::nullopt);
}

TEST(Tightest, AWeakerBoundIsFoundWhereItSuffices) {
  const Tightest unforgeability = tightest_of(read_model_file(kModels / "bracha.ta"), "unforgeability");
  EXPECT_NE(unforgeability.condition, "n > 3 * t");
  EXPECT_NE(unforgeability.condition, "");
}

TEST(Tightest, AStrongerBoundIsFoundWhereTheModelsOwnIsTooWeak) {
  const ThresholdAutomaton weak = with_resilience(read_model_file(kModels / "bracha.ta"), "n > 2 * t");
  EXPECT_EQ(tightest_of(weak, "relay").condition, "n > 3 * t");
}

TEST(Tightest, WithoutSuchAnAssumptionThereIsAReason) {
  const ThresholdAutomaton model = read_ta(
      "skel P { parameters n; assumptions (1) { n >= 2; } locations (1) { a: [0]; } inits (1) { a == n; }"
      " rules (0) {} specifications (1) { s: [](a >= 2); } }",
      "small.ta");
  const Tightest result = tightest_of(model, "s");
  EXPECT_EQ(result.condition, "");
  EXPECT_EQ(result.reason, "no assumption bounds the number of processes by fault parameters");
}

}  // namespace
}  // namespace parley::tightest_conditions

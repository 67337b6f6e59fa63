// Counterexamples: the independent check refuses every altered run; printed forms; unusable input.
#include <gtest/gtest.h>
#include <string>

#include <nlohmann/json.hpp>

#include "checker/smt/verify.hpp"
#include "models/ta_reader.hpp"
#include "protocols/core/error.hpp"
#include "tests/smt/added_specification.hpp"
#include "tests/source_dir.hpp"

namespace parley {
namespace {

const ThresholdAutomaton& bracha() {
  static const ThresholdAutomaton model = read_with_specification(
      source_dir() + "/models/bracha.ta", "nobody_delivers", "[](echoed_delivered == 0)");
  return model;
}

const Specification& specification(std::string_view name) {
  return bracha().specifications.at(find_specification(bracha(), name).value());
}

Counterexample violation(const std::string& spec, std::optional<std::string> resilience = std::nullopt) {
  const SpecResult result = verify(bracha(), {.specs = {spec}, .resilience = std::move(resilience)}).at(0);
  return result.counterexample.value();
}

bool is_refuted(const std::string& spec, const Counterexample& run) {
  return refute_counterexample(bracha(), specification(spec), run).has_value();
}

TEST(Replay, AcceptsWhatTheEngineFinds) {
  EXPECT_FALSE(is_refuted("nobody_delivers", violation("nobody_delivers")));
}

TEST(Replay, RefusesAnotherSpecification) {
  EXPECT_TRUE(is_refuted("unforgeability", violation("nobody_delivers")));
}

TEST(Replay, RefusesAnyChangedStep) {
  const Counterexample run = violation("nobody_delivers");
  ASSERT_GE(run.steps.size(), 3U);
  for (std::size_t i = 0; i < run.steps.size(); ++i) {
    Counterexample more = run;
    more.steps[i].count += 1000;
    EXPECT_TRUE(is_refuted("nobody_delivers", more)) << i;
    Counterexample other = run;
    other.steps[i].rule = 1'000'000;
    EXPECT_TRUE(is_refuted("nobody_delivers", other)) << i;
  }
  Counterexample nothing = run;
  nothing.steps.clear();
  EXPECT_TRUE(is_refuted("nobody_delivers", nothing));
}

TEST(Replay, RefusesWrongBeginnings) {
  const Counterexample run = violation("nobody_delivers");
  for (std::size_t i = 0; i < run.initial.parameters.size(); ++i) {
    Counterexample other = run;
    other.initial.parameters[i] += 100;
    EXPECT_TRUE(is_refuted("nobody_delivers", other));
  }
  Counterexample negative = run;
  negative.initial.shared[0] = -1;
  EXPECT_TRUE(is_refuted("nobody_delivers", negative));
  Counterexample shapeless = run;
  shapeless.initial.counters.pop_back();
  EXPECT_TRUE(is_refuted("nobody_delivers", shapeless));
}

TEST(Replay, LivenessNeedsItsLoop) {
  const ThresholdAutomaton weak = with_resilience(bracha(), "n > 2 * t");
  const Specification& correctness = weak.specifications.at(find_specification(weak, "correctness").value());
  Counterexample run = violation("correctness", "n > 2 * t");
  EXPECT_EQ(refute_counterexample(weak, correctness, run), std::nullopt);
  run.loop.clear();
  EXPECT_EQ(refute_counterexample(weak, correctness, run),
            "the run can still be continued so that it satisfies the specification");
}

TEST(Json, RoundTrip) {
  const Counterexample run = violation("correctness", "n > 2 * t");
  const nlohmann::json document = to_json(bracha(), run);
  const Counterexample again = counterexample_from_json(bracha(), document, "run.json");
  EXPECT_EQ(again.initial, run.initial);
  EXPECT_EQ(again.steps, run.steps);
  EXPECT_EQ(again.loop, run.loop);
}

TEST(Json, ErrorsNameThePath) {
  const nlohmann::json good = to_json(bracha(), violation("nobody_delivers"));
  const auto place_of = [](const nlohmann::json& document) {
    try {
      counterexample_from_json(bracha(), document, "run.json");
    } catch (const InputError& error) {
      return error.place();
    }
    return std::string("accepted");
  };
  nlohmann::json bad = good;
  bad["parameters"].erase("n");
  EXPECT_EQ(place_of(bad), "/parameters/n");
  bad = good;
  bad["steps"][1]["rule"] = 5000;
  EXPECT_EQ(place_of(bad), "/steps/1/rule");
  bad = good;
  bad["steps"][0]["count"] = "many";
  EXPECT_EQ(place_of(bad), "/steps/0/count");
  EXPECT_EQ(place_of(nlohmann::json::array()), "/parameters");
}

TEST(Table, TellsTheRun) {
  const std::string table = to_table(bracha(), violation("nobody_delivers"));
  EXPECT_NE(table.find("parameters: n="), std::string::npos) << table;
  EXPECT_NE(table.find(" -> echoed_delivered"), std::string::npos) << table;
}

TEST(Options, UnusableInputIsAnInputError) {
  EXPECT_THROW(verify(bracha(), {.specs = {"no_such"}}), InputError);
  EXPECT_THROW(verify(bracha(), {.engine = "magic"}), InputError);
  EXPECT_THROW(verify(bracha(), {.resilience = "n > "}), InputError);
  EXPECT_THROW(verify(bracha(), {.resilience = "n > 3 * t && n < 3 * t"}), InputError);
}

TEST(Options, ATimeoutIsUnknown) {
  const SpecResult result = verify(bracha(), {.specs = {"relay"}, .timeout_seconds = 0}).at(0);
  EXPECT_EQ(result.verdict, Verdict::kUnknown);
  EXPECT_EQ(result.reason, "timeout");
}

}  // namespace
}  // namespace parley

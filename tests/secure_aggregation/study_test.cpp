// The study as a user sees it: verdicts, cases that can be run again, bad parameters, threads, and being stopped.
#include "protocols/aggregation/secure_aggregation/study.hpp"

#include "tests/on_threads.hpp"
#include "tests/secure_aggregation/support.hpp"

namespace parley::secure_aggregation {
namespace {

void expect_all_hold(const Findings& findings, std::size_t verdicts) {
  EXPECT_EQ(findings.verdicts.size(), verdicts);
  for (const StudyVerdict& verdict : findings.verdicts)
    EXPECT_EQ(verdict.verdict, Verdict::kHolds) << verdict.property << ": " << verdict.note;
  EXPECT_TRUE(findings.counterexamples.empty());
}

TEST(SecureAggregationStudy, FindsNothingWrong) {
  expect_all_hold(Study::explore(reduced(), {}), 4);
  expect_all_hold(Study::simulate(reduced(), {}), 5);
  expect_all_hold(Study::attack(reduced(), {}), 5);
}

void expect_repeats(const Findings& findings, StudyEngine<Study> verb) {
  ASSERT_FALSE(findings.counterexamples.empty());
  for (const auto& found : findings.counterexamples) {
    EXPECT_FALSE(Study::validate(found.parameters));
    const Findings again = verb(found.parameters, {});
    EXPECT_EQ(verdict_of(again, found.property), Verdict::kViolated);
    bool same = false;
    for (const auto& other : again.counterexamples) same = same || other.story == found.story;
    EXPECT_TRUE(same) << found.property;
  }
}

TEST(SecureAggregationStudy, MutantsLeakAndTheirCasesRunAgain) {
  for (const Mutant mutant : {Mutant::kOneKeyShort, Mutant::kRepeatedKey, Mutant::kBiasedKey, Mutant::kReusedKeys,
                              Mutant::kLateMessage, Mutant::kLowDegree}) {
    Parameters parameters = reduced();
    parameters.searches.clear();
    parameters.mutant = mutant;
    const Findings findings = Study::explore(parameters, {});
    EXPECT_EQ(verdict_of(findings, "no_leak"), Verdict::kViolated) << static_cast<int>(mutant);
    EXPECT_EQ(verdict_of(findings, "sum_right"), Verdict::kHolds);
    expect_repeats(findings, &Study::explore);
  }
}

TEST(SecureAggregationStudy, MutantsGiveWrongSums) {
  for (const Mutant mutant : {Mutant::kWrongSign, Mutant::kForgottenSeed}) {
    Parameters parameters = reduced();
    parameters.mutant = mutant;
    const Findings findings = Study::explore(parameters, {});
    EXPECT_EQ(verdict_of(findings, "sum_right"), Verdict::kViolated);
    expect_repeats(findings, &Study::explore);
    const Findings simulated = Study::simulate(parameters, {});
    EXPECT_EQ(verdict_of(simulated, "sum_right"), Verdict::kViolated);
    expect_repeats(simulated, &Study::simulate);
  }
}

TEST(SecureAggregationStudy, AWrongSumSpoilsTheModel) {
  Parameters parameters = reduced();
  parameters.mutant = Mutant::kWrongSign;
  EXPECT_EQ(verdict_of(Study::simulate(parameters, {}), "model_equal"), Verdict::kViolated);
}

TEST(SecureAggregationStudy, ChiSquareSeesABiasedKey) {
  Parameters parameters = reduced();
  for (const Mutant mutant : {Mutant::kBiasedKey, Mutant::kRepeatedKey, Mutant::kOneKeyShort}) {
    parameters.mutant = mutant;
    EXPECT_EQ(verdict_of(Study::simulate(parameters, {}), "view_uniform"), Verdict::kViolated);
  }
}

TEST(SecureAggregationStudy, TheModelIsThatOfPlainAveraging) {
  const Findings findings = Study::simulate(reduced(), {});
  EXPECT_EQ(findings.metrics.at("accuracy_secure"), findings.metrics.at("accuracy_plain"));
  EXPECT_GT(findings.metrics.at("accuracy_secure"), 0.8);
  EXPECT_LT(findings.metrics.at("largest_gap_to_float"), 1e-5);
}

std::string refused(const Parameters& parameters) {
  const auto problem = Study::validate(parameters);
  return problem ? problem->parameter : "";
}

template <class Change>
std::string refused_with(Change change) {
  Parameters parameters;
  change(parameters);
  return refused(parameters);
}

TEST(SecureAggregationStudy, BadParametersAreNamed) {
  EXPECT_EQ(refused({}), "");
  EXPECT_EQ(refused(reduced()), "");
  EXPECT_EQ(refused(emptied({})), "");
  EXPECT_EQ(refused_with([](Parameters& p) { p.schemes.clear(); }), "schemes");
  EXPECT_EQ(refused_with([](Parameters& p) { p.sizes[1].users = 9; }), "sizes[1].users");
  EXPECT_EQ(refused_with([](Parameters& p) { p.sizes[0].field = 4; }), "sizes[0].field");
  EXPECT_EQ(refused_with([](Parameters& p) { p.sizes[0].degree = 2; }), "sizes[0].degree");
  EXPECT_EQ(refused_with([](Parameters& p) { p.coalition = {0, 1, 2}; }), "coalition");
  EXPECT_EQ(refused_with([](Parameters& p) { p.coalition = {1, 1}; }), "coalition");
  EXPECT_EQ(refused_with([](Parameters& p) { p.coalition = {3}; }), "coalition");
  EXPECT_EQ(refused_with([](Parameters& p) { p.max_outcomes = 1ULL << 40; }), "max_outcomes");
  EXPECT_EQ(refused_with([](Parameters& p) { p.searches = {{6, 2}}; }), "searches[0]");
  EXPECT_EQ(refused_with([](Parameters& p) { p.searches = {{4, 6}}; }), "searches[0].field");
  EXPECT_EQ(refused_with([](Parameters& p) { p.scale_users = {1000}; }), "scale_users");
  EXPECT_EQ(refused_with([](Parameters& p) { p.scale_symbols = 0; }), "scale_symbols");
  EXPECT_EQ(refused_with([](Parameters& p) { p.uniform_field = 2; }), "uniform_field");
  EXPECT_EQ(refused_with([](Parameters& p) { p.uniform_runs = 10; }), "uniform_runs");
  EXPECT_EQ(refused_with([](Parameters& p) { p.learning.scheme = SchemeKind::kRecovery; }), "learning.scheme");
  EXPECT_EQ(refused_with([](Parameters& p) { p.learning.step = 0; }), "learning.step");
  EXPECT_EQ(refused_with([](Parameters& p) { p.learning.samples = 1000, p.learning.rounds = 1000; }),
            "learning.rounds");
}

std::vector<std::vector<StudyCell>> rows_of(const Findings& findings) {
  std::vector<std::vector<StudyCell>> rows;
  for (const StudyTable& table : findings.tables) rows.insert(rows.end(), table.rows.begin(), table.rows.end());
  return rows;
}

TEST(SecureAggregationStudy, ThreadsChangeNothing) {
  const StudyConditions threaded = on_threads();
  for (const StudyEngine<Study> verb : {&Study::explore, &Study::simulate, &Study::attack}) {
    const Findings alone = verb(reduced(), {});
    const Findings together = verb(reduced(), threaded);
    EXPECT_EQ(rows_of(alone), rows_of(together));
    EXPECT_EQ(alone.metrics, together.metrics);
    EXPECT_FALSE(rows_of(alone).empty());
  }
}

TEST(SecureAggregationStudy, StopsWhenAsked) {
  const std::atomic<bool> stop{true};
  StudyConditions conditions;
  conditions.stop = &stop;
  for (const StudyEngine<Study> verb : {&Study::explore, &Study::simulate, &Study::attack})
    for (const StudyVerdict& verdict : verb({}, conditions).verdicts)
      EXPECT_EQ(verdict.verdict, Verdict::kUnknown) << verdict.property;
}

}  // namespace
}  // namespace parley::secure_aggregation

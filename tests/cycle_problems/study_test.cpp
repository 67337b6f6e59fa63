// The study as a user sees it.
#include "protocols/local/cycle_problems/study.hpp"

#include <atomic>
#include <gtest/gtest.h>

#include "tests/on_threads.hpp"

namespace parley::cycle_problems {
namespace {

Parameters reduced() {
  Parameters parameters;
  parameters.brute_force_nodes = 8;
  parameters.random_problems = 300;
  parameters.largest = 11;
  parameters.seeds = 20;
  parameters.seed_nodes = 4096;
  return parameters;
}

Verdict verdict_on(const Findings& findings, std::string_view property) {
  for (const StudyVerdict& verdict : findings.verdicts)
    if (verdict.property == property) return verdict.verdict;
  ADD_FAILURE() << "no verdict on " << property;
  return Verdict::kUnknown;
}

std::string problem_of(const Parameters& parameters) {
  const std::optional<ConfigProblem> problem = Study::validate(parameters);
  return problem ? problem->parameter : "";
}

TEST(CycleStudy, ExploreFindsTheTable) {
  const Findings findings = Study::explore(reduced(), {});
  for (const char* property : {"table", "optimum", "within_alpha"})
    EXPECT_EQ(verdict_on(findings, property), Verdict::kHolds) << property;
  EXPECT_TRUE(findings.counterexamples.empty());
  ASSERT_EQ(findings.tables.size(), 2U);
  std::uint64_t drawn = 0;
  for (const std::vector<StudyCell>& row : findings.tables[1].rows)
    for (std::size_t column = 1; column < row.size(); ++column) drawn += std::get<std::uint64_t>(row[column]);
  EXPECT_EQ(drawn, 300U);
}

TEST(CycleStudy, SimulateKeepsToAlphaAndShape) {
  const Findings findings = Study::simulate(reduced(), {});
  for (const char* property : {"within_alpha", "mean_within_alpha", "shape"})
    EXPECT_EQ(verdict_on(findings, property), Verdict::kHolds) << property;
  EXPECT_EQ(findings.metrics.at("unsynthesised"), 0);
}

TEST(CycleStudy, AttackShowsWhatCoinsAndGapsAreFor) {
  const Findings findings = Study::attack(reduced(), {});
  for (const char* property : {"within_alpha", "no_luck_without_coins", "short_gap"})
    EXPECT_EQ(verdict_on(findings, property), Verdict::kHolds) << property;
  for (const StudyCounterexample<Parameters>& found : findings.counterexamples) {
    EXPECT_EQ(problem_of(found.parameters), "");
    const Findings again = Study::attack(found.parameters, {});
    EXPECT_EQ(verdict_on(again, found.property), Verdict::kHolds);
  }
}

TEST(CycleStudy, AUsersProblemIsClassified) {
  Parameters parameters = reduced();
  parameters.tasks = Tasks::kCustom;
  for (const auto& [alpha, expected] : {std::pair{10U, "n, n"}, std::pair{11U, "log*, O(1)"}}) {
    parameters.alpha_num = alpha;
    const Findings findings = Study::explore(parameters, {});
    ASSERT_EQ(findings.tables[0].rows.size(), 1U);
    EXPECT_EQ(std::get<std::string>(findings.tables[0].rows[0][2]), expected);
  }
}

TEST(CycleStudy, NamesTheParameterThatIsWrong) {
  const auto changed = [](auto change) {
    Parameters parameters;
    parameters.tasks = Tasks::kCustom;
    change(parameters);
    return problem_of(parameters);
  };
  EXPECT_EQ(changed([](Parameters&) {}), "");
  EXPECT_EQ(changed([](Parameters& p) { p.alphabet = 1; }), "alphabet");
  EXPECT_EQ(changed([](Parameters& p) { p.window = 0; }), "window");
  EXPECT_EQ(changed([](Parameters& p) { p.alphabet = 8, p.window = 3; }), "window");
  EXPECT_EQ(changed([](Parameters& p) { p.costs = {1}; }), "costs");
  EXPECT_EQ(changed([](Parameters& p) { p.costs = {0, 0, 1, -2}; }), "costs");
  EXPECT_EQ(changed([](Parameters& p) { p.alpha_num = 9; }), "alpha_num");
  EXPECT_EQ(changed([](Parameters& p) { p.alpha_den = 0; }), "alpha_den");
  EXPECT_EQ(changed([](Parameters& p) { p.largest = 21; }), "largest");
  EXPECT_EQ(changed([](Parameters& p) { p.smallest = 21; }), "smallest");
  EXPECT_EQ(changed([](Parameters& p) { p.brute_force_nodes = 15; }), "brute_force_nodes");
}

std::vector<std::vector<StudyCell>> rows_of(const Findings& findings) {
  std::vector<std::vector<StudyCell>> rows;
  for (const StudyTable& table : findings.tables) rows.insert(rows.end(), table.rows.begin(), table.rows.end());
  return rows;
}

TEST(CycleStudy, ThreadsChangeNothing) {
  const StudyConditions threaded = on_threads();
  for (const StudyEngine<Study> verb : {&Study::explore, &Study::simulate, &Study::attack})
    EXPECT_EQ(rows_of(verb(reduced(), {})), rows_of(verb(reduced(), threaded)));
}

TEST(CycleStudy, StopsWhenItIsToldTo) {
  const std::atomic<bool> stop{true};
  StudyConditions conditions;
  conditions.stop = &stop;
  for (const StudyEngine<Study> verb : {&Study::explore, &Study::simulate, &Study::attack})
    for (const StudyVerdict& verdict : verb(Parameters{}, conditions).verdicts)
      EXPECT_EQ(verdict.verdict, Verdict::kUnknown) << verdict.property;
}

}  // namespace
}  // namespace parley::cycle_problems

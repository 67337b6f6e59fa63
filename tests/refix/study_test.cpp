// The study as a user sees it: verdicts, cases that can be run again, bad parameters, threads, and being stopped.
#include "protocols/local/refix/study.hpp"

#include <algorithm>
#include <atomic>
#include <gtest/gtest.h>

#include "tests/on_threads.hpp"

namespace parley::refix {
namespace {

Parameters small() {
  Parameters parameters;
  parameters.n = 8;
  parameters.graph_nodes = 5;
  parameters.tail_nodes = 14;
  parameters.minimality_nodes = 5;
  parameters.errors = 1;
  parameters.cycle_nodes = 20;
  parameters.grid_side = 5;
  parameters.trials = 6;
  parameters.no_instance_nodes = 7;
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

// Every case is valid and shows the same when it is run again, and nothing else.
void expect_repeats(const Findings& findings, StudyEngine<Study> verb) {
  for (const StudyCounterexample<Parameters>& found : findings.counterexamples) {
    EXPECT_EQ(problem_of(found.parameters), "");
    const Findings again = verb(found.parameters, {});
    ASSERT_EQ(again.counterexamples.size(), 1U) << found.property;
    EXPECT_EQ(again.counterexamples[0].property, found.property);
    EXPECT_EQ(again.counterexamples[0].parameters.pinned.edges, found.parameters.pinned.edges);
    EXPECT_EQ(again.counterexamples[0].parameters.pinned.labels, found.parameters.pinned.labels);
  }
}

TEST(Study, ExploreConfirmsTheSchemes) {
  const Findings findings = Study::explore(small(), {});
  for (const char* property : {"sound", "complete", "congest", "minimal"})
    EXPECT_EQ(verdict_on(findings, property), Verdict::kHolds) << property;
  EXPECT_TRUE(findings.counterexamples.empty());
}

TEST(Study, ExploreRefutesAWrongAlignment) {
  Parameters parameters = small();
  parameters.alignment = 7;
  const Findings findings = Study::explore(parameters, {});
  EXPECT_EQ(verdict_on(findings, "sound"), Verdict::kViolated);
  EXPECT_FALSE(findings.counterexamples.empty());
  expect_repeats(findings, &Study::explore);
}

TEST(Study, ExploreRefutesLevelsThatEndTooSoon) {
  Parameters parameters = small();
  parameters.top_level = 10;
  const Findings findings = Study::explore(parameters, {});
  EXPECT_EQ(verdict_on(findings, "complete"), Verdict::kViolated);
  expect_repeats(findings, &Study::explore);
}

TEST(Study, SimulateConfirmsRefix) {
  const Findings findings = Study::simulate(small(), {});
  for (const char* property : {"resilient", "over_budget", "repair_sound"})
    EXPECT_EQ(verdict_on(findings, property), Verdict::kHolds) << property;
}

TEST(Study, AttackCatchesTheMutants) {
  const Findings findings = Study::attack(small(), {});
  for (const char* property : {"mutant_caught", "over_budget", "short_view", "resilient"})
    EXPECT_EQ(verdict_on(findings, property), Verdict::kHolds) << property;
  expect_repeats(findings, &Study::attack);
}

TEST(Study, AViewTooSmallIsNotResilientOrNotSound) {
  Parameters parameters = small();
  parameters.view_deficit = 1;
  parameters.claim = Claim::kCycleExists;
  const Findings findings = Study::simulate(parameters, {});
  EXPECT_FALSE(findings.counterexamples.empty());
  expect_repeats(findings, &Study::simulate);
}

TEST(Study, NamesTheParameterThatIsWrong) {
  const auto changed = [](auto change) {
    Parameters parameters;
    change(parameters);
    return problem_of(parameters);
  };
  EXPECT_EQ(changed([](Parameters&) {}), "");
  EXPECT_EQ(changed([](Parameters& p) { p.word = ""; }), "word");
  EXPECT_EQ(changed([](Parameters& p) { p.word = "012"; }), "word");
  EXPECT_EQ(changed([](Parameters& p) { p.alignment = 12; }), "alignment");
  EXPECT_EQ(changed([](Parameters& p) { p.radius = 0; }), "radius");
  EXPECT_EQ(changed([](Parameters& p) { p.n = 15; }), "n");
  EXPECT_EQ(changed([](Parameters& p) { p.graph_nodes = 9; }), "graph_nodes");
  EXPECT_EQ(changed([](Parameters& p) { p.cycle_nodes = 7; }), "cycle_nodes");
  EXPECT_EQ(changed([](Parameters& p) { p.pinned.edges = "0-1 2-3"; }), "pinned");
  EXPECT_EQ(changed([](Parameters& p) { p.pinned.labels = {0}; }), "pinned");
  EXPECT_EQ(changed([](Parameters& p) { p.pinned = {"0-1", {0}}; }), "pinned");
  EXPECT_EQ(changed([](Parameters& p) { p.pinned = {"0-1", {0, 3}}; }), "pinned");
  EXPECT_EQ(changed([](Parameters& p) { p.pinned = {"0-1", {0, 2}}; }), "");
}

TEST(Study, PinnedLabelsThatAVerifierLacksAreLeftOut) {
  Parameters parameters;
  parameters.pinned = {"0-1", {0, 2}};
  EXPECT_EQ(Study::explore(parameters, {}).verdicts.size(), 1U);   // three labels alone
  EXPECT_EQ(Study::simulate(parameters, {}).verdicts.size(), 2U);  // not those of a 2-colouring
}

std::vector<std::vector<StudyCell>> rows_of(const Findings& findings) {
  std::vector<std::vector<StudyCell>> rows;
  for (const StudyTable& table : findings.tables) rows.insert(rows.end(), table.rows.begin(), table.rows.end());
  return rows;
}

void expect_same_with_threads(StudyEngine<Study> verb) {
  const StudyConditions threaded = on_threads();
  const Findings alone = verb(small(), {});
  const Findings together = verb(small(), threaded);
  EXPECT_EQ(rows_of(alone), rows_of(together));
  EXPECT_EQ(alone.metrics, together.metrics);
  EXPECT_EQ(alone.counterexamples.size(), together.counterexamples.size());
}

TEST(Study, ThreadsChangeNothing) {
  expect_same_with_threads(&Study::explore);
  expect_same_with_threads(&Study::simulate);
  expect_same_with_threads(&Study::attack);
}

TEST(Study, StopsWhenItIsToldTo) {
  const std::atomic<bool> stop{true};
  StudyConditions conditions;
  conditions.stop = &stop;
  conditions.for_each = [](std::uint64_t, const std::function<void(std::uint64_t)>&) {};
  for (const StudyEngine<Study> verb : {&Study::explore, &Study::simulate, &Study::attack})
    for (const StudyVerdict& verdict : verb(Parameters{}, conditions).verdicts)
      EXPECT_EQ(verdict.verdict, Verdict::kUnknown) << verdict.property;
}

}  // namespace
}  // namespace parley::refix

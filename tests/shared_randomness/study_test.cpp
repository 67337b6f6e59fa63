// The study as a whole: reduced experiments, mutants, counterexamples that can be run again, bad parameters, threads.
#include "protocols/election/shared_randomness/study.hpp"

#include <algorithm>
#include <atomic>
#include <gtest/gtest.h>

#include "tests/on_threads.hpp"

namespace parley::shared_randomness {
namespace {

using Findings = StudyFindings<Parameters>;

Parameters reduced() {
  Parameters parameters;
  parameters.ring_longest = 7;
  parameters.async_longest = 5;
  parameters.small_graph_nodes = 3;
  parameters.clique_ports_nodes = 4;
  parameters.belief_sizes = {3, 4};
  parameters.clique_longest = 7;
  parameters.clique_runs = 30;
  parameters.graphs = 60;
  parameters.graph_nodes = 6;
  parameters.baseline_sizes = {4, 16};
  parameters.baseline_runs = 100;
  return parameters;
}

Verdict verdict_of(const Findings& findings, const std::string& property) {
  for (const StudyVerdict& verdict : findings.verdicts)
    if (verdict.property == property) return verdict.verdict;
  ADD_FAILURE() << "no verdict on " << property;
  return Verdict::kUnknown;
}

void expect_all_hold(const Findings& findings, std::size_t verdicts) {
  EXPECT_EQ(findings.verdicts.size(), verdicts);
  EXPECT_TRUE(findings.counterexamples.empty());
  for (const StudyVerdict& verdict : findings.verdicts)
    EXPECT_EQ(verdict.verdict, Verdict::kHolds) << verdict.property << ": " << verdict.note;
}

TEST(SharedRandomnessStudy, ExploreFindsThePredictions) {
  const Findings findings = Study::explore(reduced(), {});
  expect_all_hold(findings, 8);
  // 3 to 7 nodes over two and three sources, and 54 primitive words of six letters over two.
  ASSERT_EQ(findings.tables[0].name, "rings");
  ASSERT_EQ(findings.tables[0].rows.size(), 10U);
  EXPECT_EQ(findings.tables[0].rows[3][3], StudyCell{std::uint64_t{54}});
  EXPECT_EQ(findings.tables[0].rows[3][4], StudyCell{std::uint64_t{54}});
}

TEST(SharedRandomnessStudy, SimulateFindsThePredictions) {
  expect_all_hold(Study::simulate(reduced(), {}), 5);
}

TEST(SharedRandomnessStudy, AttacksSucceed) {
  expect_all_hold(Study::attack(reduced(), {}), 4);
}

TEST(SharedRandomnessStudy, MutantsAreCaughtAndCounterexamplesRunAgain) {
  const std::vector<std::pair<Mutant, std::string>> mutants{{Mutant::few_rounds, "rings_as_predicted"},
                                                            {Mutant::unchecked, "one_leader"},
                                                            {Mutant::no_renumber, "rings_async_as_predicted"}};
  for (const auto& [mutant, property] : mutants) {
    Parameters parameters = reduced();
    parameters.mutant = mutant;
    const Findings findings = Study::explore(parameters, {});
    EXPECT_EQ(verdict_of(findings, property), Verdict::kViolated);
    for (const auto& counterexample : findings.counterexamples) {
      EXPECT_FALSE(Study::validate(counterexample.parameters));
      const Findings again = Study::explore(counterexample.parameters, {});
      EXPECT_EQ(verdict_of(again, counterexample.property), Verdict::kViolated) << counterexample.property;
      ASSERT_FALSE(again.counterexamples.empty());
      EXPECT_FALSE(counterexample.story.empty());
    }
  }
}

TEST(SharedRandomnessStudy, MutantsFailOnRandomGraphsToo) {
  Parameters parameters = reduced();
  parameters.mutant = Mutant::no_renumber;
  const Findings findings = Study::simulate(parameters, {});
  ASSERT_EQ(verdict_of(findings, "graphs_as_predicted"), Verdict::kViolated);
  const auto found = std::find_if(findings.counterexamples.begin(), findings.counterexamples.end(),
                                  [](const auto& other) { return other.property == "graphs_as_predicted"; });
  const Findings again = Study::simulate(found->parameters, {});
  EXPECT_EQ(verdict_of(again, "graphs_as_predicted"), Verdict::kViolated);
  ASSERT_EQ(again.counterexamples.size(), 1U);
  EXPECT_EQ(again.counterexamples[0].story, found->story);
}

TEST(SharedRandomnessStudy, BadParametersAreNamed) {
  const auto refused = [](auto change) {
    Parameters parameters;
    change(parameters);
    const auto problem = Study::validate(parameters);
    return problem ? problem->parameter : std::string();
  };
  EXPECT_EQ(refused([](Parameters&) {}), "");
  EXPECT_EQ(refused([](Parameters& p) { p.bits = 0; }), "bits");
  EXPECT_EQ(refused([](Parameters& p) { p.phases = 0; }), "phases");
  EXPECT_EQ(refused([](Parameters& p) { p.ring_longest = 2; }), "ring_longest");
  EXPECT_EQ(refused([](Parameters& p) { p.ring_longest = 15; }), "ring_longest");  // 3^15 words
  EXPECT_EQ(refused([](Parameters& p) { p.ring_sources = {0}; }), "ring_sources");
  EXPECT_EQ(refused([](Parameters& p) { p.async_longest = 11; }), "async_longest");
  EXPECT_EQ(refused([](Parameters& p) { p.word = "01x"; }), "word");
  EXPECT_EQ(refused([](Parameters& p) { p.word = "01"; }), "word");
  EXPECT_EQ(refused([](Parameters& p) { p.small_graph_nodes = 5; }), "small_graph_nodes");
  EXPECT_EQ(refused([](Parameters& p) { p.clique_groups = {1}; }), "clique_groups");
  EXPECT_EQ(refused([](Parameters& p) { p.clique_ports_nodes = 5; }), "clique_ports_nodes");
  EXPECT_EQ(refused([](Parameters& p) { p.belief_sizes = {1}; }), "belief_sizes");
  EXPECT_EQ(refused([](Parameters& p) { p.graph_nodes = 1; }), "graph_nodes");
  EXPECT_EQ(refused([](Parameters& p) { p.baseline_sizes = {1}; }), "baseline_sizes");
}

std::vector<std::vector<StudyCell>> rows_of(const Findings& findings) {
  std::vector<std::vector<StudyCell>> rows;
  for (const StudyTable& table : findings.tables) rows.insert(rows.end(), table.rows.begin(), table.rows.end());
  return rows;
}

TEST(SharedRandomnessStudy, ThreadsChangeNothing) {
  const StudyConditions threaded = on_threads();
  Parameters parameters = reduced();
  parameters.ring_longest = 6;
  EXPECT_EQ(rows_of(Study::explore(parameters, {})), rows_of(Study::explore(parameters, threaded)));
  EXPECT_EQ(rows_of(Study::simulate(parameters, {})), rows_of(Study::simulate(parameters, threaded)));
}

TEST(SharedRandomnessStudy, StopsWhenAsked) {
  const std::atomic<bool> stop{true};
  StudyConditions conditions;
  conditions.stop = &stop;
  for (const Findings& findings :
       {Study::explore({}, conditions), Study::simulate({}, conditions), Study::attack({}, conditions)})
    for (const StudyVerdict& verdict : findings.verdicts)
      EXPECT_EQ(verdict.verdict, Verdict::kUnknown) << verdict.property;
}

}  // namespace
}  // namespace parley::shared_randomness

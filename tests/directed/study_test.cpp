// The study: verdicts, pinned counterexamples, parameters that make no sense, threads, the stop flag.
#include "protocols/consensus/directed/study.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <set>
#include <string>

#include "tests/directed/graphs.hpp"
#include "tests/on_threads.hpp"

namespace parley::directed {
namespace {

static_assert(parley::Study<Study>);

using Findings = StudyFindings<Parameters>;

Parameters few() {
  Parameters p;
  p.random_strategies = 1;
  p.schedules = 6;
  p.sizes = {5, 6};
  p.samples = 20;
  p.runs = 12;
  return p;
}

std::string told(const Findings& findings) {
  std::string text;
  for (const StudyVerdict& verdict : findings.verdicts)
    text += verdict.property + " " + std::string(to_string(verdict.verdict)) + " " + verdict.note + "\n";
  for (const auto& [name, value] : findings.metrics) text += name + " " + std::to_string(value) + "\n";
  for (const StudyTable& table : findings.tables)
    for (const auto& row : table.rows) {
      for (const StudyCell& cell : row)
        std::visit(
            [&](const auto& value) {
              if constexpr (std::is_convertible_v<decltype(value), std::string>)
                text += value + " ";
              else
                text += std::to_string(value) + " ";
            },
            cell);
      text += "\n";
    }
  for (const auto& counterexample : findings.counterexamples)
    for (const std::string& line : counterexample.story) text += counterexample.property + ": " + line + "\n";
  return text;
}

Verdict verdict_of(const Findings& findings, const std::string& property) {
  for (const StudyVerdict& verdict : findings.verdicts)
    if (verdict.property == property) return verdict.verdict;
  ADD_FAILURE() << "no verdict on " << property;
  return Verdict::kUnknown;
}

std::uint64_t cell(const Findings& findings, std::size_t table, std::size_t row, std::size_t column) {
  return std::get<std::uint64_t>(findings.tables.at(table).rows.at(row).at(column));
}

TEST(DirectedStudy, EveryGraphOnFourNodes) {
  Parameters p = few();
  p.schedules = 12;
  p.inputs = "0110";
  const Findings findings = Study::explore(p, on_threads(2));
  for (const char* property : {"implications", "exact_agreement", "exact_validity", "approximate_agreement",
                               "approximate_validity", "halving", "exact_attack", "approximate_attack"})
    EXPECT_EQ(verdict_of(findings, property), Verdict::kHolds) << property;
  const std::array<std::uint64_t, 6> graphs{2022, 256, 244, 108, 1, 4096};
  for (std::size_t row = 0; row < graphs.size(); ++row) EXPECT_EQ(cell(findings, 0, row, 1), graphs[row]);
  EXPECT_EQ(cell(findings, 0, 1, 3), 0U);            // AUTH-SYNC: no violation of exact consensus
  EXPECT_EQ(cell(findings, 0, 0, 3), 2022U - 256U);  // 1-reach is not enough
  EXPECT_EQ(cell(findings, 0, 3, 5), 0U);            // AUTH-ASYNC: none of approximate consensus
  EXPECT_EQ(cell(findings, 0, 1, 5), 256U - 108U);   // AUTH-SYNC is not enough
}

TEST(DirectedStudy, ThreeNodesFaceEveryAdversary) {
  Parameters p = few();
  p.n = 3;
  const Findings findings = Study::explore(p, {});
  EXPECT_EQ(verdict_of(findings, "exact_agreement"), Verdict::kHolds);
  EXPECT_EQ(findings.metrics.at("exhaustive_cut_short"), 0);
  EXPECT_GT(findings.metrics.at("exact_runs"), 10'000);
  // AUTH-ASYNC never holds, so nothing is known of approximate consensus.
  EXPECT_EQ(verdict_of(findings, "approximate_agreement"), Verdict::kUnknown);
}

TEST(DirectedStudy, DemonstrationGraphsArePinned) {
  Parameters p = few();
  p.edges = edge_list(ring_of_four());
  const Findings ring = Study::explore(p, {});
  EXPECT_EQ(verdict_of(ring, "exact_agreement"), Verdict::kUnknown);  // the condition fails: nothing to run
  EXPECT_EQ(verdict_of(ring, "exact_attack"), Verdict::kHolds);
  EXPECT_EQ(std::get<std::string>(ring.tables.at(1).rows.at(0).at(1)), "yes");  // 1-reach
  EXPECT_EQ(std::get<std::string>(ring.tables.at(1).rows.at(1).at(1)), "no");   // AUTH-SYNC
  p.edges = edge_list(graph_of_the_card());
  const Findings card = Study::explore(p, {});
  EXPECT_EQ(verdict_of(card, "exact_agreement"), Verdict::kHolds);
  EXPECT_EQ(verdict_of(card, "approximate_attack"), Verdict::kHolds);
  EXPECT_EQ(std::get<std::string>(card.tables.at(1).rows.at(1).at(1)), "yes");  // AUTH-SYNC
  EXPECT_EQ(std::get<std::string>(card.tables.at(1).rows.at(2).at(1)), "no");   // 2-reach
}

void expect_found_again(const Findings& findings, StudyEngine<Study> verb) {
  ASSERT_FALSE(findings.counterexamples.empty());
  for (const auto& counterexample : findings.counterexamples) {
    ASSERT_FALSE(Study::validate(counterexample.parameters).has_value());
    const Findings again = verb(counterexample.parameters, {});
    ASSERT_EQ(verdict_of(again, counterexample.property), Verdict::kViolated) << counterexample.property;
    for (const auto& other : again.counterexamples)
      if (other.property == counterexample.property) {
        EXPECT_EQ(other.story, counterexample.story);
      }
  }
}

TEST(DirectedStudy, MutantsAreCaughtAndTheirCasesFoundAgain) {
  for (const Mutant mutant :
       {Mutant::any_chain_length, Mutant::own_set, Mutant::largest_set, Mutant::untrimmed, Mutant::own_report}) {
    SCOPED_TRACE(static_cast<int>(mutant));
    const bool exact = mutant < Mutant::untrimmed;
    Parameters p = few();
    p.mutant = mutant;
    p.edges = edge_list(exact ? graph_of_the_card() : Digraph::complete(4));
    expect_found_again(Study::explore(p, on_threads(2)), &Study::explore);
    if (mutant == Mutant::largest_set) continue;  // random graphs are too dense for it
    p.edges = {};
    p.samples = 60;
    p.question = exact ? Question::exact : Question::approximate;
    expect_found_again(Study::simulate(p, on_threads(2)), &Study::simulate);
  }
}

TEST(DirectedStudy, AnExhaustiveCaseIsFoundAgain) {
  Parameters p = few();
  p.mutant = Mutant::own_set;
  p.edges = edge_list(graph_of_the_card());
  p.question = Question::exact;
  p.faulty = "0";
  p.inputs = "0110";
  p.strategy = Strategy::exhaustive;
  p.exhaustive_runs = 20'000;
  expect_found_again(Study::explore(p, {}), &Study::explore);
}

TEST(DirectedStudy, OneFaultTooMany) {
  const Findings findings = Study::attack(few(), on_threads(2));
  EXPECT_EQ(verdict_of(findings, "exact_beyond"), Verdict::kHolds);
  EXPECT_EQ(verdict_of(findings, "approximate_beyond"), Verdict::kHolds);
  EXPECT_EQ(cell(findings, 0, 0, 3), 256U);
  EXPECT_EQ(cell(findings, 0, 1, 3), 108U);
}

TEST(DirectedStudy, SampledRangesHalve) {
  Parameters p = few();
  p.samples = 60;
  const Findings findings = Study::simulate(p, on_threads(2));
  for (const char* property :
       {"exact_agreement", "exact_validity", "approximate_agreement", "approximate_validity", "halving"})
    EXPECT_EQ(verdict_of(findings, property), Verdict::kHolds) << property;
  EXPECT_LE(findings.metrics.at("slope_log2"), -0.99);
}

TEST(DirectedStudy, SameFindingsForAnyNumberOfThreads) {
  Parameters p = few();
  p.n = 3;
  p.mutant = Mutant::own_set;
  EXPECT_EQ(told(Study::explore(p, {})), told(Study::explore(p, on_threads(3))));
  p = few();
  p.mutant = Mutant::untrimmed;
  EXPECT_EQ(told(Study::simulate(p, {})), told(Study::simulate(p, on_threads(3))));
  EXPECT_EQ(told(Study::attack(p, {})), told(Study::attack(p, on_threads(3))));
}

TEST(DirectedStudy, StopsAtOnceAndSaysItDoesNotKnow) {
  const std::atomic<bool> stop{true};
  StudyConditions conditions;
  conditions.stop = &stop;
  for (const auto verb : {&Study::explore, &Study::simulate, &Study::attack})
    for (const StudyVerdict& verdict : verb(Parameters{}, conditions).verdicts)
      EXPECT_EQ(verdict.verdict, Verdict::kUnknown) << verdict.property;
}

TEST(DirectedStudy, VerdictsNameProperties) {
  std::set<std::string_view> names;
  for (const PropertyInfo& property : Study::kProperties) names.insert(property.name);
  for (const auto verb : {&Study::explore, &Study::simulate, &Study::attack}) {
    Parameters p = few();
    p.n = 3;
    for (const StudyVerdict& verdict : verb(p, {}).verdicts) EXPECT_TRUE(names.contains(verdict.property));
  }
}

void expect_refused(const char* parameter, const std::function<void(Parameters&)>& change) {
  Parameters p;
  change(p);
  const std::optional<ConfigProblem> problem = Study::validate(p);
  ASSERT_TRUE(problem.has_value()) << parameter;
  EXPECT_EQ(problem->parameter, parameter);
}

TEST(DirectedStudy, RefusesWhatMakesNoSense) {
  EXPECT_FALSE(Study::validate(Parameters{}).has_value());
  expect_refused("n", [](Parameters& p) { p.n = 0; });
  expect_refused("n", [](Parameters& p) { p.n = 5; });
  expect_refused("n", [](Parameters& p) { p.n = 1; });
  expect_refused("n", [](Parameters& p) { p.n = 33, p.edges = {"0>1"}, p.question = Question::conditions; });
  expect_refused("n", [](Parameters& p) { p.n = 16, p.edges = {"0>1"}; });
  expect_refused("t", [](Parameters& p) { p.t = 3, p.n = 32, p.edges = {"0>1"}, p.question = Question::conditions; });
  expect_refused("t", [](Parameters& p) { p.t = 4'000'000'000; });
  expect_refused("edges", [](Parameters& p) { p.edges = {"0>1", "1>4"}; });
  expect_refused("edges", [](Parameters& p) { p.edges = {"0>1", "none"}; });
  expect_refused("faulty", [](Parameters& p) { p.faulty = "0,1"; });
  expect_refused("faulty", [](Parameters& p) { p.faulty = "4"; });
  expect_refused("faulty", [](Parameters& p) { p.faulty = ""; });
  expect_refused("inputs", [](Parameters& p) { p.inputs = "012"; });
  expect_refused("strategy", [](Parameters& p) { p.strategy = Strategy::exhaustive, p.t = 2; });
  expect_refused("epsilon", [](Parameters& p) { p.epsilon = 0; });
  expect_refused("epsilon", [](Parameters& p) { p.epsilon = 1e-300; });
  expect_refused("simulated_epsilon", [](Parameters& p) { p.simulated_epsilon = -1; });
  expect_refused("spread", [](Parameters& p) { p.spread = 0; });
  expect_refused("schedules", [](Parameters& p) { p.schedules = 1'000'000; });
  expect_refused("random_strategies", [](Parameters& p) { p.random_strategies = 1'000'000; });
  expect_refused("exhaustive_nodes", [](Parameters& p) { p.exhaustive_nodes = 5; });
  expect_refused("exhaustive_runs", [](Parameters& p) { p.exhaustive_runs = 0; });
  expect_refused("sizes", [](Parameters& p) { p.sizes = {}; });
  expect_refused("sizes", [](Parameters& p) { p.sizes = {17}; });
  expect_refused("samples", [](Parameters& p) { p.samples = 100'000'000; });
  expect_refused("runs", [](Parameters& p) { p.runs = 1'000'000; });
  expect_refused("density", [](Parameters& p) { p.density = 1.5; });
}

}  // namespace
}  // namespace parley::directed

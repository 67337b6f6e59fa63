// The study as a whole: reduced experiments, counterexamples that can be run again, bad parameters, threads and
// stopping.
#include "protocols/local/population/study.hpp"

#include <algorithm>
#include <gtest/gtest.h>

#include "protocols/local/population/monoid.hpp"
#include "protocols/local/population/search.hpp"
#include "protocols/local/population/stabilisation.hpp"
#include "tests/on_threads.hpp"
#include "tests/population/support.hpp"

namespace parley::population {
namespace {

using Findings = StudyFindings<Parameters>;

Parameters reduced() {
  Parameters parameters;
  parameters.longest = 3;
  for (Language& language : parameters.languages) language.longest = 0;
  parameters.random_languages = 8;
  parameters.search_samples = 10;
  parameters.search_longest = 5;
  parameters.baseline_longest = 4;
  parameters.sizes = {2, 3};
  parameters.runs = 4;
  parameters.max_interactions = 20'000;
  parameters.agents = 1'000'000;
  parameters.interactions = 1'000'000;
  parameters.samples = 2000;
  return parameters;
}

Verdict verdict_of(const Findings& findings, const std::string& property) {
  for (const StudyVerdict& verdict : findings.verdicts)
    if (verdict.property == property) return verdict.verdict;
  ADD_FAILURE() << "no verdict on " << property;
  return Verdict::kUnknown;
}

TEST(PopulationStudy, ExploreFindsNothingWrong) {
  const Findings findings = Study::explore(reduced(), {});
  for (const StudyVerdict& verdict : findings.verdicts)
    EXPECT_EQ(verdict.verdict, Verdict::kHolds) << verdict.property << ": " << verdict.note;
  EXPECT_EQ(findings.verdicts.size(), 7U);
  EXPECT_TRUE(findings.counterexamples.empty());
}

TEST(PopulationStudy, AMutantIsCaughtAndItsCounterexampleRunsAgain) {
  for (const Mutant mutant : {Mutant::no_retry, Mutant::no_evidence, Mutant::equal_markers, Mutant::stale_evidence}) {
    Parameters parameters = reduced();
    parameters.mutant = mutant;
    const Findings findings = Study::explore(parameters, {});
    EXPECT_EQ(verdict_of(findings, "recognises"), Verdict::kViolated);
    const auto found = std::find_if(findings.counterexamples.begin(), findings.counterexamples.end(),
                                    [](const auto& other) { return other.property == "recognises"; });
    ASSERT_NE(found, findings.counterexamples.end());
    EXPECT_FALSE(Study::validate(found->parameters));
    const Findings again = Study::explore(found->parameters, {});
    EXPECT_EQ(verdict_of(again, "recognises"), Verdict::kViolated);
    ASSERT_FALSE(again.counterexamples.empty());
    EXPECT_EQ(again.counterexamples[0].story, found->story);
    EXPECT_GT(found->story.size(), 4U);
  }
}

TEST(PopulationStudy, AttackNeedsEveryRule) {
  const Findings findings = Study::attack(reduced(), {});
  ASSERT_EQ(findings.verdicts.size(), 4U);
  for (const StudyVerdict& verdict : findings.verdicts) EXPECT_EQ(verdict.verdict, Verdict::kHolds);
}

TEST(PopulationStudy, SimulationIsRightAndBatchesFit) {
  const Findings findings = Study::simulate(reduced(), {});
  for (const StudyVerdict& verdict : findings.verdicts)
    EXPECT_EQ(verdict.verdict, Verdict::kHolds) << verdict.property << ": " << verdict.note;
  EXPECT_EQ(findings.metrics.at("interactions"), 1'000'000);
}

TEST(PopulationStudy, RunsOfAMutantBecomeSilentlyWrong) {
  Parameters parameters = reduced();
  parameters.mutant = Mutant::no_retry;
  parameters.agents = 0;
  parameters.samples = 0;
  const Findings findings = Study::simulate(parameters, {});
  ASSERT_EQ(verdict_of(findings, "runs_right"), Verdict::kViolated);
  ASSERT_EQ(findings.counterexamples.size(), 1U);
  const Findings again = Study::simulate(findings.counterexamples[0].parameters, {});
  EXPECT_EQ(verdict_of(again, "runs_right"), Verdict::kViolated);
}

TEST(PopulationStudy, WhatIsInDaIsNotCalledOutside) {
  Parameters parameters = reduced();
  parameters.outside = {{"ab", ".*ab.*"}};
  const Findings findings = Study::explore(parameters, {});
  EXPECT_EQ(verdict_of(findings, "outside_refused"), Verdict::kViolated);
}

// No protocol of the search leaves DA, so a language that does is handed to what judges them.
TEST(PopulationStudy, TheSearchKnowsLanguagesOutsideDa) {
  std::vector<std::uint8_t> even;
  for (const Word& word : words_between(2, 1, 6))
    even.push_back(std::count(word.begin(), word.end(), Letter{0}) % 2 == 0 ? 1 : 0);
  const auto guess = guess_automaton(even, 2, 6);
  ASSERT_TRUE(guess);
  EXPECT_EQ(guess->states(), 3U);  // the empty word, even, odd
  EXPECT_TRUE(find_da_violation(transition_monoid(*guess, 100).value()));
  std::vector<std::uint8_t> long_memory;
  for (const Word& word : words_between(2, 1, 6))
    long_memory.push_back(std::count(word.begin(), word.end(), Letter{0}) % 5 == 4 ? 1 : 0);
  EXPECT_FALSE(guess_automaton(long_memory, 2, 6));
}

TEST(PopulationStudy, TheSearchAgreesWithTheChecker) {
  // A rule set and maps, each word by both.
  const RuleSet rules{.states = 2, .rules = 0b10010110};
  std::uint64_t specified = 0;
  for (std::uint32_t yes = 0; yes < 4; ++yes)
    for (State of_a = 0; of_a < 2; ++of_a)
      for (State of_b = 0; of_b < 2; ++of_b) {
        Protocol protocol{.names = {"0", "1"},
                          .input = {of_a, of_b},
                          .output = {static_cast<std::uint8_t>(yes & 1), static_cast<std::uint8_t>(yes >> 1)},
                          .transitions = transitions_of(rules)};
        const Moves moves(protocol);
        bool all = true;
        for (const Word& word : words_between(2, 1, 4))
          all = all && stabilise(moves, protocol.output, initial_configuration(protocol, word), 1000, {}).consensus !=
                           Consensus::kUndecided;
        specified += all ? 1 : 0;
      }
  EXPECT_EQ(search_maps(rules, 4).tally.well_specified, specified);
  EXPECT_EQ(search_maps(rules, 4).tally.protocols, 16U);
}

std::string refused(const Parameters& parameters) {
  const auto problem = Study::validate(parameters);
  return problem ? problem->parameter : "";
}

TEST(PopulationStudy, BadParametersAreNamed) {
  EXPECT_EQ(refused({}), "");
  Parameters parameters;
  parameters.languages[1].expression = ".*ab.*";
  parameters.languages[1].cover.clear();
  EXPECT_EQ(refused(parameters), "languages[1]");
  parameters = {};
  parameters.languages[0].alphabet = "aab";
  EXPECT_EQ(refused(parameters), "languages[0]");
  parameters = {};
  parameters.word = "ab";
  EXPECT_EQ(refused(parameters), "word");
  parameters.languages.resize(1);
  EXPECT_EQ(refused(parameters), "");
  parameters.word = "abd";
  EXPECT_EQ(refused(parameters), "word");
  parameters.word = std::string(40, 'a');
  EXPECT_EQ(refused(parameters), "word");
  const auto with = [](auto change) {
    Parameters changed;
    change(changed);
    return refused(changed);
  };
  EXPECT_EQ(with([](Parameters& p) { p.longest = 30; }), "longest");
  EXPECT_EQ(with([](Parameters& p) { p.languages[0].longest = 14; }), "languages[0].longest");
  EXPECT_EQ(with([](Parameters& p) { p.max_configurations = 0; }), "max_configurations");
  EXPECT_EQ(with([](Parameters& p) { p.outside[0].expression = "(("; }), "outside[0]");
  EXPECT_EQ(with([](Parameters& p) { p.random_letters = 7; }), "random_letters");
  EXPECT_EQ(with([](Parameters& p) { p.random_longest = 9; }), "random_longest");
  EXPECT_EQ(with([](Parameters& p) { p.search_states = 3; }), "search_states");
  EXPECT_EQ(with([](Parameters& p) { p.search_rules = {256}; }), "search_rules");
  EXPECT_EQ(with([](Parameters& p) { p.share = 1.5; }), "share");
  EXPECT_EQ(with([](Parameters& p) { p.agents = 1; }), "agents");
  EXPECT_EQ(with([](Parameters& p) { p.sizes = {0}; }), "sizes");
}

std::vector<std::vector<StudyCell>> rows_of(const Findings& findings) {
  std::vector<std::vector<StudyCell>> rows;
  for (const StudyTable& table : findings.tables) rows.insert(rows.end(), table.rows.begin(), table.rows.end());
  return rows;
}

TEST(PopulationStudy, ThreadsChangeNothing) {
  const StudyConditions threaded = on_threads();
  const Parameters parameters = reduced();
  EXPECT_EQ(rows_of(Study::explore(parameters, {})), rows_of(Study::explore(parameters, threaded)));
  EXPECT_EQ(rows_of(Study::simulate(parameters, {})), rows_of(Study::simulate(parameters, threaded)));
  EXPECT_EQ(Study::simulate(parameters, {}).metrics, Study::simulate(parameters, threaded).metrics);
}

TEST(PopulationStudy, StopsWhenAsked) {
  const std::atomic<bool> stop{true};
  StudyConditions conditions;
  conditions.stop = &stop;
  for (const Findings& findings : {Study::explore({}, conditions), Study::simulate({}, conditions)})
    for (const StudyVerdict& verdict : findings.verdicts)
      EXPECT_TRUE(verdict.verdict == Verdict::kUnknown || verdict.property == "outside_refused") << verdict.property;
}

}  // namespace
}  // namespace parley::population

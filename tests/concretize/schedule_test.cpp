// Every violated claim of models/expected.csv about a model that a protocol is mapped to, as a run of that protocol:
// it replays, it conforms to the model, and it violates the claim there. And what no implementation does is not found.
#include <algorithm>
#include <cctype>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <vector>

#include "checker/conform/conform.hpp"
#include "checker/smt/verify.hpp"
#include "cli/conform_trace.hpp"
#include "cli/model_schedule.hpp"
#include "cli/protocol_entry.hpp"
#include "models/ta_reader.hpp"
#include "tests/source_dir.hpp"

namespace parley::cli {
namespace {

struct Claim {
  std::string model;
  std::string specification;
  std::string resilience;  // replaced; empty: as written
  std::string formula;     // of the specification, where the model lacks it
  std::string violation;   // of the implementation's own properties; empty: none
};

void PrintTo(const Claim& claim, std::ostream* out) {
  *out << claim.model << " " << claim.specification << " " << claim.resilience;
}

ThresholdAutomaton model_of(const Claim& claim) {
  std::string text = read_model_text(source_dir() + "/models/" + claim.model);
  if (!claim.formula.empty())  // before the brace that ends the specifications
    text.insert(text.rfind('}', text.rfind('}') - 1), claim.specification + ": " + claim.formula + ";\n");
  ThresholdAutomaton automaton = read_ta(text, claim.model);
  return claim.resilience.empty() ? automaton : with_resilience(std::move(automaton), claim.resilience);
}

struct Found {
  ThresholdAutomaton automaton;
  SpecResult result;
  std::optional<concretize::Schedule> schedule;
};

Found find(const Claim& claim, std::uint64_t seed = 1) {
  Found found{model_of(claim), {}, {}};
  VerifyOptions options;
  options.specs = {claim.specification};
  found.result = verify(found.automaton, options).front();
  if (!found.result.counterexample) return found;
  const Specification& specification =
      found.automaton.specifications[*find_specification(found.automaton, claim.specification)];
  concretize::Limits limits;
  limits.seed = seed;
  found.schedule = find_schedule({found.automaton, specification, *found.result.counterexample}, limits);
  return found;
}

Verdict verdict_of(const VerbResult& result, const std::string& property) {
  for (const PropertyVerdict& verdict : result.verdicts)
    if (verdict.property == property) return verdict.verdict;
  ADD_FAILURE() << "no verdict on " << property;
  return Verdict::kUnknown;
}

class Schedules : public testing::TestWithParam<Claim> {};

TEST_P(Schedules, CarriesOutTheCounterexample) {
  const Found found = find(GetParam());
  ASSERT_TRUE(found.result.counterexample);
  ASSERT_TRUE(found.schedule);
  const concretize::Outcome& outcome = found.schedule->outcome;
  ASSERT_TRUE(outcome.found) << outcome.reason;
  EXPECT_EQ(outcome.violation, GetParam().violation);
  const world::Trace& trace = found.schedule->trace;
  EXPECT_EQ(trace.engine, "verify");
  const Experiment experiment = parse_experiment(trace.experiment, "schedule");
  const VerbResult replayed = find_protocol(experiment).replay(experiment, trace);
  for (const PropertyVerdict& verdict : replayed.verdicts) EXPECT_NE(verdict.property, "replay") << verdict.note;
  if (!outcome.violation.empty()) {
    EXPECT_EQ(verdict_of(replayed, outcome.violation), Verdict::kViolated);
  }
  const bool moves = std::ranges::any_of(found.result.counterexample->steps, [&](const AcceleratedStep& step) {
    return found.automaton.rules[step.rule].from != found.automaton.rules[step.rule].to;
  });
  if (moves) {
    EXPECT_EQ(verdict_of(conform_trace(trace, "schedule", found.automaton), "conformance"), Verdict::kHolds);
  }
}

std::string name_of_claim(const testing::TestParamInfo<Claim>& info) {
  std::string name = std::to_string(info.index) + info.param.model + info.param.specification;
  std::erase_if(name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; });
  return name;
}

INSTANTIATE_TEST_SUITE_P(
    Models, Schedules,
    testing::Values(Claim{"bracha.ta", "nobody_delivers", "", "[](echoed_delivered == 0)", ""},
                    Claim{"bracha.ta", "nobody_delivers_without_send", "", "[](v0_delivered == 0)", ""},
                    Claim{"bracha.ta", "correctness", "n > 2 * t", "", "validity"},
                    Claim{"bracha.ta", "relay", "n > 2 * t", "", "totality"},
                    Claim{"bracha.ta", "unforgeability", "t + 1 >= f", "", ""},
                    Claim{"raft_election.ta", "nobody_leads", "", "[](leader_a == 0)", ""},
                    Claim{"two_phase_commit.ta", "nobody_commits", "", "[](coordinator_committed == 0)", ""},
                    Claim{"paxos.ta", "nobody_contradicts", "", "(p == q) -> [](voted_other == 0 || votes_a == 0)", ""},
                    Claim{"pbft.ta", "nobody_commits", "", "[](committed_a == 0)", ""},
                    Claim{"pbft.ta", "agreement", "t + 1 >= f", "", "state_machine_safety"},
                    Claim{"hotstuff.ta", "nobody_learns", "", "[](knows_a_a == 0)", ""},
                    Claim{"hotstuff.ta", "one_certificate", "t + 1 >= f", "", ""},
                    Claim{"gossip.ta", "nobody_learns", "", "[](informed == 0)", ""}),
    name_of_claim);

TEST(Schedule, AModelOfNoProtocolHasNone) {
  const Found found = find({"srikanth_toueg.ta", "nobody_accepts", "", "[](accepted == 0)", ""});
  ASSERT_TRUE(found.result.counterexample);
  EXPECT_FALSE(found.schedule);
}

// The model leaves open how many sources there are; the implementation has one.
TEST(Schedule, ProcessesThatNeverMoveCountToo) {
  const Found late = find({"gossip.ta", "one_source", "", "[](source < 2 || informed == 0)", ""});
  ASSERT_TRUE(late.schedule);
  EXPECT_FALSE(late.schedule->outcome.found);
  EXPECT_NE(late.schedule->outcome.reason.find("its moves were carried out, but"), std::string::npos)
      << late.schedule->outcome.reason;
  const Found still = find({"gossip.ta", "one_source", "", "[](source < 2)", ""});
  ASSERT_TRUE(still.schedule);
  EXPECT_FALSE(still.schedule->outcome.found);
  EXPECT_NE(still.schedule->outcome.reason.find("its moves were carried out, but"), std::string::npos)
      << still.schedule->outcome.reason;
}

// The implementation's quorum is a majority; the model's may be smaller here.
TEST(Schedule, ParametersThatTheImplementationDoesNotHaveAreNamed) {
  const Found found = find({"raft_election.ta", "one_leader", "2 * q >= n", "", ""});
  ASSERT_TRUE(found.schedule);
  EXPECT_FALSE(found.schedule->outcome.found);
  EXPECT_NE(found.schedule->outcome.reason.find("q is "), std::string::npos) << found.schedule->outcome.reason;
}

// A model whose processes become ready with one echo, which the implementation does not do.
TEST(Schedule, WhatTheImplementationDoesNotDoIsNotFound) {
  const Claim claim{"bracha.ta", "eager", "", "[](echoed_ready == 0 || nr_echo + f >= t + 1)", ""};
  ThresholdAutomaton automaton = model_of(claim);
  VerifyOptions options;
  options.specs = {claim.specification};
  ASSERT_EQ(verify(automaton, options).front().verdict, Verdict::kHolds);
  const auto rule = std::ranges::find(automaton.rules, "ready_on_echoes", &Rule::id);
  ASSERT_NE(rule, automaton.rules.end());
  rule->guard = std::ranges::find(automaton.rules, "wait_echoed", &Rule::id)->guard;  // true
  const SpecResult result = verify(automaton, options).front();
  ASSERT_TRUE(result.counterexample);
  const Specification& specification = automaton.specifications[*find_specification(automaton, claim.specification)];
  const auto schedule = find_schedule({automaton, specification, *result.counterexample}, {});
  ASSERT_TRUE(schedule);
  EXPECT_FALSE(schedule->outcome.found);
  EXPECT_NE(schedule->outcome.reason.find("moves were carried out"), std::string::npos) << schedule->outcome.reason;
}

TEST(Schedule, TheSameSeedFindsTheSameRun) {
  const Claim claim{"bracha.ta", "relay", "n > 2 * t", "", ""};
  const Found first = find(claim, 7);
  const Found second = find(claim, 7);
  ASSERT_TRUE(first.schedule->outcome.found);
  ASSERT_EQ(first.schedule->trace.steps.size(), second.schedule->trace.steps.size());
  for (std::size_t i = 0; i < first.schedule->trace.steps.size(); ++i)
    EXPECT_EQ(world::step_to_json(first.schedule->trace.steps[i]),
              world::step_to_json(second.schedule->trace.steps[i]));
}

}  // namespace
}  // namespace parley::cli

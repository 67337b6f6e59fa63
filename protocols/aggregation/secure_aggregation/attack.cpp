#include <array>
#include <utility>

#include "protocols/aggregation/secure_aggregation/cases.hpp"

namespace parley::secure_aggregation {
namespace {

constexpr std::array kMistakes{Mutant::kOneKeyShort, Mutant::kRepeatedKey, Mutant::kBiasedKey,     Mutant::kWrongSign,
                               Mutant::kReusedKeys,  Mutant::kLateMessage, Mutant::kForgottenSeed, Mutant::kLowDegree};

// Where the mutant is caught first.
struct Catch {
  bool complete = true;
  std::uint64_t cases = 0;
  std::uint64_t leaks = 0;
  std::uint64_t wrong = 0;
  std::string first = "";
};

Catch catch_mutant(Mutant mutant, const Parameters& parameters, const StudyConditions& conditions) {
  Parameters mutated = parameters;
  mutated.mutant = mutant;
  mutated.schemes = {mutated_kind(mutant)};
  Catch result;
  for (const CaseOutcome& outcome : judge(cases_of(mutated), mutated, conditions)) {
    result.complete = result.complete && outcome.done;
    if (!outcome.done) continue;
    const bool leaks = outcome.broken() != nullptr;
    ++result.cases;
    result.leaks += leaks ? 1U : 0U;
    result.wrong += outcome.sum_right ? 0U : 1U;
    if (!result.first.empty() || (!leaks && outcome.sum_right)) continue;
    const auto found =
        leaks ? leak_found(outcome, *outcome.broken(), "no_leak", mutated) : wrong_sum_found(outcome, mutated);
    result.first = "K=" + std::to_string(outcome.size.users) + " q=" + std::to_string(outcome.size.field) + ": " +
                   found.story.back();
  }
  return result;
}

void catch_all(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  StudyTable table{.name = "mutants",
                   .caption = "Mistakes, and at how many sizes they leak or give a wrong sum",
                   .columns = {"mutant", "scheme", "sizes", "leak", "wrong sum", "first"}};
  std::string missed;
  bool complete = true;
  for (const Mutant mutant : kMistakes) {
    Catch result = catch_mutant(mutant, parameters, conditions);
    complete = complete && result.complete && result.cases > 0;
    if (result.complete && result.cases > 0 && result.leaks + result.wrong == 0) missed += " " + name_of(mutant);
    table.rows.push_back({name_of(mutant), name_of(mutated_kind(mutant)), result.cases, result.leaks, result.wrong,
                          std::move(result.first)});
  }
  const Verdict all = complete ? Verdict::kHolds : Verdict::kUnknown;
  findings.verdicts.push_back({"mutants_caught", missed.empty() ? all : Verdict::kViolated,
                               missed.empty() ? "each at some size" : "missed:" + missed});
  findings.tables.push_back(std::move(table));
}

// A coalition one larger than promised that learns something.
void go_beyond(SchemeKind kind, std::string property, const Parameters& parameters, const StudyConditions& conditions,
               Findings& findings) {
  Parameters beyond = parameters;
  beyond.mutant = Mutant::kNone;
  beyond.schemes = {kind};
  bool complete = true;
  std::uint64_t cases = 0;
  std::uint64_t leaking = 0;
  std::string first;
  for (const CaseOutcome& outcome : judge(cases_of(beyond), beyond, conditions)) {
    complete = complete && outcome.done;
    if (!outcome.done) continue;
    ++cases;
    const CoalitionOutcome* least = nullptr;
    for (const CoalitionOutcome& one : outcome.coalitions)
      if (least == nullptr && one.leaks() && one.coalition.size() == outcome.scheme.private_up_to + 1) least = &one;
    leaking += least != nullptr ? 1U : 0U;
    if (least != nullptr && first.empty()) first = leak_found(outcome, *least, property, beyond).story.back();
  }
  const Verdict none = complete && cases > 0 ? Verdict::kViolated : Verdict::kUnknown;
  findings.verdicts.push_back({std::move(property), leaking > 0 ? Verdict::kHolds : none,
                               std::to_string(leaking) + " of " + std::to_string(cases) + " sizes. " + first});
}

void hold_dealer(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  Parameters exact = parameters;
  exact.mutant = Mutant::kNone;
  exact.schemes = {SchemeKind::kDealer};
  bool complete = true;
  const CaseOutcome* leaking = nullptr;
  const std::vector<CaseOutcome> outcomes = judge(cases_of(exact), exact, conditions);
  for (const CaseOutcome& outcome : outcomes) {
    complete = complete && outcome.done;
    if (outcome.done && outcome.broken() != nullptr) leaking = &outcome;
  }
  const Verdict none = complete && !outcomes.empty() ? Verdict::kHolds : Verdict::kUnknown;
  findings.verdicts.push_back({"dealer_holds", leaking != nullptr ? Verdict::kViolated : none, "all coalitions"});
  if (leaking != nullptr)
    findings.counterexamples.push_back(leak_found(*leaking, *leaking->broken(), "dealer_holds", exact));
}

}  // namespace

StudyFindings<Parameters> Study::attack(const Parameters& parameters, const StudyConditions& conditions) {
  Findings findings;
  catch_all(parameters, conditions, findings);
  go_beyond(SchemeKind::kPlain, "plain_leaks", parameters, conditions, findings);
  go_beyond(SchemeKind::kRing, "ring_leaks", parameters, conditions, findings);
  go_beyond(SchemeKind::kShamir, "shamir_leaks", parameters, conditions, findings);
  hold_dealer(parameters, conditions, findings);
  return findings;
}

}  // namespace parley::secure_aggregation

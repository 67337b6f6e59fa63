#include "checker/smt/vacuity.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <utility>

#include "models/ta_writer.hpp"

namespace parley {
namespace {

constexpr std::size_t kGuardsLookedAt = 100'000;

// A premise, and the claim that no run ever satisfies it.
struct Claim {
  Formula premise;
  Formula never;
};

std::vector<Claim> claims_of(const Formula& formula) {
  std::vector<Claim> result;
  if (formula.connective == Connective::kImplies)
    result.push_back({formula.children.front(), negate(formula.children.front())});
  if (formula.connective == Connective::kAnd)
    for (const Formula& child : formula.children)
      for (Claim& claim : claims_of(child)) result.push_back(std::move(claim));
  if (formula.connective == Connective::kAlways)
    for (Claim& claim : claims_of(formula.children.front()))
      result.push_back({std::move(claim.premise), always(std::move(claim.never))});
  return result;
}

bool is_plain(const Formula& formula) {
  return formula.connective == Connective::kTrue || formula.connective == Connective::kFalse;
}

class VacuityCheck {
 public:
  explicit VacuityCheck(const ThresholdAutomaton& automaton) : questions_(automaton) {
    questions_.specifications.clear();
  }

  void ask_premises(const Specification& specification) {
    for (Claim& claim : claims_of(specification.formula)) {
      if (is_plain(claim.premise)) continue;
      std::string text = to_string(questions_, claim.premise);
      ask(std::move(claim.never), {specification.name, std::move(text)});
    }
  }

  void ask_locations(const std::vector<bool>& visited) {
    for (std::uint32_t i = 0; i < visited.size(); ++i)
      if (!visited[i])
        ask(always(
                compare(symbol_expr({.kind = SymbolKind::kLocation, .index = i}), Relation::kEqual, constant_expr(0))),
            {"", questions_.locations[i]});
  }

  Vacuity answers(unsigned threads, double timeout_seconds) const {
    Vacuity result;
    if (questions_.specifications.empty()) return result;
    VerifyOptions options;
    options.threads = threads;
    options.timeout_seconds = timeout_seconds;
    const std::vector<SpecResult> verdicts = verify(questions_, options);
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
      if (verdicts[i].verdict != Verdict::kHolds) continue;
      if (subjects_[i].spec.empty()) {
        result.unreached_locations.push_back(subjects_[i].premise);
      } else {
        result.premises.push_back(subjects_[i]);
      }
    }
    return result;
  }

 private:
  void ask(Formula never, VacuousPremise subject) {
    questions_.specifications.push_back(
        {.name = "question" + std::to_string(questions_.specifications.size()), .formula = std::move(never)});
    subjects_.push_back(std::move(subject));
  }

  ThresholdAutomaton questions_;          // the automaton with the claims as its specifications
  std::vector<VacuousPremise> subjects_;  // by claim; a location has no spec
};

}  // namespace

Vacuity find_vacuity(const ThresholdAutomaton& automaton, const std::vector<SpecResult>& results, unsigned threads,
                     double timeout_seconds) {
  VacuityCheck check(automaton);
  for (const SpecResult& result : results)
    if (const auto at = find_specification(automaton, result.spec); at && result.verdict == Verdict::kHolds)
      check.ask_premises(automaton.specifications[*at]);
  try {
    check.ask_locations(visited_by_random_runs(automaton, kGuardsLookedAt));
  } catch (const std::length_error&) {
    // Guards that no engine can split: nothing is known of the locations.
  } catch (const ArithmeticOverflow&) {
  }
  return check.answers(threads, timeout_seconds);
}

}  // namespace parley

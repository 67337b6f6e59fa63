#include "checker/smt/vacuity.hpp"

#include <algorithm>
#include <chrono>
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
  VacuityCheck(const ThresholdAutomaton& automaton, const VerifyOptions& options)
      : questions_(automaton),
        options_{.timeout_seconds = options.timeout_seconds,
                 .threads = options.threads,
                 .end = options.end,
                 .stop = options.stop} {}

  std::vector<VacuousPremise> vacuous_premises(const std::vector<const Specification*>& specifications) {
    std::vector<VacuousPremise> subjects;
    questions_.specifications.clear();
    for (const Specification* specification : specifications)
      for (Claim& claim : claims_of(specification->formula)) {
        if (is_plain(claim.premise)) continue;
        subjects.push_back({specification->name, to_string(questions_, claim.premise)});
        ask(std::move(claim.never));
      }
    std::vector<VacuousPremise> vacuous;
    const std::vector<SpecResult> verdicts = answers();
    for (std::size_t i = 0; i < verdicts.size(); ++i)
      if (verdicts[i].verdict == Verdict::kHolds) vacuous.push_back(std::move(subjects[i]));
    return vacuous;
  }

  // Of those not visited. One question for all of them: a run that reaches some tells which, and the rest is asked
  // again.
  std::vector<std::string> unreached_locations(std::vector<bool> visited) {
    for (;;) {
      LinearExpr processes = constant_expr(0);
      for (std::uint32_t i = 0; i < visited.size(); ++i)
        if (!visited[i]) processes = add(processes, symbol_expr({.kind = SymbolKind::kLocation, .index = i}));
      if (processes.terms.empty()) return {};
      questions_.specifications.clear();
      ask(always(compare(processes, Relation::kEqual, constant_expr(0))));
      const std::vector<SpecResult> verdicts = answers();
      if (verdicts.empty() || verdicts.front().verdict == Verdict::kUnknown) return {};
      if (verdicts.front().verdict == Verdict::kHolds) break;
      note_visits(*verdicts.front().counterexample, visited);
    }
    std::vector<std::string> names;
    for (std::size_t i = 0; i < visited.size(); ++i)
      if (!visited[i]) names.push_back(questions_.locations[i]);
    return names;
  }

 private:
  void ask(Formula never) {
    questions_.specifications.push_back(
        {.name = "question" + std::to_string(questions_.specifications.size()), .formula = std::move(never)});
  }

  // None when the time is up.
  std::vector<SpecResult> answers() {
    if (options_.is_over() || questions_.specifications.empty()) return {};
    return verify(questions_, options_);
  }

  void note_visits(const Counterexample& run, std::vector<bool>& visited) const {
    for (std::size_t i = 0; i < visited.size(); ++i)
      if (run.initial.counters[i] > 0) visited[i] = true;
    for (const AcceleratedStep& step : run.steps) visited[questions_.rules[step.rule].to] = true;
  }

  ThresholdAutomaton questions_;  // the automaton with the claims as its specifications
  VerifyOptions options_;
};

}  // namespace

Vacuity find_vacuity(const ThresholdAutomaton& automaton, const std::vector<SpecResult>& results,
                     const VerifyOptions& options) {
  VacuityCheck check(automaton, options);
  std::vector<const Specification*> held;
  for (const SpecResult& result : results)
    if (const auto at = find_specification(automaton, result.spec); at && result.verdict == Verdict::kHolds)
      held.push_back(&automaton.specifications[*at]);
  Vacuity vacuity;
  try {
    vacuity.unreached_locations = check.unreached_locations(visited_by_random_runs(automaton, kGuardsLookedAt));
  } catch (const std::length_error&) {
    // Guards that no engine can split: nothing is known of the locations.
  } catch (const ArithmeticOverflow&) {
  }
  vacuity.premises = check.vacuous_premises(held);
  return vacuity;
}

}  // namespace parley

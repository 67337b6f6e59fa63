#include "checker/smt/tightest.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "models/ta_writer.hpp"

namespace parley {
namespace {

constexpr std::int64_t kLargestRaise = 8;      // beyond the model's own coefficient
constexpr std::int64_t kLargestConstant = 64;  // below the model's own

// Parameters that count processes: they stand beside location counters, on the other side of an equation.
std::set<Symbol> process_counts(const ThresholdAutomaton& automaton) {
  std::set<Symbol> result;
  for (const Formula& init : automaton.inits) {
    for_each_comparison(init, [&](const Comparison& comparison) {
      int side = 0;
      for (const Term& term : comparison.expr.terms)
        if (term.symbol.kind == SymbolKind::kLocation) side = term.coefficient > 0 ? 1 : -1;
      for (const Term& term : comparison.expr.terms)
        if (term.symbol.kind == SymbolKind::kParameter && term.coefficient * side < 0) result.insert(term.symbol);
    });
  }
  return result;
}

// An equation such as NbOfCorrProc == N - F passes the role on.
void add_equals(const ThresholdAutomaton& automaton, std::set<Symbol>& counts) {
  for (const Formula& assumption : automaton.assumptions) {
    for_each_comparison(assumption, [&](const Comparison& comparison) {
      if (comparison.relation != Relation::kEqual) return;
      for (const Term& known : comparison.expr.terms) {
        if (!counts.contains(known.symbol)) continue;
        for (const Term& other : comparison.expr.terms)
          if (other.coefficient == -known.coefficient) counts.insert(other.symbol);
        return;
      }
    });
  }
}

// The comparison the other way round where that makes it a lower bound: n - 3t > 0.
std::optional<Comparison> as_lower_bound(const Formula& assumption) {
  if (assumption.connective != Connective::kComparison) return std::nullopt;
  Comparison comparison = assumption.comparison;
  if (comparison.relation == Relation::kLess || comparison.relation == Relation::kLessEqual) {
    comparison.expr = scale(comparison.expr, -1);
    comparison.relation = comparison.relation == Relation::kLess ? Relation::kGreater : Relation::kGreaterEqual;
  }
  const bool bounds = comparison.relation == Relation::kGreater || comparison.relation == Relation::kGreaterEqual;
  return bounds ? std::optional(comparison) : std::nullopt;
}

class Weakener {
 public:
  Weakener(const ThresholdAutomaton& automaton, const SpecResult& verdict, const VerifyOptions& options)
      : automaton_(automaton), options_(options) {
    result_.spec = verdict.spec;
    options_.specs = {verdict.spec};
    options_.resilience.reset();
    own_ = verdict.verdict;
  }

  Tightest run() {
    if (!find_condition()) {
      result_.reason = "no assumption bounds the number of processes by fault parameters";
      return std::move(result_);
    }
    if (own_ == Verdict::kUnknown) {
      result_.reason = "the specification is undecided as it stands";
      return std::move(result_);
    }
    if (own_ == Verdict::kViolated && !raise()) return std::move(result_);
    for (const Symbol fault : faults_) lower(fault);
    lower_constant();
    result_.condition = to_string(automaton_, condition_);
    return std::move(result_);
  }

 private:
  bool find_condition() {
    std::set<Symbol> counts = process_counts(automaton_);
    add_equals(automaton_, counts);
    for (std::size_t i = 0; i < automaton_.assumptions.size(); ++i) {
      const auto bound = as_lower_bound(automaton_.assumptions[i]);
      if (!bound) continue;
      std::vector<Symbol> faults;
      bool counted = false;
      for (const Term& term : bound->expr.terms) {
        if (term.coefficient > 0 && counts.contains(term.symbol)) counted = true;
        if (term.coefficient < 0) faults.push_back(term.symbol);
      }
      if (!counted || faults.empty()) continue;
      position_ = i;
      condition_ = *bound;
      faults_ = faults;
      return true;
    }
    return false;
  }

  SpecResult ask(const Comparison& condition) const {
    if (options_.is_over()) return {};
    ThresholdAutomaton changed = automaton_;
    changed.assumptions[position_].comparison = condition;
    return verify(changed, options_).at(0);
  }

  static Comparison with_more(const Comparison& condition, const LinearExpr& change) {
    return {.expr = add(condition.expr, change), .relation = condition.relation};
  }

  // More of the first fault parameter, until the specification holds.
  bool raise() {
    Comparison tried = condition_;
    for (std::int64_t i = 0; i < kLargestRaise; ++i) {
      tried = with_more(tried, scale(symbol_expr(faults_.front()), -1));
      const SpecResult answer = ask(tried);
      if (answer.verdict == Verdict::kUnknown) break;
      if (answer.verdict == Verdict::kViolated) continue;
      condition_ = tried;
      return true;
    }
    result_.reason = "violated up to " + to_string(automaton_, tried);
    return false;
  }

  // The verdict of the next weaker condition; takes it where the specification holds.
  bool weaken(const LinearExpr& change) {
    const Comparison weaker = with_more(condition_, change);
    SpecResult answer = ask(weaker);
    if (answer.verdict == Verdict::kHolds) {
      condition_ = weaker;
      return true;
    }
    if (answer.verdict == Verdict::kViolated) {
      result_.next.push_back({to_string(automaton_, weaker), std::move(answer)});
    } else {
      result_.reason = to_string(automaton_, weaker) + " is undecided";
    }
    return false;
  }

  void lower(Symbol fault) {
    while (coefficient_of(condition_.expr, fault) < 0 && weaken(symbol_expr(fault))) {
    }
  }

  // Some number of faults violates the specification with one coefficient less, and so it does with a small enough
  // constant; without such a coefficient any constant may do.
  void lower_constant() {
    if (result_.next.empty()) return;
    for (std::int64_t i = 0; i < kLargestConstant; ++i)
      if (!weaken(constant_expr(1))) return;
    result_.reason = "constants below are not tried";
  }

  const ThresholdAutomaton& automaton_;
  VerifyOptions options_;
  Verdict own_ = Verdict::kUnknown;
  std::size_t position_ = 0;  // of the condition among the assumptions
  Comparison condition_;
  std::vector<Symbol> faults_;
  Tightest result_;
};

}  // namespace

Tightest find_tightest(const ThresholdAutomaton& automaton, const SpecResult& verdict, const VerifyOptions& options) {
  return Weakener(automaton, verdict, options).run();
}

}  // namespace parley

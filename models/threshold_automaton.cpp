#include "models/threshold_automaton.hpp"

#include <algorithm>

namespace parley {
namespace {

// By how much a firing of the rule changes the expression. REQUIRES: no resets.
std::int64_t change_by(const Rule& rule, const LinearExpr& expr) {
  std::int64_t sum = 0;
  for (const Update& update : rule.updates)
    sum = checked_add(
        sum,
        checked_multiply(update.amount, coefficient_of(expr, {.kind = SymbolKind::kShared, .index = update.shared})));
  return sum;
}

bool counts_both_ways(const LinearExpr& expr) {
  const auto counts = [&](int sign) {
    return std::ranges::any_of(expr.terms, [sign](const Term& term) {
      return term.symbol.kind == SymbolKind::kShared && (term.coefficient > 0) == (sign > 0);
    });
  };
  return counts(1) && counts(-1);
}

}  // namespace

std::string_view name_of(const ThresholdAutomaton& automaton, Symbol symbol) {
  switch (symbol.kind) {
    case SymbolKind::kParameter:
      return automaton.parameters.at(symbol.index);
    case SymbolKind::kShared:
      return automaton.shared.at(symbol.index);
    case SymbolKind::kLocation:
      return automaton.locations.at(symbol.index);
  }
  return {};
}

std::optional<std::size_t> find_specification(const ThresholdAutomaton& automaton, std::string_view name) {
  const auto at = std::ranges::find(automaton.specifications, name, &Specification::name);
  if (at == automaton.specifications.end()) return std::nullopt;
  return static_cast<std::size_t>(at - automaton.specifications.begin());
}

std::optional<std::size_t> find_location(const ThresholdAutomaton& automaton, std::string_view name) {
  const auto at = std::ranges::find(automaton.locations, name);
  if (at == automaton.locations.end()) return std::nullopt;
  return static_cast<std::size_t>(at - automaton.locations.begin());
}

bool has_resets_or_decrements(const ThresholdAutomaton& automaton) {
  const auto lowers = [](const Update& update) { return update.reset || update.amount < 0; };
  return std::ranges::any_of(automaton.rules,
                             [&](const Rule& rule) { return std::ranges::any_of(rule.updates, lowers); });
}

std::optional<Comparison> turning_comparison(const ThresholdAutomaton& automaton, const Formula& guard) {
  std::optional<Comparison> found;
  for_each_comparison(guard, [&](const Comparison& comparison) {
    if (found || !counts_both_ways(comparison.expr)) return;
    const auto raises = [&](const Rule& rule) { return change_by(rule, comparison.expr) > 0; };
    const auto lowers = [&](const Rule& rule) { return change_by(rule, comparison.expr) < 0; };
    if (std::ranges::any_of(automaton.rules, raises) && std::ranges::any_of(automaton.rules, lowers))
      found = comparison;
  });
  return found;
}

}  // namespace parley

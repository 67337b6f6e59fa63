#include "models/configuration.hpp"

#include <algorithm>

#include "protocols/core/check.hpp"

namespace parley {

std::int64_t value_of(const Configuration& configuration, Symbol symbol) {
  switch (symbol.kind) {
    case SymbolKind::kParameter:
      return configuration.parameters.at(symbol.index);
    case SymbolKind::kShared:
      return configuration.shared.at(symbol.index);
    case SymbolKind::kLocation:
      return configuration.counters.at(symbol.index);
  }
  return 0;
}

bool evaluate(const Formula& formula, const Configuration& configuration) {
  const auto holds_here = [&](const Formula& child) { return evaluate(child, configuration); };
  switch (formula.connective) {
    case Connective::kTrue:
      return true;
    case Connective::kFalse:
      return false;
    case Connective::kComparison:
      return holds(
          evaluate_numerator(formula.comparison.expr, [&](Symbol symbol) { return value_of(configuration, symbol); }),
          formula.comparison.relation);
    case Connective::kNot:
      return !holds_here(formula.children.front());
    case Connective::kAnd:
      return std::ranges::all_of(formula.children, holds_here);
    case Connective::kOr:
      return std::ranges::any_of(formula.children, holds_here);
    case Connective::kImplies:
      return !holds_here(formula.children.front()) || holds_here(formula.children.back());
    case Connective::kAlways:
    case Connective::kEventually:
      break;
  }
  check(false, "a temporal formula has no value on a single configuration");
  return false;
}

bool is_enabled(const Rule& rule, const Configuration& configuration) {
  if (configuration.counters.at(rule.from) < 1 || !evaluate(rule.guard, configuration)) return false;
  return std::ranges::all_of(rule.updates, [&](const Update& update) {
    return update.reset || configuration.shared.at(update.shared) >= -update.amount;
  });
}

void fire(const Rule& rule, Configuration& configuration) {
  --configuration.counters.at(rule.from);
  ++configuration.counters.at(rule.to);
  for (const Update& update : rule.updates) {
    std::int64_t& variable = configuration.shared.at(update.shared);
    variable = update.reset ? 0 : checked_add(variable, update.amount);
  }
}

bool is_initial(const ThresholdAutomaton& automaton, const Configuration& configuration) {
  const auto negative = [](std::int64_t value) { return value < 0; };
  const auto holds_here = [&](const Formula& formula) { return evaluate(formula, configuration); };
  return std::ranges::none_of(configuration.parameters, negative) &&
         std::ranges::none_of(configuration.shared, negative) &&
         std::ranges::none_of(configuration.counters, negative) &&
         std::ranges::all_of(automaton.assumptions, holds_here) && std::ranges::all_of(automaton.inits, holds_here);
}

}  // namespace parley

#include "models/threshold_automaton.hpp"

#include <algorithm>

namespace parley {

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

}  // namespace parley

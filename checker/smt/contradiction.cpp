#include "checker/smt/contradiction.hpp"

#include <string>

#include "checker/smt/search.hpp"
#include "models/ta_writer.hpp"
#include "protocols/core/error.hpp"

namespace parley {
namespace {

// The automaton as far as its first configurations go, with the first `count` assumptions.
ThresholdAutomaton beginning(const ThresholdAutomaton& automaton, std::size_t count) {
  ThresholdAutomaton result = automaton;
  result.assumptions.resize(count);
  result.inits.clear();
  result.rules.clear();
  result.specifications.clear();
  return result;
}

}  // namespace

std::optional<std::size_t> find_contradiction(const ThresholdAutomaton& automaton) {
  ThresholdAutomaton all = beginning(automaton, automaton.assumptions.size());
  all.inits = automaton.inits;
  if (has_parameters(prepare(all))) return std::nullopt;
  for (std::size_t i = 0; i < automaton.assumptions.size(); ++i)
    if (!has_parameters(prepare(beginning(automaton, i + 1)))) return i;
  return automaton.assumptions.size();
}

void demand_consistency(const ThresholdAutomaton& automaton) {
  const auto at = find_contradiction(automaton);
  if (!at) return;
  const std::string& file = automaton.source.file.empty() ? automaton.name : automaton.source.file;
  if (*at == automaton.assumptions.size())
    throw InputError(file, "inits", "expected initial conditions that some parameters satisfy, found a contradiction");
  const auto& places = automaton.source.assumptions;
  throw InputError(file, *at < places.size() ? places[*at] : "assumptions",
                   "expected assumptions that some parameters satisfy, found that " +
                       to_string(automaton, automaton.assumptions[*at]) + " contradicts those before it");
}

}  // namespace parley

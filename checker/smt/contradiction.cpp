#include "checker/smt/contradiction.hpp"

#include <algorithm>
#include <string>

#include "checker/smt/search.hpp"
#include "models/ta_writer.hpp"
#include "protocols/core/error.hpp"

namespace parley {
namespace {

// The automaton as far as its first configurations go, with the first `count` assumptions and initial conditions.
ThresholdAutomaton beginning(const ThresholdAutomaton& automaton, std::size_t count) {
  ThresholdAutomaton result = automaton;
  result.assumptions.resize(std::min(count, automaton.assumptions.size()));
  result.inits.resize(count - result.assumptions.size());
  result.rules.clear();
  result.specifications.clear();
  return result;
}

}  // namespace

const std::string& file_of(const ThresholdAutomaton& automaton) {
  return automaton.source.file.empty() ? automaton.name : automaton.source.file;
}

std::optional<std::size_t> find_contradiction(const ThresholdAutomaton& automaton) {
  const std::size_t conditions = automaton.assumptions.size() + automaton.inits.size();
  for (std::size_t count = conditions; count > 0; --count)
    if (has_parameters(prepare(beginning(automaton, count))))
      return count == conditions ? std::nullopt : std::optional(count);
  return conditions == 0 ? std::nullopt : std::optional(std::size_t{0});
}

void demand_consistency(const ThresholdAutomaton& automaton) {
  const auto at = find_contradiction(automaton);
  if (!at) return;
  const bool is_init = *at >= automaton.assumptions.size();
  const std::size_t position = is_init ? *at - automaton.assumptions.size() : *at;
  const auto& places = is_init ? automaton.source.inits : automaton.source.assumptions;
  const std::string kind = is_init ? "initial conditions" : "assumptions";
  throw InputError(file_of(automaton), position < places.size() ? places[position] : kind,
                   "expected " + kind + " that some parameters satisfy, found that " +
                       to_string(automaton, (is_init ? automaton.inits : automaton.assumptions)[position]) +
                       " contradicts " + (is_init ? "the assumptions and the conditions" : "those") + " before it");
}

}  // namespace parley

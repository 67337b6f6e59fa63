// What any automaton that a reader accepts must stand, however wild its numbers.
#pragma once

#include <cstdint>
#include <vector>

#include "models/configuration.hpp"
#include "models/threshold_automaton.hpp"

namespace parley::fuzz {

// Evaluates every formula and fires every enabled rule with all numbers set to `value`.
inline void evaluate_all(const ThresholdAutomaton& automaton, std::int64_t value) {
  Configuration configuration{std::vector(automaton.parameters.size(), value),
                              std::vector(automaton.shared.size(), value),
                              std::vector(automaton.locations.size(), value)};
  try {
    (void)is_initial(automaton, configuration);
    for (const Rule& rule : automaton.rules)
      if (is_enabled(rule, configuration)) fire(rule, configuration);
  } catch (const ArithmeticOverflow&) {  // what evaluation promises to throw
  }
}

inline void evaluate_all(const ThresholdAutomaton& automaton) {
  for (const std::int64_t value : {0, 3, 2'000'000'000}) evaluate_all(automaton, value);
}

}  // namespace parley::fuzz

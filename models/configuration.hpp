// Configurations of a threshold automaton and the meaning of formulas and rules on them, straight from the
// definition: the independent check of counterexamples and the trace check build on this and on nothing cleverer.
#pragma once

#include <cstdint>
#include <vector>

#include "models/threshold_automaton.hpp"

namespace parley {

struct Configuration {
  std::vector<std::int64_t> parameters;
  std::vector<std::int64_t> shared;
  std::vector<std::int64_t> counters;  // processes by location
  friend auto operator<=>(const Configuration&, const Configuration&) = default;
};

std::int64_t value_of(const Configuration& configuration, Symbol symbol);
// REQUIRES: formula is not temporal. Throws ArithmeticOverflow.
bool evaluate(const Formula& formula, const Configuration& configuration);
bool is_enabled(const Rule& rule, const Configuration& configuration);
// REQUIRES: is_enabled(rule, configuration).
void fire(const Rule& rule, Configuration& configuration);
// The assumptions and initial conditions hold and no number is negative.
bool is_initial(const ThresholdAutomaton& automaton, const Configuration& configuration);

}  // namespace parley

// Carrying out an accelerated step.
#pragma once

#include <cstdint>

#include "checker/smt/counterexample.hpp"

namespace parley {

// All firings of the step. REQUIRES: each is enabled in its turn.
inline void fire(const ThresholdAutomaton& automaton, const AcceleratedStep& step, Configuration& configuration) {
  for (std::int64_t i = 0; i < step.count; ++i) fire(automaton.rules.at(step.rule), configuration);
}

}  // namespace parley

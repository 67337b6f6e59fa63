// A run of a model as a diagram: one column a location, its line as thick as there are processes, time downwards, an
// arrow for each step with its rule and how often it is taken, the shared variables beside it.
#pragma once

#include <cstddef>
#include <string>

#include "checker/smt/counterexample.hpp"
#include "models/threshold_automaton.hpp"

namespace parley::cli {

// What is drawn at most; the rest is summed up.
inline constexpr std::size_t kMostLocationsDrawn = 16;
inline constexpr std::size_t kMostStepsDrawn = 80;

// Self-contained SVG, scaled to the width it is given. REQUIRES: the counterexample is one of the automaton, its
// steps can be fired.
std::string to_svg(const ThresholdAutomaton& automaton, const Counterexample& counterexample);

}  // namespace parley::cli

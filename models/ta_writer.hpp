// Writes threshold automata: back to .ta/.eta and as a drawing.
#pragma once

#include <string>

#include "models/threshold_automaton.hpp"

namespace parley {

// read_ta(write_ta(a), ...) == a. Every sub-formula is parenthesised, because the peers disagree on the precedence of
// "->" and "||".
std::string write_ta(const ThresholdAutomaton& automaton);

// The location graph in Graphviz's format, guards and updates as labels.
std::string write_dot(const ThresholdAutomaton& automaton);

// "2*nr_echo + 2*f >= n + t + 1": positive terms on the left, negative ones on the right.
std::string to_string(const ThresholdAutomaton& automaton, const Comparison& comparison);
std::string to_string(const ThresholdAutomaton& automaton, const Formula& formula);

}  // namespace parley

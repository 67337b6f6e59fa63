// Assumptions that no parameters satisfy: with them every specification would hold.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "models/threshold_automaton.hpp"

namespace parley {

// The first assumption that contradicts those before it, by position; beyond the last assumption, the first initial
// condition that contradicts them and those before it; nothing when some first configuration exists, or none is known
// not to.
std::optional<std::size_t> find_contradiction(const ThresholdAutomaton& automaton);

// Where errors say that it stands: the file it was read from, else its name.
const std::string& file_of(const ThresholdAutomaton& automaton);

// Throws InputError with the file and the place of the contradiction.
void demand_consistency(const ThresholdAutomaton& automaton);

}  // namespace parley

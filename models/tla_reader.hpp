// Reads threshold automata in the subset of TLA+ that TACO reads: a function from processes to locations, counters, and
// rules of one process. docs/verify.md describes the subset.
#pragma once

#include <string_view>

#include "models/threshold_automaton.hpp"

namespace parley {

// Every Boolean definition that no other definition uses, or that a theorem names, is a specification. Throws
// InputError(file_name, "line L, column C", expectation). Any bytes are safe to read.
ThresholdAutomaton read_tla(std::string_view text, std::string_view file_name);

}  // namespace parley

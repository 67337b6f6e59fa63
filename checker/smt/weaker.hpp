// Which of two instances of one model admits more.
#pragma once

#include "models/threshold_automaton.hpp"

namespace parley {

// Whatever parameters and steps `strong` admits, `weak` does too: its assumptions follow, and so do the guards of all
// rules that have an effect. REQUIRES: the two differ in assumptions and guards only. Undecided means false.
bool is_weaker(const ThresholdAutomaton& weak, const ThresholdAutomaton& strong);

}  // namespace parley

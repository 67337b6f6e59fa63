// Fewer rules with the same meaning. Automata generated from code list every way to combine steps; most combinations
// are sequences of others.
#pragma once

#include "checker/smt/system.hpp"

namespace parley {

// Fills system.implied: which guard atom follows from which under the assumptions. Asks Z3.
void find_implications(System& system);

// Drops rules that others replace, for runs judged by `target`:
// - one with the same effect and a guard that follows;
// - two in a row by way of a third location, both enabled when the rule is, with the same effect in total, the first of
//   which changes no atom that the target has under a [] (the configuration in between must not matter).
// REQUIRES: find_implications.
void reduce(System& system, const Prop& target);

}  // namespace parley

// The abstract counter system (Baumeister et al., FM 2024, section 6): intervals of the tracked expressions
// (intervals.hpp), and of each location how many processes are there at least.
//
// Backwards from what the negated specification wants to see at some time, as in well-structured transition systems
// (Abdulla, Cerans, Jonsson, Tsay, LICS 1996): a minimal element (intervals, counters) stands for all configurations in
// these intervals with at least as many processes everywhere. Going back over a rule takes a process out of its target
// if one is asked for there, and asks for one in its source. By Dickson's lemma the minimal elements are finitely many.
// If no initial configuration lies above one of them, the specification holds. Only intervals and locations that the
// zero-one counter system reaches are visited.
#pragma once

#include "checker/smt/zero_one.hpp"

namespace parley {

// For targets of the shape "state formulas, [] of state formulas, and at least one <> of a state formula", or
// disjunctions of such; arguments and exceptions as prove_by_zero_one.
NoProof prove_by_coverability(const System& system, const Prop& target, const Limits& limits);

}  // namespace parley

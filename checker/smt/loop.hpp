// How a run goes on for ever after its last segment.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "checker/smt/counterexample.hpp"
#include "checker/smt/system.hpp"

namespace parley {

// Atoms whose truth must not change while a run goes round a loop: those under [] in the negated specification. What is
// only wanted again and again ([]<>p) holds where the loop starts, and so again and again.
std::vector<LinearExpr> loop_atoms(const Prop& raw);

// The rule moves a process within a cycle of locations without effect on variables or on any of the atoms.
bool is_idle(const std::vector<std::uint32_t>& components, const GuardedRule& rule,
             const std::vector<LinearExpr>& watched);

// Every infinite run comes to where it can stay: in the end it fires self-loops without effect, or idle rules.
bool comes_to_stay(const System& system, const std::vector<LinearExpr>& watched);

// Why the run is no counterexample, or nothing when it is one. A run that replay leaves open, because what follows is
// not told, is gone on with in some way, by up to 10,000 firings, until it goes round or comes to rest.
std::optional<std::string> refute_or_end(const ThresholdAutomaton& automaton, const Specification& specification,
                                         Counterexample& run);

// Steps to repeat for ever in the configuration: a wait, nothing where no rule is enabled, or a cycle of idle rules.
// Nothing (nullopt) when there is no such way.
std::optional<std::vector<AcceleratedStep>> find_loop(const System& system, const std::vector<LinearExpr>& watched,
                                                      const Configuration& configuration);

}  // namespace parley

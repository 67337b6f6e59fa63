// A threshold automaton prepared for the engine: guards split into conjunctions, dead locations and rules dropped.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "checker/smt/prop.hpp"
#include "models/threshold_automaton.hpp"

namespace parley {

// One conjunction of a rule's guard in disjunctive normal form. Several may stem from one rule of the automaton.
struct GuardedRule {
  std::uint32_t original = 0;  // position in automaton.rules
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  std::vector<std::uint32_t> guard;  // positions in System::guard_atoms, ascending
  std::vector<Update> updates;
};

// How firing rules can move the value of an expression.
struct Direction {
  bool up = false;
  bool down = false;
  bool monotone() const { return !(up && down); }
};

// A budget is a guard such as "crashes < f" of rules that each take one step towards its limit, as no other rule does.
// It needs no cut where it is used up: the guard held at each firing iff the atom is at least -1 afterwards.
struct System {
  ThresholdAutomaton automaton;
  std::vector<LinearExpr> guard_atoms;      // each >= 0, all different
  std::vector<Direction> guard_directions;  // of each guard atom
  std::vector<std::vector<bool>> implied;   // [i][j]: guard atom j holds whenever atom i does (see reduce.hpp)
  std::vector<bool> guard_is_budget;
  // When every rule that lowers the atom has it as guard: the largest single step. Firing leaves the atom >= -step.
  std::vector<std::optional<std::int64_t>> guard_limits;
  std::vector<GuardedRule> rules;      // no rule without effect, none from a dead location
  std::vector<GuardedRule> waits;      // self-loops without effect: where one is enabled, a run may stay for ever
  std::vector<GuardedRule> forbidden;  // rules that no run of interest fires, though they may be enabled
  std::vector<bool> alive;             // by location: some process can ever be there
  std::vector<Prop> assumptions;
  std::vector<Prop> inits;
};

// Drops what changes no verdict: rules dominated by one with the same effect and fewer conditions, locations that
// initial conditions empty and no live rule fills.
// Throws std::length_error when a guard has more than 4,096 conjunctions.
System prepare(const ThresholdAutomaton& automaton);

// Marks the locations whose counters a conjunction forces to 0.
void collect_empty(const Prop& prop, std::vector<bool>& empty);

// Computes what depends on the list of rules: directions and budgets of guard atoms.
void find_directions(System& system);

// The part of the system that runs satisfying `target` can use: the conditions that a conjunctive target puts on the
// first configuration, and counters that it demands to be always 0, make more locations dead.
System restrict_to(const System& system, const Prop& target);

// -1, 0 or 1: the rule lowers, keeps or raises the value whenever it fires; 2: it may do any of these (a reset of a
// variable that the expression counts both ways).
int effect_on(const GuardedRule& rule, const LinearExpr& expr);
// By how much a firing changes the expression; REQUIRES: the rule resets nothing that the expression counts.
std::int64_t change_of(const GuardedRule& rule, const LinearExpr& expr);
Direction direction_of(const System& system, const LinearExpr& expr);
// The rule resets or lowers a variable, so it can only be fired alone in a segment.
bool fires_alone(const GuardedRule& rule);
// Some location lies on a cycle of at least two locations.
bool has_cycle(const System& system);
// By location: the number of its strongly connected component, numbered in topological order.
std::vector<std::uint32_t> components(const System& system);
// The rules with effect that a run may fire for ever: those on a cycle of rules (or self-loops), none of which uses up
// its own guard.
std::vector<GuardedRule> recurrent_rules(const System& system);

}  // namespace parley

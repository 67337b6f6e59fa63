// Locations that nothing can tell apart, treated as one. Automata generated from code keep local variables that no
// longer matter in the name of the location.
//
// Two locations are twins when the observed atoms, the guards and the initial conditions count them alike, and each
// rule of the one has a counterpart at the other: the same guard, the same updates, to the same location or to twins. A
// rule without effect from a location to itself or to its twin has a counterpart of either kind: the process stays
// among its twins. So a run of the one automaton is a run of the other, counters of twins added up (strong bisimulation
// of counter systems), and the observed atoms have the same values all along.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "checker/smt/counterexample.hpp"
#include "checker/smt/system.hpp"

namespace parley {

class Twins {
 public:
  // `raw` is the negated specification in negation normal form, `target` the same simplified; their atoms are observed.
  // Where a finite part of a run decides about the target, rules that change nothing need no counterpart. The system
  // must outlive this.
  Twins(const System& system, const Prop& raw, const Prop& target);

  // The system with one location of each family; the others are dead.
  System merged() const;

  // A run of the merged system as a run of the system, without its loop. Nothing when it has more firings than are
  // replayed anyway.
  std::optional<Counterexample> separated(const Counterexample& run) const;

  // Ways to move one process without effect to one of its twins in the configuration: the steps that lead, from some
  // occupied location, as far as it can go without coming back to where it was.
  std::vector<std::vector<AcceleratedStep>> walks(const Configuration& configuration) const;

 private:
  std::optional<std::uint32_t> counterpart(std::uint32_t rule, const Configuration& configuration) const;
  bool stays_among_twins(const Rule& rule) const;

  const System& system_;
  std::vector<std::uint32_t> representative_;                  // by location
  std::vector<std::vector<std::uint32_t>> rules_by_location_;  // of the automaton
};

}  // namespace parley

// Whether a verdict says anything: premises that no run satisfies, locations that no run reaches.
#pragma once

#include <string>
#include <vector>

#include "checker/smt/verify.hpp"

namespace parley {

struct VacuousPremise {
  std::string spec;
  std::string premise;
};

struct Vacuity {
  std::vector<VacuousPremise> premises;          // of specifications that hold: no run satisfies them
  std::vector<std::string> unreached_locations;  // no run of any size has a process there
};

// Proved, not guessed: what cannot be decided within the seconds given is not reported. Random runs of small instances
// find most locations at little cost; the rest is asked as one specification, "they are always empty", and again
// without those that a counterexample visits. Of the options count the threads, the end and the stop. Throws as verify
// does. Thread-safe.
Vacuity find_vacuity(const ThresholdAutomaton& automaton, const std::vector<SpecResult>& results,
                     const VerifyOptions& options);

// Locations that some run of a few small instances visits, by location. At most `budget` guards are looked at.
std::vector<bool> visited_by_random_runs(const ThresholdAutomaton& automaton, std::size_t budget);

}  // namespace parley

// Trace validation: is a run an instance of what was proved? Every move of a projection must be a path of rules of the
// model whose guards hold, one after the other, with the shared variables as the run has left them, and on the moving
// process's own evidence.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "models/projection.hpp"
#include "models/threshold_automaton.hpp"

namespace parley::conform {

// One step of the trace together with what the model says of it.
struct FiredRules {
  std::size_t step = 0;
  std::uint32_t process = 0;
  std::vector<std::string> rules;       // as the model calls them
  std::vector<std::size_t> positions;  // of the same in automaton.rules
};

struct ConformResult {
  bool conforms = true;
  std::string projection;          // of the first rejection
  std::size_t step = 0;            // the first step that the model does not allow
  std::uint32_t process = 0;
  std::string reason;              // for people: from, to, and the guards that failed with their numbers
  bool at_beginning = false;       // rejected before any step: parameters or initial locations
  std::size_t moves = 0;           // checked, over all projections
  std::vector<FiredRules> fired;   // by step; of all projections up to the rejection
};

// Throws InputError when a projection names a location, variable or parameter that the model lacks.
ConformResult check_conformance(const ThresholdAutomaton& model, const std::vector<Projection>& projections);

}  // namespace parley::conform

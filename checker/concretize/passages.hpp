// The processes of a counterexample one by one: a model counts processes and does not tell them apart, an
// implementation does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "checker/smt/counterexample.hpp"
#include "models/projection.hpp"
#include "models/threshold_automaton.hpp"

namespace parley::concretize {

// What one process of the counterexample does.
struct Passage {
  std::vector<std::uint32_t> locations;  // passed through, the first one included
  std::vector<std::size_t> moments;      // moments[i]: which firing of the run led to locations[i + 1]
};

// Who has been where longest moves first; any other assignment would do. Nothing when the loop moves processes: it
// would have to be carried out for ever, or when there are more than kMostMoves firings.
std::optional<std::vector<Passage>> passages_of(const ThresholdAutomaton& automaton,
                                                const Counterexample& counterexample);
inline constexpr std::size_t kMostMoves = 1'000;

// How much of the counterexample a projection of a run has carried out.
struct Standing {
  bool fits = false;        // each process moved as one of the counterexample does, and no two as the same
  std::size_t done = 0;     // moves of the counterexample
  std::size_t waiting = 0;  // the earliest moment not carried out yet
};

// A process that has not moved yet may be anyone: where it begins is told by what it does later.
Standing stand(const ThresholdAutomaton& automaton, std::span<const Passage> passages, const Projection& projection);

}  // namespace parley::concretize

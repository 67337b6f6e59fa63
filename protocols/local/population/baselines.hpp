// Well-known protocols of unordered populations, as PP[<] with the guard made trivial: what ordered ones are measured
// against, and, being neither star-free nor of immediate observation, what the search of search.hpp must not find.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "protocols/local/population/protocol.hpp"

namespace parley::population {

enum class Baseline : std::uint8_t {
  majority,         // more a than b; four states, a tie rejects (M. Draief, M. Vojnovic, "Convergence speed of binary
                    // interval consensus", 2012, and G. Mertzios et al., "Determining majority in networks with local
                    // interactions and very small local memory", 2014)
  leader_election,  // two leaders meet, one remains (D. Angluin et al., 2004); output 1: a leader
  parity,           // an odd number of a; active agents add up, passive ones copy (Angluin et al., 2004)
};

inline constexpr std::size_t kBaselines = 3;

// Over the letters a and b. Deterministic: at most one transition a pair of states.
Protocol baseline_protocol(Baseline baseline);

// What the population of these inputs must stabilise to: the output of majority and parity; for leader_election the
// number of agents with output 1.
bool baseline_predicate(Baseline baseline, const Word& word);

}  // namespace parley::population

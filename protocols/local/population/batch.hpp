// Unordered protocols at scale, by counts of agents in each state: exact in distribution, at about n^(1/2) interactions
// a step. P. Berenbrink, D. Hammer, D. Kaaser, U. Meyer, M. Penschuck, H. Tran, "Simulating Population Protocols in
// Sub-Constant Time per Interaction", ESA 2020 (arXiv 2005.03584): interactions between agents that have not been part
// of an interaction since the batch began are independent of each other and are drawn together; the first that is not
// ends the batch and is carried out by itself.
//
// A batch costs O(states^2) hypergeometric samples of O(n^(1/4)) time each.
#pragma once

#include <cstdint>
#include <vector>

#include "protocols/core/random.hpp"
#include "protocols/core/study.hpp"
#include "protocols/local/population/protocol.hpp"

namespace parley::population {

// A deterministic protocol, by pairs of states. Invariant: outcomes.size() == states^2.
struct PairTable {
  std::size_t states = 0;
  std::vector<Outcome> outcomes = {};  // [p * states + q]

  const Outcome& of(std::size_t p, std::size_t q) const { return outcomes[p * states + q]; }
};
// REQUIRES: all guards are Guard::any; of several transitions of a pair the last counts.
PairTable pair_table(const Protocol& protocol);

// Agents by state. A pair of different agents is uniform in each interaction.
using Counts = std::vector<std::uint64_t>;

inline constexpr std::uint64_t kMostAgents = 1'000'000'000'000;

// One interaction after the other, on an array of agents' states: the definition.
void simulate_plainly(Rng& rng, const PairTable& table, Counts& counts, std::uint64_t interactions);

// In batches. REQUIRES: 2 <= sum of counts <= kMostAgents. Returns the interactions carried out: fewer when stopped.
std::uint64_t simulate_batches(Rng& rng, const PairTable& table, Counts& counts, std::uint64_t interactions,
                               const StudyConditions& conditions);

}  // namespace parley::population

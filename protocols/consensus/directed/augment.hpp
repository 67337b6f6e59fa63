// The fewest edges to add to a graph so that it satisfies a condition.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "protocols/consensus/directed/conditions.hpp"

namespace parley::directed {

struct Augmentation {
  Digraph graph;             // with the edges added
  std::uint32_t added = 0;   // how many
  std::uint64_t looked = 0;  // graphs that were checked
};

// Exact, by deepening: a violation goes away only if an edge is added into reach_u(F + Fu) or reach_v(F + Fv) from
// outside them and outside the removed nodes, so only such edges are tried, and a graph is looked at once a depth.
// None if even the complete graph breaks the condition, or once `most_looked` graphs have been checked.
// REQUIRES: graph.size() <= kMostCodedNodes, the checker's n. Time exponential in the answer.
std::optional<Augmentation> fewest_edges(Checker& checker, Condition condition, const Digraph& graph,
                                         std::uint64_t most_looked);

// The same for every graph on n nodes: at [code], or kUnreachable. Condition by condition over all 2^(n(n-1)) graphs,
// from the complete one down: REQUIRES n <= 5. `satisfied` is indexed by code.
inline constexpr std::uint8_t kUnreachable = 255;
std::vector<std::uint8_t> fewest_edges_of_all(std::uint32_t n, Condition condition,
                                              const std::vector<ConditionSet>& satisfied);

}  // namespace parley::directed

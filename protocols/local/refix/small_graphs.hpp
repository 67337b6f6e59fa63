// All connected graphs of few nodes, one of each isomorphism class. Counts: OEIS A001349.
#pragma once

#include <cstdint>
#include <vector>

#include "protocols/local/refix/graph.hpp"

namespace parley::refix {

inline constexpr std::size_t kMostGraphNodes = 8;

// result[n] holds those of n nodes, for n = 0 .. most (none of 0). By adding a node to each connected graph of n - 1
// nodes in all ways, and keeping one of each canonical form: every connected graph has a node that cuts nothing.
// REQUIRES: most <= kMostGraphNodes. 0.1 s for 7 nodes, some seconds for 8.
std::vector<std::vector<Graph>> connected_graphs(std::size_t most);

}  // namespace parley::refix

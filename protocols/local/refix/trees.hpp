// All free trees of n nodes, one of each shape, in constant amortised time: R. A. Wright, B. Richmond, A. Odlyzko,
// B. D. McKay, "Constant time generation of free trees", SIAM J. Comput. 15 (1986). Counts: OEIS A000055.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "protocols/local/refix/graph.hpp"

namespace parley::refix {

// A rooted tree by the levels of its nodes in preorder; the root's is 0.
using LevelSequence = std::vector<std::uint8_t>;

Graph tree_of(const LevelSequence& levels);

// Calls visit(levels) for one level sequence a free tree of n >= 1 nodes. In the tree of it, the parent of a node has a
// smaller number than the node.
void for_each_free_tree(std::size_t n, const std::function<void(const LevelSequence&)>& visit);
std::vector<Graph> free_trees(std::size_t n);

}  // namespace parley::refix

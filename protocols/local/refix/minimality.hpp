// Two labels and one hop do not suffice for "a cycle exists": by trying every verifier. [RECON, section 7 of the card;
// the lower bound is the paper's.]
//
// A node sees its own label and its numbers of neighbours labelled 0 and 1, each counted up to `cap`: 2 (cap + 1)^2
// sights. A verifier is the set of sights that it accepts; it is sound if it has a rejecting node in every labelling of
// every tree, complete if every connected graph with a cycle has a labelling that all its nodes accept.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "protocols/local/refix/graph.hpp"

namespace parley::refix {

struct MinimalityRow {
  std::uint32_t nodes = 0;   // graphs to so many nodes
  std::uint64_t trees = 0;   // of exactly so many nodes
  std::uint64_t graphs = 0;  // with a cycle
  std::uint64_t sound = 0;   // verifiers
  std::uint64_t complete = 0;
  std::uint64_t both = 0;
};

// graphs[n] holds the connected graphs of n nodes. One row for each n from 1 on; fewer once `is_stopped`.
// Time O(graphs * 2^v v / 64 words) for v = 2 (cap + 1)^2 sights; memory 2^v bits. REQUIRES: cap is 1 or 2.
std::vector<MinimalityRow> all_one_hop_verifiers(const std::vector<std::vector<Graph>>& graphs, std::uint32_t cap,
                                                 const std::function<bool()>& is_stopped);

}  // namespace parley::refix

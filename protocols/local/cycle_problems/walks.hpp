// The weighted de Bruijn graph of a problem, whose closed walks of length n are the feasible labellings of the n-cycle,
// and what the classification asks of it. [card, section 2]
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "protocols/local/cycle_problems/problem.hpp"

namespace parley::cycle_problems {

// Words that are not forbidden, and shifts between them. A labelling's position i is at the word that begins there.
struct WalkGraph {
  std::vector<std::vector<std::uint32_t>> next = {};
  std::vector<std::int64_t> weight = {};       // of the node
  std::vector<Letter> letter = {};             // the first of the word
  std::vector<std::uint8_t> is_constant = {};  // a word of one letter, with an edge to itself

  std::size_t size() const { return next.size(); }
};
WalkGraph walk_graph(const Problem& problem);
// The part with the nodes for which keep[node] is not 0; `kept`, if given, gets their numbers in `graph`.
WalkGraph restricted(const WalkGraph& graph, const std::vector<std::uint8_t>& keep,
                     std::vector<std::uint32_t>* kept = nullptr);

// The strongly connected components that hold a cycle. O(V + E).
using Component = std::vector<std::uint32_t>;  // node numbers, ascending
std::vector<Component> cyclic_components(const WalkGraph& graph);

// The gcd of the lengths of the component's cycles; it is flexible if that is 1. O(E).
std::uint32_t period(const WalkGraph& graph, const Component& component);

// The least mean weight of a cycle in the component: R. M. Karp, "A characterization of the minimum cycle mean in a
// digraph", Discrete Mathematics 23 (1978). O(V E) time, V^2 numbers.
Ratio least_mean(const WalkGraph& graph, const Component& component);

// The edges on cycles of mean `mean`, the component's least, as a graph on the same nodes; other nodes have no edges.
WalkGraph critical_graph(const WalkGraph& graph, const Component& component, const Ratio& mean);

// A component of the critical graph with period 1: walks of every large length at exactly n times the mean.
std::optional<Component> flexible_critical(const WalkGraph& graph, const Component& component, const Ratio& mean);

}  // namespace parley::cycle_problems

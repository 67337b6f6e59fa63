// Graphs that several tests use.
#pragma once

#include <initializer_list>
#include <string_view>

#include "protocols/consensus/directed/digraph.hpp"
#include "protocols/core/random.hpp"

namespace parley::directed {

inline Digraph graph_with(std::uint32_t n, std::initializer_list<std::string_view> edges) {
  Digraph graph(n);
  for (const std::string_view edge : edges) {
    const auto ends = parse_edge(edge, n);
    graph.add(ends.value().first, ends.value().second);
  }
  return graph;
}

inline Digraph ring_of_four() {
  return graph_with(4, {"0>1", "1>2", "2>3", "3>0"});
}

// The card's 3->1, 3->2, 1->3, 1->4, 1<->2, 3<->4, numbered from 0.
inline Digraph graph_of_the_card() {
  return graph_with(4, {"2>0", "2>1", "0>2", "0>3", "0>1", "1>0", "2>3", "3>2"});
}

inline Digraph random_graph(Rng& rng, std::uint32_t n, double density) {
  Digraph graph(n);
  for (Node v = 0; v < n; ++v)
    for (Node w = 0; w < n; ++w)
      if (v != w && rng.chance(density)) graph.add(v, w);
  return graph;
}

}  // namespace parley::directed

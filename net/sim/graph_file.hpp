// Graphs from text: edge lists, and the part of GraphML (Brandes et al., "GraphML progress report", 2001) that says
// which nodes and edges there are. Both throw InputError with the line.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "net/sim/graphs.hpp"

namespace parley::sim {

struct GraphFile {
  std::uint32_t nodes = 0;  // GraphML: as declared; an edge list: one more than the largest number
  std::vector<Edge> edges;  // each from, to; of an undirected edge once
  bool directed = false;    // GraphML's edgedefault; of an edge list false
};

// A line an edge: two process numbers below `n`, separated by blanks, a tab or a comma; what follows them (a weight) is
// ignored, and so are empty lines and those that begin with # or %.
GraphFile parse_edge_list(std::string_view text, std::string_view file, std::uint32_t n);

// Nodes are processes 0, 1, ... in order of their elements. An edge with an attribute `directed` of its own that
// differs from the graph's edgedefault is refused, and so are nested graphs, hyperedges and ports.
GraphFile parse_graphml(std::string_view text, std::string_view file);

}  // namespace parley::sim

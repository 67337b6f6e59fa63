// Small connected simple graphs and what a node sees of one: its ball, and a shortest cycle for the prover.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::refix {

using Node = std::uint16_t;
using Nodes = std::vector<Node>;
using Label = std::uint8_t;
using Labels = std::vector<Label>;  // one a node

// Invariant: w is in neighbours[v] iff v is in neighbours[w]; no node is its own neighbour or twice another's.
struct Graph {
  std::vector<Nodes> neighbours = {};

  explicit Graph(std::size_t n = 0) : neighbours(n) {}
  std::size_t size() const { return neighbours.size(); }
  std::size_t edge_count() const;
  // Does nothing where the edge is there already. REQUIRES: from != to, both below size().
  void add_edge(std::size_t from, std::size_t to);
};

// Of every node, in edges from `sources`; kFar where no path leads.
inline constexpr std::uint16_t kFar = 0xffff;
std::vector<std::uint16_t> distances(const Graph& graph, const Nodes& sources);

bool is_connected(const Graph& graph);
// The graph is connected here and below.
bool has_cycle(const Graph& graph);
std::optional<Labels> two_colouring(const Graph& graph);  // nothing where an odd cycle forbids it

// The shortest cycles, one through each edge that lies on one; nothing for a tree. O(m (n + m)).
std::vector<Nodes> shortest_cycles(const Graph& graph);

// What is left when nodes of degree 1 are taken away until there are none; nothing for a tree. What was taken away
// hangs on it in trees.
Nodes two_core(const Graph& graph);

// What a node knows after `radius` rounds: the nodes within that distance, and the edges with an end nearer than that.
// Entries in order of distance; parents stand before their children, and entry 0 is the node itself.
struct View {
  Nodes node = {};
  std::vector<std::uint16_t> parent = {};  // an index into this view; the root's is 0
  std::vector<std::uint8_t> depth = {};
  bool has_cycle = false;
};
View view_of(const Graph& graph, Node centre, std::uint32_t radius);
std::vector<View> views_of(const Graph& graph, std::uint32_t radius);

// "0-1 1-2 ...": edges of a connected graph on the nodes 0 .. max. Nothing where it is not that, or has more than
// `most` nodes.
std::optional<Graph> parse_graph(std::string_view edges, std::size_t most);
std::string print_edges(const Graph& graph);
std::string print_labels(const Labels& labels);

Graph cycle_graph(std::size_t n);  // n >= 3
Graph path_graph(std::size_t n);   // n >= 1
Graph grid_graph(std::size_t side);
// A cycle of `cycle` nodes with a path of `tail` further nodes attached.
Graph lollipop_graph(std::size_t cycle, std::size_t tail);

}  // namespace parley::refix

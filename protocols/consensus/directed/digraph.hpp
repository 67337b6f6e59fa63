// Directed communication graphs as bit sets: node v's out-neighbours are the bits of out(v). A node is a number below
// n. No self-loops: a node hears itself anyway.
//
// Sizes: n from 1 to 32. Graphs on n <= 8 nodes have a code, the n(n-1) bits of their adjacency matrix without its
// diagonal, row by row: bit 0 is the edge 0 -> 1. All codes below 2^(n(n-1)) are all labelled digraphs.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parley::directed {

using Node = std::uint32_t;
using Nodes = std::uint32_t;  // a set of nodes: bit v is node v

inline constexpr std::uint32_t kMostNodes = 32;
inline constexpr std::uint32_t kMostCodedNodes = 8;

constexpr Nodes only(Node v) {
  return Nodes{1} << v;
}
constexpr Nodes all_nodes(std::uint32_t n) {
  return n >= kMostNodes ? ~Nodes{0} : only(n) - 1;
}
constexpr bool contains(Nodes set, Node v) {
  return ((set >> v) & 1) != 0;
}
constexpr std::uint32_t size_of(Nodes set) {
  return static_cast<std::uint32_t>(std::popcount(set));
}
// REQUIRES: set is not empty.
constexpr Node lowest(Nodes set) {
  return static_cast<Node>(std::countr_zero(set));
}

template <class F>
constexpr void for_each_node(Nodes set, F&& visit) {
  for (; set != 0; set &= set - 1) visit(lowest(set));
}

class Digraph {
 public:
  Digraph() = default;
  explicit Digraph(std::uint32_t n) : n_(n) {}

  // REQUIRES: n <= kMostCodedNodes.
  static Digraph of_code(std::uint32_t n, std::uint64_t code) {
    Digraph graph(n);
    for (Node v = 0; v < n; ++v) {
      const Nodes row = static_cast<Nodes>(code >> (v * (n - 1))) & all_nodes(n - 1);
      const Nodes below = row & all_nodes(v);
      graph.out_[v] = below | ((row ^ below) << 1);  // the diagonal is left out of the code
    }
    return graph;
  }
  static Digraph complete(std::uint32_t n) {
    Digraph graph(n);
    for (Node v = 0; v < n; ++v) graph.out_[v] = all_nodes(n) & ~only(v);
    return graph;
  }

  // REQUIRES: size() <= kMostCodedNodes.
  std::uint64_t code() const {
    std::uint64_t code = 0;
    for (Node v = 0; v < n_; ++v) {
      const Nodes below = out_[v] & all_nodes(v);
      const Nodes row = below | ((out_[v] ^ below) >> 1);
      code |= std::uint64_t{row} << (v * (n_ - 1));
    }
    return code;
  }

  std::uint32_t size() const { return n_; }
  Nodes nodes() const { return all_nodes(n_); }
  Nodes out(Node v) const { return out_[v]; }
  bool has(Node from, Node to) const { return contains(out_[from], to); }
  // REQUIRES: from and to are different nodes of the graph.
  void add(Node from, Node to) { out_[from] |= only(to); }

  std::uint32_t edge_count() const {
    std::uint32_t count = 0;
    for (Node v = 0; v < n_; ++v) count += size_of(out_[v]);
    return count;
  }
  // Nodes with an edge into `set`, those of the set left out.
  Nodes into(Nodes set) const {
    Nodes found = 0;
    for (Node v = 0; v < n_; ++v)
      if ((out_[v] & set) != 0) found |= only(v);
    return found & ~set;
  }

  friend bool operator==(const Digraph&, const Digraph&) = default;

 private:
  std::uint32_t n_ = 0;
  std::array<Nodes, kMostNodes> out_{};
};

// "0>1": from 0 to 1. Empty unless both are different nodes below n, written without signs or leading zeros.
std::optional<std::pair<Node, Node>> parse_edge(std::string_view text, std::uint32_t n);

// In the order of their codes. The graph without edges is {"none"}: an empty list stands for "any graph" in
// experiments.
std::vector<std::string> edge_list(const Digraph& graph);

// "{0, 2}".
std::string to_string_of(Nodes set);

// All sets of at most `most` of n nodes, small ones first and in ascending order within a size.
std::vector<Nodes> sets_up_to(std::uint32_t n, std::uint32_t most);

// How many these are.
std::uint64_t count_sets_up_to(std::uint32_t n, std::uint32_t most);

}  // namespace parley::directed

// The conditions straight from their definitions, sharing nothing with the checker: edges as a list, paths searched
// node by node, every choice of sets and nodes tried.
#pragma once

#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "protocols/consensus/directed/conditions.hpp"

namespace parley::directed::oracle {

using NodeSet = std::set<std::uint32_t>;

struct Graph {
  std::uint32_t n = 0;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> edges = {};
};

inline Graph graph_of(const Digraph& graph) {
  Graph plain{graph.size()};
  for (std::uint32_t v = 0; v < graph.size(); ++v)
    for (std::uint32_t w = 0; w < graph.size(); ++w)
      if (v != w && graph.has(v, w)) plain.edges.emplace_back(v, w);
  return plain;
}

inline bool has_path(const Graph& graph, std::uint32_t from, std::uint32_t to, const NodeSet& avoid, NodeSet& visited) {
  if (from == to) return true;
  visited.insert(from);
  for (const auto& [a, b] : graph.edges)
    if (a == from && !avoid.contains(b) && !visited.contains(b) && has_path(graph, b, to, avoid, visited)) return true;
  return false;
}

inline NodeSet reach(const Graph& graph, std::uint32_t v, const NodeSet& removed) {
  NodeSet found;
  for (std::uint32_t u = 0; u < graph.n; ++u) {
    NodeSet visited;
    if (!removed.contains(u) && has_path(graph, u, v, removed, visited)) found.insert(u);
  }
  return found;
}

inline std::vector<NodeSet> sets(std::uint32_t n, std::uint32_t most) {
  std::vector<NodeSet> all;
  for (std::uint32_t bits = 0; bits < (1U << n); ++bits) {
    NodeSet set;
    for (std::uint32_t v = 0; v < n; ++v)
      if ((bits >> v) & 1) set.insert(v);
    if (set.size() <= most) all.push_back(set);
  }
  return all;
}

inline NodeSet joined(NodeSet a, const NodeSet& b) {
  a.insert(b.begin(), b.end());
  return a;
}

inline std::size_t common(const NodeSet& a, const NodeSet& b) {
  std::size_t count = 0;
  for (const std::uint32_t v : a) count += b.count(v);
  return count;
}

// Whether reach_u(a) and reach_v(b) have `least` nodes in common for all u and v.
inline bool meet(const Graph& graph, const NodeSet& a, const NodeSet& b, std::size_t least) {
  for (std::uint32_t u = 0; u < graph.n; ++u)
    for (std::uint32_t v = 0; v < graph.n; ++v)
      if (!a.contains(u) && !b.contains(v) && common(reach(graph, u, a), reach(graph, v, b)) < least) return false;
  return true;
}

// Exists and has f+1 members at least.
inline bool source_is_large(const Graph& graph, const NodeSet& removed, std::uint32_t f) {
  NodeSet source;
  for (std::uint32_t u = 0; u < graph.n; ++u) {
    bool reaches_all = !removed.contains(u);
    for (std::uint32_t v = 0; v < graph.n; ++v)
      reaches_all = reaches_all && (removed.contains(v) || reach(graph, v, removed).contains(u));
    if (reaches_all) source.insert(u);
  }
  return source.size() >= f + 1;
}

inline bool holds(Condition condition, const Digraph& bits, std::uint32_t f) {
  const Graph graph = graph_of(bits);
  for (const NodeSet& a : sets(graph.n, f)) {
    if (condition == Condition::kOneReach && !meet(graph, a, a, 1)) return false;
    if (condition == Condition::kAuthSync && !source_is_large(graph, a, f)) return false;
    if (condition == Condition::kOneReach || condition == Condition::kAuthSync) continue;
    for (const NodeSet& b : sets(graph.n, f)) {
      if (condition == Condition::kTwoReach && !meet(graph, a, b, 1)) return false;
      if (condition == Condition::kAuthAsync && !meet(graph, a, b, f + 1)) return false;
      if (condition != Condition::kThreeReach) continue;
      for (const NodeSet& shared : sets(graph.n, f))
        if (!meet(graph, joined(shared, a), joined(shared, b), 1)) return false;
    }
  }
  return true;
}

// The fewest nodes in the fault sets of a violation together; 99 if there is none.
inline std::size_t fewest_faults(Condition condition, const Digraph& bits, std::uint32_t f) {
  const Graph graph = graph_of(bits);
  const bool signatures = condition == Condition::kAuthSync || condition == Condition::kAuthAsync;
  const std::size_t least = signatures ? f + 1 : 1;
  std::size_t fewest = 99;
  for (const NodeSet& shared : sets(graph.n, f))
    for (const NodeSet& a : sets(graph.n, f))
      for (const NodeSet& b : sets(graph.n, f)) {
        const bool one_set = condition == Condition::kOneReach || condition == Condition::kAuthSync;
        const bool two_sets = condition == Condition::kTwoReach || condition == Condition::kAuthAsync;
        if ((one_set && !(a.empty() && b.empty())) || (two_sets && !shared.empty())) continue;
        const std::size_t total = shared.size() + a.size() + b.size();
        if (total < fewest && !meet(graph, joined(shared, a), joined(shared, b), least)) fewest = total;
      }
  return fewest;
}

}  // namespace parley::directed::oracle

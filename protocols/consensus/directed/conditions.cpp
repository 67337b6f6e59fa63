#include "protocols/consensus/directed/conditions.hpp"

#include <algorithm>

namespace parley::directed {
namespace {

// Nodes u outside a and v outside b with fewer than `least` nodes in reach_u(a) n reach_v(b).
std::optional<std::pair<Node, Node>> far_apart(const Digraph& graph, Nodes a, Nodes b, std::uint32_t least) {
  for (Node u = 0; u < graph.size(); ++u)
    for (Node v = 0; v < graph.size(); ++v) {
      if (contains(a, u) || contains(b, v)) continue;
      if (size_of(reach(graph, u, a) & reach(graph, v, b)) < least) return std::pair(u, v);
    }
  return std::nullopt;
}

Nodes trimmed(Nodes set, std::uint32_t most) {
  while (size_of(set) > most) set &= set - 1;
  return set;
}

}  // namespace

Nodes reach(const Digraph& graph, Node v, Nodes removed) {
  Nodes found = only(v);
  for (;;) {
    const Nodes more = graph.into(found) & ~removed;
    if (more == 0) return found;
    found |= more;
  }
}

Nodes source(const Digraph& graph, Nodes removed) {
  const Nodes rest = graph.nodes() & ~removed;
  // Warshall on the rows "whom v reaches"; those with all of `rest` are the source.
  std::array<Nodes, kMostNodes> reached;
  for_each_node(rest, [&](Node v) { reached[v] = (graph.out(v) & rest) | only(v); });
  for_each_node(rest, [&](Node via) {
    for_each_node(rest, [&](Node v) { reached[v] |= contains(reached[v], via) ? reached[via] : 0; });
  });
  Nodes found = 0;
  for_each_node(rest, [&](Node v) { found |= reached[v] == rest ? only(v) : 0; });
  return found;
}

Checker::Checker(std::uint32_t n, std::uint32_t f, bool three_reach)
    : f_(f), sets_(sets_up_to(n, three_reach ? 2 * f : f)), small_(sets_up_to(n, f).size()), sources_(sets_.size()) {
  for (std::uint32_t i = 0; i < sets_.size(); ++i) {
    if (sets_[i] == all_nodes(n)) continue;  // nobody is left to compare
    for (std::uint32_t j = i; j < sets_.size(); ++j) {
      if (sets_[j] == all_nodes(n)) continue;
      const std::uint32_t shared = std::min(f, size_of(sets_[i] & sets_[j]));
      const std::uint32_t faults = size_of(sets_[i]) + size_of(sets_[j]);
      // |A|, |B| <= f + min(f, |A n B|)
      if (std::max(size_of(sets_[i]), size_of(sets_[j])) <= f + shared) triple_.push_back({i, j, faults - shared});
      if (j < small_) double_.push_back({i, j, faults});
      if (j < small_ && i == j) single_.push_back({i, j, size_of(sets_[i])});
    }
  }
  for (std::vector<Pair>* list : {&single_, &double_, &triple_})
    std::stable_sort(list->begin(), list->end(), [](const Pair& a, const Pair& b) { return a.faults < b.faults; });
}

std::uint64_t Checker::cost(std::uint32_t n, std::uint32_t f) {
  const std::uint64_t sets = count_sets_up_to(n, 2 * std::min(f, n));
  return sets * sets;
}

void Checker::find_sources(const Digraph& graph, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) sources_[i] = source(graph, sets_[i]);
}

const std::vector<Checker::Pair>& Checker::pairs(Condition condition) const {
  switch (condition) {
    case Condition::kOneReach:
    case Condition::kAuthSync:
      return single_;
    case Condition::kTwoReach:
    case Condition::kAuthAsync:
      return double_;
    case Condition::kThreeReach:
      return triple_;
  }
  return single_;
}

std::uint32_t Checker::least_common(Condition condition) const {
  return condition == Condition::kAuthSync || condition == Condition::kAuthAsync ? f_ + 1 : 1;
}

bool Checker::breaks(Condition condition, const Pair& pair) const {
  return size_of(sources_[pair.a] & sources_[pair.b]) < least_common(condition);
}

bool Checker::all_pairs_hold(Condition condition) const {
  return std::ranges::none_of(pairs(condition), [&](const Pair& pair) { return breaks(condition, pair); });
}

ConditionSet Checker::satisfied(const Digraph& graph) {
  find_sources(graph, sets_.size());
  ConditionSet set;
  for (const Condition condition : kConditions)
    if (all_pairs_hold(condition)) set.insert(condition);
  return set;
}

bool Checker::holds(Condition condition, const Digraph& graph) {
  find_sources(graph, condition == Condition::kThreeReach ? sets_.size() : small_);
  return all_pairs_hold(condition);
}

std::optional<Violation> Checker::smallest_violation(Condition condition, const Digraph& graph) {
  find_sources(graph, condition == Condition::kThreeReach ? sets_.size() : small_);
  for (const Pair& pair : pairs(condition)) {
    // Where one of two different sets leaves no source, its own pair breaks the condition; this one need not.
    if (!breaks(condition, pair)) continue;
    const Nodes a = sets_[pair.a];
    const Nodes b = sets_[pair.b];
    const std::optional<std::pair<Node, Node>> apart = far_apart(graph, a, b, least_common(condition));
    if (!apart) continue;
    const bool apart_faults = condition == Condition::kTwoReach || condition == Condition::kAuthAsync;
    const Nodes shared = apart_faults ? 0 : trimmed(a & b, f_);
    return Violation{shared,       a & ~shared,   b & ~shared,
                     apart->first, apart->second, reach(graph, apart->first, a) & reach(graph, apart->second, b)};
  }
  return std::nullopt;
}

}  // namespace parley::directed

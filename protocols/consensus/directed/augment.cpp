#include "protocols/consensus/directed/augment.hpp"

#include <algorithm>
#include <unordered_set>

namespace parley::directed {
namespace {

class EdgeSearch {
 public:
  EdgeSearch(Checker& checker, Condition condition, std::uint64_t most)
      : checker_(checker), condition_(condition), most_(most) {}

  bool exhausted() const { return looked_ >= most_; }
  std::uint64_t looked() const { return looked_; }

  std::optional<Digraph> within(const Digraph& graph, std::uint32_t depth) {
    seen_.clear();
    return visit(graph, depth);
  }

 private:
  std::optional<Digraph> visit(const Digraph& graph, std::uint32_t depth) {
    // All graphs of a deepening are reached with as many edges as they have more, so one visit of each is enough.
    if (exhausted() || !seen_.insert(graph.code()).second) return std::nullopt;
    ++looked_;
    const std::optional<Violation> violation = checker_.smallest_violation(condition_, graph);
    if (!violation) return graph;
    if (depth == 0) return std::nullopt;
    const Nodes a = violation->shared_faults | violation->u_faults;
    const Nodes b = violation->shared_faults | violation->v_faults;
    std::optional<Digraph> found = try_into(graph, reach(graph, violation->u, a), a, depth);
    if (!found) found = try_into(graph, reach(graph, violation->v, b), b, depth);
    return found;
  }

  std::optional<Digraph> try_into(const Digraph& graph, Nodes heard, Nodes removed, std::uint32_t depth) {
    const Nodes outside = graph.nodes() & ~heard & ~removed;
    for (Nodes from = outside; from != 0; from &= from - 1)
      for (Nodes to = heard; to != 0; to &= to - 1) {
        Digraph more = graph;
        more.add(lowest(from), lowest(to));
        if (std::optional<Digraph> found = visit(more, depth - 1)) return found;
      }
    return std::nullopt;
  }

  Checker& checker_;
  Condition condition_;
  std::uint64_t most_;
  std::uint64_t looked_ = 0;
  std::unordered_set<std::uint64_t> seen_;
};

}  // namespace

std::optional<Augmentation> fewest_edges(Checker& checker, Condition condition, const Digraph& graph,
                                         std::uint64_t most_looked) {
  const std::uint32_t n = graph.size();
  if (!checker.holds(condition, Digraph::complete(n))) return std::nullopt;
  EdgeSearch search(checker, condition, most_looked);
  for (std::uint32_t added = 0; added <= n * (n - 1) && !search.exhausted(); ++added)
    if (const std::optional<Digraph> found = search.within(graph, added))
      return Augmentation{*found, found->edge_count() - graph.edge_count(), search.looked()};
  return std::nullopt;
}

std::vector<std::uint8_t> fewest_edges_of_all(std::uint32_t n, Condition condition,
                                              const std::vector<ConditionSet>& satisfied) {
  const std::uint32_t slots = n * (n - 1);
  std::vector<std::uint8_t> fewest(std::size_t{1} << slots, kUnreachable);
  for (std::size_t code = fewest.size(); code-- > 0;) {
    if (satisfied[code].contains(condition)) {
      fewest[code] = 0;
      continue;
    }
    for (std::uint32_t slot = 0; slot < slots; ++slot) {
      const std::size_t more = code | (std::size_t{1} << slot);
      if (more != code && fewest[more] != kUnreachable)
        fewest[code] = std::min(fewest[code], static_cast<std::uint8_t>(fewest[more] + 1));
    }
  }
  return fewest;
}

}  // namespace parley::directed

#include "protocols/local/refix/errors.hpp"

#include <algorithm>
#include <numeric>

namespace parley::refix {

std::string_view to_string(Adversary adversary) {
  switch (adversary) {
    case Adversary::kScattered:
      return "scattered";
    case Adversary::kPath:
      return "path";
    case Adversary::kShift:
      return "shift";
  }
  return "scattered";
}

namespace {

// Counts errors in all balls, and takes more as long as no ball has too many.
class Budgeted {
 public:
  Budgeted(const Graph& graph, const ErrorBudget& budget) : graph_(graph), budget_(budget), count_(graph.size(), 0) {}

  // All of `nodes` or none.
  bool take(const Nodes& nodes) {
    std::vector<std::uint32_t> count = count_;
    for (const Node node : nodes) {
      if (is_taken(node)) return false;
      for (const Node centre : view_of(graph_, node, budget_.radius).node)
        if (++count[centre] > budget_.errors) return false;
    }
    count_ = std::move(count);
    taken_.insert(taken_.end(), nodes.begin(), nodes.end());
    return true;
  }
  const Nodes& taken() const { return taken_; }

 private:
  bool is_taken(Node node) const { return std::find(taken_.begin(), taken_.end(), node) != taken_.end(); }

  const Graph& graph_;
  ErrorBudget budget_;
  std::vector<std::uint32_t> count_;  // errors in the ball of each node
  Nodes taken_ = {};
};

Nodes shuffled(std::size_t n, Rng& rng) {
  Nodes order(n);
  std::iota(order.begin(), order.end(), Node{0});
  for (std::size_t left = n; left > 1; --left) std::swap(order[left - 1], order[rng.below(left)]);
  return order;
}

// A path of `length` nodes that starts at `from` and never comes back to itself, or shorter where it is stuck.
Nodes random_path(const Graph& graph, Node from, std::uint32_t length, Rng& rng) {
  Nodes path{from};
  while (path.size() < length) {
    Nodes fresh;
    for (const Node to : graph.neighbours[path.back()])
      if (std::find(path.begin(), path.end(), to) == path.end()) fresh.push_back(to);
    if (fresh.empty()) break;
    path.push_back(fresh[rng.below(fresh.size())]);
  }
  return path;
}

}  // namespace

Labels with_errors(const Graph& graph, const Labels& honest, std::uint32_t label_count, const ErrorBudget& budget,
                   Adversary adversary, Rng& rng) {
  Labels labels = honest;
  if (budget.errors == 0) return labels;
  Budgeted wrong(graph, budget);
  const std::uint32_t run = adversary == Adversary::kScattered ? 1 : budget.errors;
  for (const Node node : shuffled(graph.size(), rng)) wrong.take(random_path(graph, node, run, rng));
  for (const Node node : wrong.taken()) {
    const std::uint64_t step = adversary == Adversary::kShift ? 1 : 1 + rng.below(label_count - 1);
    labels[node] = static_cast<Label>((labels[node] + step) % label_count);
  }
  return labels;
}

std::uint32_t most_errors(const Graph& graph, const Labels& honest, const Labels& labels, std::uint32_t radius) {
  std::uint32_t most = 0;
  for (std::size_t centre = 0; centre < graph.size(); ++centre) {
    std::uint32_t count = 0;
    for (const Node node : view_of(graph, static_cast<Node>(centre), radius).node)
      count += labels[node] != honest[node] ? 1U : 0U;
    most = std::max(most, count);
  }
  return most;
}

}  // namespace parley::refix

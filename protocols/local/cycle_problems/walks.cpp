#include "protocols/local/cycle_problems/walks.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace parley::cycle_problems {
namespace {

constexpr std::int64_t kFarAway = std::numeric_limits<std::int64_t>::max() / 4;
constexpr std::uint32_t kNoNode = 0xffffffff;

}  // namespace

WalkGraph walk_graph(const Problem& problem) {
  const std::uint64_t words = problem.words();
  std::vector<std::uint32_t> number(words, kNoNode);
  std::uint32_t count = 0;
  for (std::uint64_t word = 0; word < words; ++word)
    if (problem.costs[word] != kForbidden) number[word] = count++;
  WalkGraph graph;
  for (std::uint64_t word = 0; word < words; ++word) {
    if (number[word] == kNoNode) continue;
    std::vector<std::uint32_t> next;
    for (std::uint32_t letter = 0; letter < problem.alphabet; ++letter) {
      const std::uint64_t to = (word * problem.alphabet + letter) % words;
      if (number[to] != kNoNode) next.push_back(number[to]);
    }
    const std::uint64_t first = word / (words / problem.alphabet);
    graph.next.push_back(std::move(next));
    graph.weight.push_back(weight_of(problem, problem.costs[word]));
    graph.letter.push_back(static_cast<Letter>(first));
    graph.is_constant.push_back(word == first * ((words - 1) / (problem.alphabet - 1)) ? 1 : 0);
  }
  return graph;
}

WalkGraph restricted(const WalkGraph& graph, const std::vector<std::uint8_t>& keep, std::vector<std::uint32_t>* kept) {
  std::vector<std::uint32_t> number(graph.size(), kNoNode);
  std::vector<std::uint32_t> nodes;
  for (std::uint32_t node = 0; node < graph.size(); ++node)
    if (keep[node] != 0) {
      number[node] = static_cast<std::uint32_t>(nodes.size());
      nodes.push_back(node);
    }
  WalkGraph part;
  for (const std::uint32_t node : nodes) {
    part.next.emplace_back();
    for (const std::uint32_t to : graph.next[node])
      if (number[to] != kNoNode) part.next.back().push_back(number[to]);
    part.weight.push_back(graph.weight[node]);
    part.letter.push_back(graph.letter[node]);
    part.is_constant.push_back(graph.is_constant[node]);
  }
  if (kept != nullptr) *kept = std::move(nodes);
  return part;
}

namespace {

std::vector<std::uint8_t> reached(const std::vector<std::vector<std::uint32_t>>& next, std::uint32_t from) {
  std::vector<std::uint8_t> seen(next.size(), 0);
  std::vector<std::uint32_t> open(next[from].begin(), next[from].end());
  while (!open.empty()) {
    const std::uint32_t node = open.back();
    open.pop_back();
    if (seen[node] != 0) continue;
    seen[node] = 1;
    open.insert(open.end(), next[node].begin(), next[node].end());
  }
  return seen;
}

std::vector<std::vector<std::uint32_t>> reversed(const WalkGraph& graph) {
  std::vector<std::vector<std::uint32_t>> back(graph.size());
  for (std::uint32_t node = 0; node < graph.size(); ++node)
    for (const std::uint32_t to : graph.next[node]) back[to].push_back(node);
  return back;
}

// Numbers of the component's nodes within it; kNoNode elsewhere.
std::vector<std::uint32_t> index_in(const WalkGraph& graph, const Component& component) {
  std::vector<std::uint32_t> index(graph.size(), kNoNode);
  for (std::uint32_t at = 0; at < component.size(); ++at) index[component[at]] = at;
  return index;
}

}  // namespace

std::vector<Component> cyclic_components(const WalkGraph& graph) {
  const std::vector<std::vector<std::uint32_t>> back = reversed(graph);
  std::vector<std::uint8_t> placed(graph.size(), 0);
  std::vector<Component> components;
  for (std::uint32_t node = 0; node < graph.size(); ++node) {
    if (placed[node] != 0) continue;
    const std::vector<std::uint8_t> after = reached(graph.next, node);
    if (after[node] == 0) continue;  // on no cycle
    const std::vector<std::uint8_t> before = reached(back, node);
    Component component;
    for (std::uint32_t other = node; other < graph.size(); ++other)
      if (after[other] != 0 && before[other] != 0) {
        placed[other] = 1;
        component.push_back(other);
      }
    components.push_back(std::move(component));
  }
  return components;
}

std::uint32_t period(const WalkGraph& graph, const Component& component) {
  const std::vector<std::uint32_t> index = index_in(graph, component);
  std::vector<std::int64_t> level(component.size(), -1);
  std::vector<std::uint32_t> queue{component[0]};
  level[0] = 0;
  std::int64_t divisor = 0;
  for (std::size_t at = 0; at < queue.size(); ++at)
    for (const std::uint32_t to : graph.next[queue[at]]) {
      if (index[to] == kNoNode) continue;
      const std::int64_t here = level[index[queue[at]]] + 1;
      if (level[index[to]] < 0) {
        level[index[to]] = here;
        queue.push_back(to);
      }
      divisor = std::gcd(divisor, here - level[index[to]]);
    }
  return static_cast<std::uint32_t>(divisor);
}

Ratio least_mean(const WalkGraph& graph, const Component& component) {
  const std::size_t n = component.size();
  const std::vector<std::uint32_t> index = index_in(graph, component);
  // shortest[k][v]: least weight of a walk of k edges from the first node.
  std::vector<std::vector<std::int64_t>> shortest(n + 1, std::vector<std::int64_t>(n, kFarAway));
  shortest[0][0] = 0;
  for (std::size_t k = 0; k < n; ++k)
    for (std::size_t at = 0; at < n; ++at) {
      if (shortest[k][at] == kFarAway) continue;
      for (const std::uint32_t to : graph.next[component[at]])
        if (index[to] != kNoNode)
          shortest[k + 1][index[to]] =
              std::min(shortest[k + 1][index[to]], shortest[k][at] + graph.weight[component[at]]);
    }
  // min over v of max over k of (shortest[n][v] - shortest[k][v]) / (n - k)
  std::optional<Ratio> least;
  for (std::size_t at = 0; at < n; ++at) {
    if (shortest[n][at] == kFarAway) continue;
    std::optional<Ratio> greatest;
    for (std::size_t k = 0; k < n; ++k) {
      if (shortest[k][at] == kFarAway) continue;
      const Ratio mean = Ratio::of(shortest[n][at] - shortest[k][at], static_cast<std::int64_t>(n - k));
      if (!greatest || *greatest < mean) greatest = mean;
    }
    if (greatest && (!least || *greatest < *least)) least = greatest;
  }
  return *least;
}

WalkGraph critical_graph(const WalkGraph& graph, const Component& component, const Ratio& mean) {
  const std::vector<std::uint32_t> index = index_in(graph, component);
  const auto reduced = [&](std::uint32_t node) { return graph.weight[node] * mean.den - mean.num; };
  // Potentials: no cycle of reduced weight is negative, so they settle after as many rounds as there are nodes.
  std::vector<std::int64_t> potential(component.size(), 0);
  for (std::size_t round = 0; round < component.size(); ++round)
    for (const std::uint32_t node : component)
      for (const std::uint32_t to : graph.next[node])
        if (index[to] != kNoNode)
          potential[index[to]] = std::min(potential[index[to]], potential[index[node]] + reduced(node));
  WalkGraph tight = graph;
  for (std::uint32_t node = 0; node < graph.size(); ++node) {
    const auto is_loose = [&](std::uint32_t to) {
      return index[node] == kNoNode || index[to] == kNoNode ||
             potential[index[to]] != potential[index[node]] + reduced(node);
    };
    std::erase_if(tight.next[node], is_loose);
  }
  return tight;
}

std::optional<Component> flexible_critical(const WalkGraph& graph, const Component& component, const Ratio& mean) {
  const WalkGraph tight = critical_graph(graph, component, mean);
  for (const Component& each : cyclic_components(tight))
    if (period(tight, each) == 1) return each;
  return std::nullopt;
}

}  // namespace parley::cycle_problems

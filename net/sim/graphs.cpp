#include "net/sim/graphs.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "protocols/core/check.hpp"

namespace parley::sim {

namespace {

Edge ordered(std::uint32_t a, std::uint32_t b) {
  return {std::min(a, b), std::max(a, b)};
}

void shuffle(std::vector<std::uint32_t>& items, Rng& rng) {
  for (std::size_t left = items.size(); left > 1; --left) std::swap(items[left - 1], items[rng.below(left)]);
}

// Undirected adjacency under construction, for graphs whose processes have few edges or look-ups are rare.
class Builder {
 public:
  explicit Builder(std::uint32_t n) : of_(n) {}

  bool has(std::uint32_t a, std::uint32_t b) const {
    const auto& shorter = of_[a].size() <= of_[b].size() ? of_[a] : of_[b];
    const std::uint32_t wanted = &shorter == &of_[a] ? b : a;
    return std::find(shorter.begin(), shorter.end(), wanted) != shorter.end();
  }
  void add(std::uint32_t a, std::uint32_t b) {
    of_[a].push_back(b);
    of_[b].push_back(a);
  }
  void remove(std::uint32_t a, std::uint32_t b) {
    std::erase(of_[a], b);
    std::erase(of_[b], a);
  }
  std::size_t degree(std::uint32_t id) const { return of_[id].size(); }

  Topology build() {
    std::vector<std::uint64_t> first(of_.size() + 1, 0);
    for (std::size_t id = 0; id < of_.size(); ++id) first[id + 1] = first[id] + of_[id].size();
    std::vector<std::uint32_t> targets;
    targets.reserve(first.back());
    for (std::vector<std::uint32_t>& neighbours : of_) {
      std::sort(neighbours.begin(), neighbours.end());
      targets.insert(targets.end(), neighbours.begin(), neighbours.end());
      neighbours = {};
    }
    return Topology(std::move(first), std::move(targets));
  }

 private:
  std::vector<std::vector<std::uint32_t>> of_;
};

// Whether any two of the stubs left may still be joined.
bool has_suitable_pair(std::vector<std::uint32_t> stubs, const Builder& graph) {
  std::sort(stubs.begin(), stubs.end());
  stubs.erase(std::unique(stubs.begin(), stubs.end()), stubs.end());
  for (std::size_t a = 0; a < stubs.size(); ++a)
    for (std::size_t b = a + 1; b < stubs.size(); ++b)
      if (!graph.has(stubs[a], stubs[b])) return true;
  return false;
}

// One attempt; nothing when it ran into a dead end.
std::optional<Topology> try_regular(std::uint32_t n, std::uint32_t degree, Rng& rng) {
  Builder graph(n);
  std::vector<std::uint32_t> stubs;
  stubs.reserve(std::size_t{n} * degree);
  for (std::uint32_t id = 0; id < n; ++id) stubs.insert(stubs.end(), degree, id);
  std::vector<std::uint32_t> left;
  while (!stubs.empty()) {
    shuffle(stubs, rng);
    left.clear();
    for (std::size_t at = 0; at + 1 < stubs.size(); at += 2) {
      const std::uint32_t a = stubs[at];
      const std::uint32_t b = stubs[at + 1];
      if (a != b && !graph.has(a, b)) {
        graph.add(a, b);
      } else {
        left.insert(left.end(), {a, b});
      }
    }
    if (left.size() == stubs.size() && !has_suitable_pair(left, graph)) return std::nullopt;
    stubs.swap(left);
  }
  return graph.build();
}

// How many processes a walk along the links, or against them, reaches from process 0.
std::uint64_t reached(const std::vector<std::vector<std::uint32_t>>& next) {
  std::vector<std::uint8_t> seen(next.size(), 0);
  std::vector<std::uint32_t> open{0};
  seen[0] = 1;
  std::uint64_t count = 0;
  while (!open.empty()) {
    const std::uint32_t id = open.back();
    open.pop_back();
    ++count;
    for (const std::uint32_t other : next[id])
      if (std::exchange(seen[other], std::uint8_t{1}) == 0) open.push_back(other);
  }
  return count;
}

}  // namespace

Topology graph_of(std::uint32_t n, const std::vector<Edge>& edges, bool directed) {
  std::vector<Edge> links;
  links.reserve(edges.size() * (directed ? 1 : 2));
  for (const auto& [from, to] : edges) {
    check(from < n && to < n, "an edge's ends must be processes");
    if (from == to) continue;
    links.emplace_back(from, to);
    if (!directed) links.emplace_back(to, from);
  }
  std::sort(links.begin(), links.end());
  links.erase(std::unique(links.begin(), links.end()), links.end());
  std::vector<std::uint64_t> first(std::size_t{n} + 1, 0);
  std::vector<std::uint32_t> targets;
  targets.reserve(links.size());
  for (const auto& [from, to] : links) {
    ++first[from + 1];
    targets.push_back(to);
  }
  std::partial_sum(first.begin(), first.end(), first.begin());
  return Topology(std::move(first), std::move(targets));
}

Topology star(std::uint32_t n, std::uint32_t centre) {
  std::vector<Edge> edges;
  for (std::uint32_t id = 0; id < n; ++id) edges.emplace_back(centre, id);
  return graph_of(n, edges, false);
}

Topology chain(std::uint32_t n) {
  std::vector<Edge> edges;
  for (std::uint32_t id = 1; id < n; ++id) edges.emplace_back(id - 1, id);
  return graph_of(n, edges, false);
}

Topology ring(std::uint32_t n) {
  std::vector<Edge> edges;
  for (std::uint32_t id = 0; id < n; ++id) edges.emplace_back(id, (id + 1) % n);
  return graph_of(n, edges, false);
}

Topology unidirectional_ring(std::uint32_t n) {
  std::vector<Edge> edges;
  for (std::uint32_t id = 0; id < n; ++id) edges.emplace_back(id, (id + 1) % n);
  return graph_of(n, edges, true);
}

Topology grid(std::uint32_t rows, std::uint32_t columns, bool wraps) {
  std::vector<Edge> edges;
  for (std::uint32_t row = 0; row < rows; ++row) {
    for (std::uint32_t column = 0; column < columns; ++column) {
      const std::uint32_t id = row * columns + column;
      if (column + 1 < columns || wraps) edges.emplace_back(id, row * columns + (column + 1) % columns);
      if (row + 1 < rows || wraps) edges.emplace_back(id, (row + 1) % rows * columns + column);
    }
  }
  return graph_of(rows * columns, edges, false);
}

Topology random_regular(std::uint32_t n, std::uint32_t degree, Rng& rng) {
  check(degree < n && (std::uint64_t{n} * degree) % 2 == 0, "no regular graph has this degree");
  for (;;)
    if (std::optional<Topology> graph = try_regular(n, degree, rng)) return *std::move(graph);
}

Topology erdos_renyi(std::uint32_t n, double probability, Rng& rng) {
  std::vector<Edge> edges;
  if (probability >= 1) {
    for (std::uint32_t a = 1; a < n; ++a)
      for (std::uint32_t b = 0; b < a; ++b) edges.emplace_back(b, a);
  } else if (probability > 0) {
    const double log_miss = std::log1p(-probability);
    std::uint64_t row = 1;  // edges (column, row) in order of row, then column
    std::uint64_t column = ~std::uint64_t{0};
    while (row < n) {
      const double gap = std::floor(std::log1p(-rng.unit()) / log_miss);
      if (gap >= 1e18) break;  // beyond any row: a probability that is almost 0
      column += 1 + static_cast<std::uint64_t>(gap);
      while (column >= row && row < n) column -= row++;
      if (row < n) edges.emplace_back(static_cast<std::uint32_t>(column), static_cast<std::uint32_t>(row));
    }
  }
  return graph_of(n, edges, false);
}

Topology small_world(std::uint32_t n, std::uint32_t degree, double rewiring, Rng& rng) {
  check(degree < n && degree % 2 == 0, "a small world needs an even degree below n");
  Builder graph(n);
  for (std::uint32_t step = 1; step <= degree / 2; ++step)
    for (std::uint32_t id = 0; id < n; ++id)
      if (!graph.has(id, (id + step) % n)) graph.add(id, (id + step) % n);
  for (std::uint32_t step = 1; step <= degree / 2; ++step) {
    for (std::uint32_t id = 0; id < n; ++id) {
      const std::uint32_t near = (id + step) % n;
      if (!rng.chance(rewiring) || graph.degree(id) + 1 >= n || !graph.has(id, near)) continue;
      std::uint32_t far = id;
      while (far == id || graph.has(id, far)) far = static_cast<std::uint32_t>(rng.below(n));
      graph.remove(id, near);
      graph.add(id, far);
    }
  }
  return graph.build();
}

Topology scale_free(std::uint32_t n, std::uint32_t attachments, Rng& rng) {
  check(attachments >= 1 && attachments < n, "a process can be attached to earlier ones only");
  std::vector<Edge> edges;
  std::vector<std::uint32_t> ends;  // every process once for each of its edges
  const auto join = [&](std::uint32_t a, std::uint32_t b) {
    edges.push_back(ordered(a, b));
    ends.insert(ends.end(), {a, b});
  };
  for (std::uint32_t id = 1; id <= attachments; ++id) join(0, id);
  std::vector<std::uint32_t> chosen;
  for (std::uint32_t id = attachments + 1; id < n; ++id) {
    chosen.clear();
    while (chosen.size() < attachments) {
      const std::uint32_t other = ends[rng.below(ends.size())];
      if (std::find(chosen.begin(), chosen.end(), other) == chosen.end()) chosen.push_back(other);
    }
    for (const std::uint32_t other : chosen) join(id, other);
  }
  return graph_of(n, edges, false);
}

bool is_connected(const Topology& topology, std::uint32_t n) {
  if (topology.is_complete() || n == 0) return true;
  std::vector<std::vector<std::uint32_t>> along(n);
  std::vector<std::vector<std::uint32_t>> against(n);
  for (std::uint32_t from = 0; from < n; ++from) {
    const Neighbours neighbours = topology.neighbours(ProcessId{from}, n);
    for (std::uint32_t index = 0; index < neighbours.size(); ++index) {
      along[from].push_back(neighbours[index].value);
      against[neighbours[index].value].push_back(from);
    }
  }
  return reached(along) == n && reached(against) == n;
}

}  // namespace parley::sim

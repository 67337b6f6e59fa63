#include "protocols/local/refix/small_graphs.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <set>

namespace parley::refix {
namespace {

// Row v holds the neighbours of v as bits.
using Rows = std::array<std::uint8_t, kMostGraphNodes>;
// The upper triangle of the adjacency matrix, row by row of the later node: 28 bits for 8 nodes.
using Code = std::uint32_t;

// Colours that an isomorphism keeps: refined by the colours of neighbours until nothing splits.
std::array<std::uint64_t, kMostGraphNodes> stable_colours(const Rows& rows, std::size_t n) {
  std::array<std::uint64_t, kMostGraphNodes> colour{};
  for (std::size_t node = 0; node < n; ++node) colour[node] = static_cast<std::uint64_t>(std::popcount(rows[node]));
  for (std::size_t round = 0; round < 3; ++round) {
    std::array<std::uint64_t, kMostGraphNodes> refined{};
    for (std::size_t node = 0; node < n; ++node) {
      std::uint64_t sum = 0;
      for (std::size_t other = 0; other < n; ++other)
        if (((rows[node] >> other) & 1) != 0) sum += (colour[other] + 0x9e37) * (colour[other] + 0x85eb);
      refined[node] = colour[node] * 0x9e3779b97f4a7c15 + sum;
    }
    colour = refined;
  }
  return colour;
}

// The least code over the orders of nodes in which the colours ascend.
class Canonical {
 public:
  Canonical(const Rows& rows, std::size_t n) : rows_(rows), n_(n), colour_(stable_colours(rows, n)) {
    std::array<std::uint64_t, kMostGraphNodes> sorted = colour_;
    std::sort(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(n));
    sorted_ = sorted;
  }

  Code operator()() {
    place(0, 0);
    return best_;
  }

 private:
  void place(std::size_t position, Code code) {
    if (position == n_) {
      best_ = std::min(best_, code);
      return;
    }
    for (std::size_t node = 0; node < n_; ++node) {
      if (((used_ >> node) & 1) != 0 || colour_[node] != sorted_[position]) continue;
      Code longer = code;
      for (std::size_t before = 0; before < position; ++before)
        longer = (longer << 1) | ((Code{rows_[node]} >> order_[before]) & 1U);
      const std::size_t rest = (n_ * (n_ - 1) - position * (position + 1)) / 2;
      if (longer > best_ >> rest) continue;
      order_[position] = node;
      used_ |= 1U << node;
      place(position + 1, longer);
      used_ &= ~(1U << node);
    }
  }

  const Rows& rows_;
  std::size_t n_;
  std::array<std::uint64_t, kMostGraphNodes> colour_{};
  std::array<std::uint64_t, kMostGraphNodes> sorted_{};
  std::array<std::size_t, kMostGraphNodes> order_{};
  unsigned used_ = 0;
  Code best_ = ~Code{0};
};

Rows rows_of(Code code, std::size_t n) {
  Rows rows{};
  std::size_t bit = n * (n - 1) / 2;
  for (std::size_t later = 1; later < n; ++later)
    for (std::size_t before = 0; before < later; ++before) {
      --bit;
      if (((code >> bit) & 1) == 0) continue;
      rows[later] = static_cast<std::uint8_t>(rows[later] | (1U << before));
      rows[before] = static_cast<std::uint8_t>(rows[before] | (1U << later));
    }
  return rows;
}

Graph graph_of(Code code, std::size_t n) {
  const Rows rows = rows_of(code, n);
  Graph graph(n);
  for (std::size_t node = 0; node < n; ++node)
    for (std::size_t other = 0; other < node; ++other)
      if (((rows[node] >> other) & 1) != 0) graph.add_edge(other, node);
  return graph;
}

// `rows` and one more node with the neighbours in `joined`.
Rows extended(Rows rows, std::size_t n, unsigned joined) {
  rows[n] = static_cast<std::uint8_t>(joined);
  for (std::size_t node = 0; node < n; ++node)
    if (((joined >> node) & 1) != 0) rows[node] = static_cast<std::uint8_t>(rows[node] | (1U << n));
  return rows;
}

}  // namespace

std::vector<std::vector<Graph>> connected_graphs(std::size_t most) {
  std::vector<std::vector<Graph>> graphs(most + 1);
  std::set<Code> codes{0};
  for (std::size_t n = 1; n <= most; ++n) {
    for (const Code code : codes) graphs[n].push_back(graph_of(code, n));
    std::set<Code> larger;
    for (const Code code : codes)
      for (unsigned joined = 1; n < most && joined < 1U << n; ++joined)
        larger.insert(Canonical(extended(rows_of(code, n), n, joined), n + 1)());
    codes = std::move(larger);
  }
  return graphs;
}

}  // namespace parley::refix

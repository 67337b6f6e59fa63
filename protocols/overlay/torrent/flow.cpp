#include "protocols/overlay/torrent/flow.hpp"

#include <algorithm>
#include <limits>

namespace parley::torrent {
namespace {

constexpr std::uint32_t kUnreached = std::numeric_limits<std::uint32_t>::max();

}  // namespace

void FlowNetwork::connect(std::uint32_t from, std::uint32_t to, std::uint32_t capacity) {
  out_[from].push_back(static_cast<std::uint32_t>(edges_.size()));
  edges_.push_back({to, capacity});
  out_[to].push_back(static_cast<std::uint32_t>(edges_.size()));
  edges_.push_back({from, 0});
}

bool FlowNetwork::find_levels(std::uint32_t source, std::uint32_t sink) {
  level_.assign(out_.size(), kUnreached);
  level_[source] = 0;
  std::vector<std::uint32_t> queue{source};
  for (std::size_t i = 0; i < queue.size(); ++i) {
    for (const std::uint32_t edge : out_[queue[i]]) {
      const std::uint32_t to = edges_[edge].to;
      if (edges_[edge].capacity == 0 || level_[to] != kUnreached) continue;
      level_[to] = level_[queue[i]] + 1;
      queue.push_back(to);
    }
  }
  return level_[sink] != kUnreached;
}

std::uint32_t FlowNetwork::push(std::uint32_t node, std::uint32_t sink, std::uint32_t limit) {
  if (node == sink) return limit;
  for (; next_[node] < out_[node].size(); ++next_[node]) {
    const std::uint32_t edge = out_[node][next_[node]];
    const std::uint32_t to = edges_[edge].to;
    if (edges_[edge].capacity == 0 || level_[to] != level_[node] + 1) continue;
    const std::uint32_t pushed = push(to, sink, std::min(limit, edges_[edge].capacity));
    if (pushed == 0) continue;
    edges_[edge].capacity -= pushed;
    edges_[edge ^ 1].capacity += pushed;
    return pushed;
  }
  return 0;
}

std::uint64_t FlowNetwork::max_flow(std::uint32_t source, std::uint32_t sink) {
  std::uint64_t total = 0;
  while (find_levels(source, sink)) {
    next_.assign(out_.size(), 0);
    while (const std::uint32_t pushed = push(source, sink, kUnreached)) total += pushed;
  }
  return total;
}

}  // namespace parley::torrent

// The max-flow bound on what one slot can move: source -> sender (upload) -> receiver, at most as many chunks as the
// one may send and the other lacks -> sink (download).
#pragma once

#include <cstdint>
#include <vector>

namespace parley::torrent {

// Dinic's algorithm: O(V^2 E), in practice far less.
class FlowNetwork {
 public:
  explicit FlowNetwork(std::uint32_t nodes) : out_(nodes) {}
  void connect(std::uint32_t from, std::uint32_t to, std::uint32_t capacity);
  std::uint64_t max_flow(std::uint32_t source, std::uint32_t sink);

 private:
  struct Edge {
    std::uint32_t to = 0;
    std::uint32_t capacity = 0;
  };
  bool find_levels(std::uint32_t source, std::uint32_t sink);
  std::uint32_t push(std::uint32_t node, std::uint32_t sink, std::uint32_t limit);

  std::vector<Edge> edges_ = {};  // 2 i and 2 i + 1 are each other's reverse
  std::vector<std::vector<std::uint32_t>> out_;
  std::vector<std::uint32_t> level_ = {};
  std::vector<std::uint32_t> next_ = {};
};

}  // namespace parley::torrent

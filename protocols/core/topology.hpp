// Who has a link to whom: a directed graph over the processes 0 .. n-1, complete unless it is given. A protocol that
// talks to its neighbours has a member `Topology topology` in its Config, which every engine fills from the experiment.
//
// Copies share one immutable list of links: 8 bytes a process and 4 bytes a link. The complete graph takes no memory.
// Thread safety: values may be read from any thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "protocols/core/ids.hpp"

namespace parley {

// The processes that one process has a link to, in increasing order. Valid as long as the topology it is from.
class Neighbours {
 public:
  // All of 0 .. n-1 but `self`, which may be a client.
  Neighbours(ProcessId self, std::uint32_t n) : self_(self.value), size_(self.value < n ? n - 1 : n) {}
  explicit Neighbours(std::span<const std::uint32_t> listed)
      : listed_(listed), is_listed_(true), size_(static_cast<std::uint32_t>(listed.size())) {}

  std::uint32_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  // REQUIRES: index < size().
  ProcessId operator[](std::uint32_t index) const {
    if (is_listed_) return ProcessId{listed_[index]};
    return ProcessId{index < self_ ? index : index + 1};
  }
  bool contains(ProcessId id) const {
    if (is_listed_) return std::binary_search(listed_.begin(), listed_.end(), id.value);
    return id.value != self_ && id.value < (self_ <= size_ ? size_ + 1 : size_);
  }

 private:
  std::span<const std::uint32_t> listed_;
  bool is_listed_ = false;
  std::uint32_t self_ = 0;
  std::uint32_t size_;
};

class Topology {
 public:
  // The complete graph.
  Topology() = default;

  // The links of process p are targets[first[p]] .. targets[first[p + 1] - 1].
  // REQUIRES: first has n + 1 entries and never falls; each process's targets strictly increase and leave it out.
  Topology(std::vector<std::uint64_t> first, std::vector<std::uint32_t> targets)
      : links_(std::make_shared<const Links>(Links{std::move(first), std::move(targets)})) {}

  bool is_complete() const { return links_ == nullptr; }

  // `n` is the number of processes, which a complete graph does not know by itself.
  // Clients, n and above, are no part of the graph: they have a link to every process, and every process has one to
  // them, which is not listed among its neighbours.
  Neighbours neighbours(ProcessId self, std::uint32_t n) const {
    if (is_complete() || self.value + 1 >= links_->first.size()) return Neighbours(self, n);
    const std::uint64_t begin = links_->first[self.value];
    return Neighbours(std::span(links_->targets).subspan(begin, links_->first[self.value + 1] - begin));
  }

  bool has_link(ProcessId from, ProcessId to) const {
    if (is_complete()) return true;
    const std::size_t n = links_->first.size() - 1;
    if (from.value >= n || to.value >= n) return true;
    return neighbours(from, static_cast<std::uint32_t>(n)).contains(to);
  }

  // From one process to another; 0 of a complete graph, which lists none.
  std::uint64_t link_count() const { return is_complete() ? 0 : links_->targets.size(); }
  std::uint64_t memory_bytes() const {
    return is_complete() ? 0 : links_->first.size() * sizeof(std::uint64_t) + link_count() * sizeof(std::uint32_t);
  }

 private:
  struct Links {
    std::vector<std::uint64_t> first;
    std::vector<std::uint32_t> targets;
  };
  std::shared_ptr<const Links> links_;
};

}  // namespace parley

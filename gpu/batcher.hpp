// Collects single requests into batches: one is full, or its oldest member has waited long enough. Time is whatever the
// caller counts in (ticks of a simulation, microseconds), so that runs replay; there is no clock here.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace parley::gpu {

// Not thread-safe: it belongs to one process.
template <class Item>
class Batcher {
 public:
  // REQUIRES: limit > 0.
  Batcher(std::size_t limit, std::uint64_t patience) : limit_(limit), patience_(patience) {}

  // The batch that `item` completes, if it does.
  std::optional<std::vector<Item>> add(Item item, std::uint64_t now) {
    if (waiting_.empty()) deadline_ = now + patience_;
    waiting_.push_back(std::move(item));
    if (waiting_.size() < limit_) return poll(now);
    return take();
  }
  // The batch whose deadline has come.
  std::optional<std::vector<Item>> poll(std::uint64_t now) {
    if (waiting_.empty() || now < deadline_) return std::nullopt;
    return take();
  }
  // When to call poll; nothing while nothing waits.
  std::optional<std::uint64_t> deadline() const {
    if (waiting_.empty()) return std::nullopt;
    return deadline_;
  }
  // What waits, at once: before a restart, or at the end of a run.
  std::vector<Item> take() { return std::exchange(waiting_, {}); }
  std::size_t waiting() const { return waiting_.size(); }

 private:
  std::size_t limit_;
  std::uint64_t patience_;
  std::uint64_t deadline_ = 0;
  std::vector<Item> waiting_;
};

}  // namespace parley::gpu

// How long a batch takes in a simulation. Results are pure functions of bytes and are computed wherever; that they are
// there is an event at a virtual time that depends on nothing but the batch, never on a device or on the order in which
// it finished.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "gpu/batch.hpp"

namespace parley::gpu {

// Ticks are the simulation's. One batch after the other, in the order of submission.
class CostModel {
 public:
  struct Cost {
    std::uint64_t fixed = 0;
    std::uint64_t per_item_thousandths = 0;
  };

  explicit CostModel(const std::array<Cost, kOperations>& costs) : costs_(costs) {}

  // The virtual time at which a batch submitted `now` is complete.
  std::uint64_t completion(Operation operation, std::uint64_t items, std::uint64_t now) {
    const Cost& cost = costs_[static_cast<std::size_t>(operation)];
    const std::uint64_t duration = cost.fixed + (items * cost.per_item_thousandths + 999) / 1000;
    free_at_ = std::max(free_at_, now) + duration;
    return free_at_;
  }

 private:
  std::array<Cost, kOperations> costs_;
  std::uint64_t free_at_ = 0;
};

}  // namespace parley::gpu

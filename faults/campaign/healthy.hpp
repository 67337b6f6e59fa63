// When a healthy phase is over, and what liars may do in it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "faults/plan.hpp"
#include "protocols/core/ids.hpp"

namespace parley::faults {

// A liar that sends more than it receives floods the network, and no progress of the others is seen for it. So each of
// them takes at most as many steps as the others have taken on their own account, that is at their timers and each
// other's messages, and a few more. A network owes liars nothing: what would be a further step of theirs never happens.
class HealthyShare {
 public:
  explicit HealthyShare(const FaultPlan& plan) {
    for (const ByzantineFault& fault : plan.byzantine) left_.push_back({fault.process, kAdvance});
  }

  // Whether `self` may step, at a message of `from` or, without, at a timer; it is taken to do so.
  bool grants(ProcessId self, std::optional<ProcessId> from) {
    if (Liar* liar = find(self)) return liar->left > 0 && liar->left-- > 0;
    if (from && find(*from) != nullptr) return true;
    ++steps_;
    for (Liar& liar : left_) ++liar.left;
    return true;
  }

  // Of those who do not lie, on their own account.
  std::uint64_t steps() const { return steps_; }

 private:
  static constexpr std::uint64_t kAdvance = 64;

  struct Liar {
    ProcessId process;
    std::uint64_t left;  // steps
  };

  Liar* find(ProcessId id) {
    const auto known = std::find_if(left_.begin(), left_.end(), [&](const Liar& liar) { return liar.process == id; });
    return known == left_.end() ? nullptr : &*known;
  }

  std::vector<Liar> left_;
  std::uint64_t steps_ = 0;
};

// After `steps`, but not before those who backed off during the faults have waited to the end of it, and for the next
// few doublings, since the leader that comes next may be down: a time-out that doubled in vain six times is 64 times as
// long as the first, and while it runs, what protocols send at intervals uses steps up. Never after more than `kMost`
// times as many steps. Steps are those of HealthyShare.
class HealthyLimit {
 public:
  // `tick` is that at the beginning, `latest` the one at which the last of the armed timers goes off.
  HealthyLimit(std::uint64_t steps, std::uint64_t tick, std::uint64_t latest)
      : enough_(steps), waited_(tick + kLongest * (latest - std::min(tick, latest))) {}

  bool over(std::uint64_t steps, std::uint64_t tick) const {
    return steps >= kMost * enough_ || (steps >= enough_ && tick > waited_);
  }

 private:
  static constexpr std::uint64_t kMost = 100;
  static constexpr std::uint64_t kLongest = 1 + 2 + 4 + 8 + 16;  // of the longest time-out

  std::uint64_t enough_;
  std::uint64_t waited_;
};

}  // namespace parley::faults

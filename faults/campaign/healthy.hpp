// When a healthy phase is over.
#pragma once

#include <algorithm>
#include <cstdint>

namespace parley::faults {

// After `steps`, but not before those who backed off during the faults have waited to the end of it, and for the next
// few doublings, since the leader that comes next may be down: a time-out that doubled in vain six times is 64 times as
// long as the first, and while it runs, what protocols send at intervals uses steps up. Never after more than `kMost`
// times as many steps.
class HealthyLimit {
 public:
  // `steps` and `tick` are those so far, `latest` the tick at which the last of the armed timers goes off.
  HealthyLimit(std::uint64_t steps_so_far, std::uint64_t steps, std::uint64_t tick, std::uint64_t latest)
      : enough_(steps_so_far + steps),
        most_(steps_so_far + kMost * steps),
        waited_(tick + kLongest * (latest - std::min(tick, latest))) {}

  bool over(std::uint64_t steps, std::uint64_t tick) const {
    return steps >= most_ || (steps >= enough_ && tick > waited_);
  }

 private:
  static constexpr std::uint64_t kMost = 100;  // a liar whose clock runs fast fills the network with its time-outs
  static constexpr std::uint64_t kLongest = 1 + 2 + 4 + 8 + 16;  // of the longest time-out

  std::uint64_t enough_;
  std::uint64_t most_;
  std::uint64_t waited_;
};

}  // namespace parley::faults

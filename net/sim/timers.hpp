// Armed timers of one process. An alarm in the calendar carries the generation it was set with; setting a timer again
// or cancelling it makes older alarms stale without searching the calendar.
#pragma once

#include <cstdint>

#include "protocols/core/process.hpp"

namespace parley::sim {

// By 128-bit hash: two timers of one process would have to collide, and the walk costs no allocation.
template <class Timer>
bool same_timer(const Timer& a, const Timer& b) {
  return hash128(a) == hash128(b);
}

template <class Timer>
class Timers {
 public:
  // Returns the generation that the alarm must carry.
  std::uint32_t set(const Timer& timer) {
    ++generation_;
    for (Armed& armed : armed_) {
      if (!same_timer(armed.timer, timer)) continue;
      armed.generation = generation_;
      return generation_;
    }
    armed_.push_back({timer, generation_});
    return generation_;
  }

  void cancel(const Timer& timer) {
    for (auto it = armed_.begin(); it != armed_.end(); ++it) {
      if (!same_timer(it->timer, timer)) continue;
      armed_.erase(it);
      return;
    }
  }

  // Whether the alarm of this generation still counts; if so, the timer is armed no longer.
  bool take(std::uint32_t generation) {
    for (auto it = armed_.begin(); it != armed_.end(); ++it) {
      if (it->generation != generation) continue;
      armed_.erase(it);
      return true;
    }
    return false;
  }

  void clear() { armed_.clear(); }

 private:
  struct Armed {
    Timer timer;
    std::uint32_t generation;
  };

  std::uint32_t generation_ = 0;
  InlineVector<Armed, 2> armed_;
};

}  // namespace parley::sim

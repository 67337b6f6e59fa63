// What the calendar holds: deliveries and alarms, by tick.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace parley::sim {

struct Delivery {
  std::uint32_t payload;  // its place in the pool
  std::uint32_t to;
};

template <class Timer>
struct Due {
  struct Alarm {
    std::uint32_t process;
    std::uint32_t generation;
    Timer timer;
  };
  struct Slot {
    std::vector<std::uint32_t> broadcasts;  // uniform networks: payloads for everybody but their senders
    std::vector<Delivery> deliveries;
    std::vector<Alarm> alarms;
    void clear() {
      broadcasts.clear();
      deliveries.clear();
      alarms.clear();
    }
  };
  // What is due beyond the calendar's span.
  struct Far {
    std::uint64_t tick;
    std::uint64_t order;
    std::optional<Delivery> delivery;
    std::optional<Alarm> alarm;
    bool operator<(const Far& other) const {  // for a heap with the earliest on top
      return std::pair(tick, order) > std::pair(other.tick, other.order);
    }
  };
};

// Deliveries and alarms beyond the calendar's span, in order of ticks, then of asking.
template <class Timer>
class FarHeap {
 public:
  using Far = typename Due<Timer>::Far;

  bool empty() const { return heap_.empty(); }
  // REQUIRES: not empty().
  std::uint64_t next_tick() const { return heap_.front().tick; }

  void push(std::uint64_t tick, std::optional<Delivery> delivery,
            std::optional<typename Due<Timer>::Alarm> alarm = std::nullopt) {
    heap_.push_back({tick, next_++, delivery, std::move(alarm)});
    std::push_heap(heap_.begin(), heap_.end());
  }

  // What is due at `tick` goes in front of what the slot holds: it was asked for before all of that.
  void take(std::uint64_t tick, typename Due<Timer>::Slot& slot) {
    const auto deliveries = static_cast<std::ptrdiff_t>(slot.deliveries.size());
    const auto alarms = static_cast<std::ptrdiff_t>(slot.alarms.size());
    while (!heap_.empty() && heap_.front().tick == tick) {
      std::pop_heap(heap_.begin(), heap_.end());
      if (heap_.back().delivery) slot.deliveries.push_back(*heap_.back().delivery);
      if (heap_.back().alarm) slot.alarms.push_back(std::move(*heap_.back().alarm));
      heap_.pop_back();
    }
    std::rotate(slot.deliveries.begin(), slot.deliveries.begin() + deliveries, slot.deliveries.end());
    std::rotate(slot.alarms.begin(), slot.alarms.begin() + alarms, slot.alarms.end());
  }

 private:
  std::vector<Far> heap_;
  std::uint64_t next_ = 0;
};

}  // namespace parley::sim

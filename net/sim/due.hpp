// What the calendar holds: deliveries and alarms, by tick.
#pragma once

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

}  // namespace parley::sim

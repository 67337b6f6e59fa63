// What one simulated run came to.
#pragma once

#include <cstdint>
#include <optional>

#include "net/world/trace.hpp"
#include "protocols/core/hash.hpp"
#include "protocols/core/property.hpp"

namespace parley::sim {

enum class Ending : std::uint8_t {
  kQuiet,      // nothing in flight, no timer armed
  kFulfilled,  // a protocol with timers did all that its properties ask for
  kTime,       // max_ticks
  kViolation,  // an `always` property was violated
  kStopped,    // the stop flag
};

struct Counters {
  std::uint64_t steps = 0;
  std::uint64_t sent = 0;  // payload-receiver pairs
  std::uint64_t delivered = 0;
  std::uint64_t lost = 0;  // by loss, partition, or a receiver that was down
  std::uint64_t duplicated = 0;
  std::uint64_t alarms = 0;
  std::uint64_t ticks = 0;
};

struct RunResult {
  Ending ending = Ending::kQuiet;
  Counters counters;
  PropertySet broken;
  PropertySet witnessed;
  PropertySet unfulfilled;
  Hash128 trace_hash;           // of every step and of all final states
  Hash128 state_hash;           // as World::state_hash
  std::uint64_t next_draw = 0;  // the network generator's next value: equal only if all draws before were
  std::optional<world::Trace> trace;
};

}  // namespace parley::sim

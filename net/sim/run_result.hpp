// What one simulated run came to.
#pragma once

#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

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
  std::uint64_t lost = 0;      // by loss, partition, a full queue, or a receiver that was down
  std::uint64_t unlinked = 0;  // for processes to which there is no link
  std::uint64_t duplicated = 0;
  std::uint64_t alarms = 0;
  std::uint64_t ticks = 0;
  std::uint64_t outputs = 0;          // of correct processes
  std::uint64_t operations = 0;       // of clients, ended
  std::uint64_t operation_ticks = 0;  // that they took together
  std::uint64_t bytes = 0;            // of sent payloads, as encoded, once a receiver; with Network::count_bytes
};

// a - b, counter by counter. REQUIRES: no counter of b is larger.
constexpr Counters operator-(const Counters& a, const Counters& b) {
  return {a.steps - b.steps,
          a.sent - b.sent,
          a.delivered - b.delivered,
          a.lost - b.lost,
          a.unlinked - b.unlinked,
          a.duplicated - b.duplicated,
          a.alarms - b.alarms,
          a.ticks - b.ticks,
          a.outputs - b.outputs,
          a.operations - b.operations,
          a.operation_ticks - b.operation_ticks,
          a.bytes - b.bytes};
}

struct RunResult {
  Ending ending = Ending::kQuiet;
  Counters counters;                                     // of the whole run
  Counters warm_up;                                      // of the part before Options::warm_up_ticks
  std::vector<std::pair<std::string, double>> measures;  // what the monitor measures, by name
  PropertySet broken;
  PropertySet witnessed;
  PropertySet unfulfilled;
  Hash128 trace_hash;           // of every step and of all final states
  Hash128 state_hash;           // as World::state_hash
  std::uint64_t next_draw = 0;  // the network generator's next value: equal only if all draws before were
  std::optional<world::Trace> trace;
};

// Whether a run with that monitor has shown all that it can show: nothing is missing, and every `sometimes` was seen.
template <class Monitor>
bool fulfilled(const Monitor& monitor) {
  if (!monitor.unfulfilled().empty()) return false;
  const PropertySet witnessed = monitor.witnessed();
  for (std::size_t index = 0; index < std::size(Monitor::kProperties); ++index)
    if (Monitor::kProperties[index].kind == PropertyKind::kSometimes && !witnessed.contains(index)) return false;
  return true;
}

}  // namespace parley::sim

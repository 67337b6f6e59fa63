// One step of a world as data: what the simulator records, the explorer's counterexamples consist of, and replay and
// the shrinker carry out.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "protocols/core/process.hpp"

namespace parley::world {

enum class EventKind : std::uint8_t { kStart, kDeliver, kInject, kTimer, kCrash, kRestart };

// The identity of a payload whatever the schedule: the sequence-th one that `from` sent, counted from 0. A broadcast
// is one payload.
struct MessageKey {
  ProcessId from;
  std::uint32_t sequence = 0;
  friend constexpr auto operator<=>(const MessageKey&, const MessageKey&) = default;
};

// kDeliver names a payload in flight by key; kInject carries a message of a client or of an unconstrained Byzantine
// process, `key.from`, by value. kTimer names an armed timer.
template <class P>
struct Event {
  EventKind kind = EventKind::kStart;
  ProcessId process;
  MessageKey key;
  std::optional<typename P::Message> message;
  std::optional<typename P::Timer> timer;
  std::vector<std::uint64_t> choices;
};

}  // namespace parley::world

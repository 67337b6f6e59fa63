// A run that goes on for ever, written down as far as its first return: watches the steps of the loop and says whether
// they lead back to where it began, and what they leave undone. What repeats is what can make a difference from there
// on: processes, armed timers, messages in flight and the monitor; not that the same messages were sent once more.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "net/world/world.hpp"
#include "protocols/core/codec.hpp"
#include "protocols/core/property.hpp"

namespace parley::world {

template <Process P>
class Loop {
 public:
  // At the state in which the loop begins.
  explicit Loop(const World<P>& world)
      : first_(situation(world)),
        starved_(in_flight(world)),
        waiting_(armed(world)),
        unfulfilled_(world.monitor().unfulfilled()) {}

  // After each step of the loop.
  void observe(const World<P>& world, const Event<P>& event) {
    const Flight now = in_flight(world);
    for (auto entry = starved_.begin(); entry != starved_.end();) {
      const auto found = now.find(entry->first);
      if (found == now.end()) {
        entry = starved_.erase(entry);
      } else {
        entry->second = std::min(entry->second, found->second);
        ++entry;
      }
    }
    if (event.kind == EventKind::kDeliver)
      starved_.erase(key_of(event.process, event.key.from, world.sent(event.key.from)[event.key.sequence].message));
    const std::vector<Key> still = armed(world);
    std::erase_if(waiting_, [&](const Key& timer) { return !std::binary_search(still.begin(), still.end(), timer); });
    if (event.kind == EventKind::kTimer) std::erase(waiting_, key_of(event.process, *event.timer));
    unfulfilled_ = PropertySet{unfulfilled_.bits & world.monitor().unfulfilled().bits};
  }

  bool is_closed(const World<P>& world) const { return first_ == situation(world); }
  // Copies of messages that are in flight all the time and never delivered.
  std::uint64_t starved_messages() const {
    std::uint64_t sum = 0;
    for (const auto& [message, copies] : starved_) sum += copies;
    return sum;
  }
  // Whether a timer is armed all the time and never goes off.
  bool starves_a_timer() const { return !waiting_.empty(); }
  // All the time.
  PropertySet unfulfilled() const { return unfulfilled_; }

 private:
  using Key = std::string;                      // canonical bytes
  using Flight = std::map<Key, std::uint64_t>;  // copies by receiver, sender and content

  template <class... Part>
  static Key key_of(const Part&... part) {
    Bytes bytes;
    (encode_part(part, bytes), ...);
    Key key(bytes.size(), '\0');
    std::transform(bytes.begin(), bytes.end(), key.begin(), [](std::byte byte) { return static_cast<char>(byte); });
    return key;
  }

  // To those that follow the protocol and are up: nobody else will ever take a message.
  static Flight in_flight(const World<P>& world) {
    Flight flight;
    for (std::uint32_t from = 0; from < world.size(); ++from)
      for (const typename World<P>::Payload& payload : world.sent(ProcessId{from}))
        for (std::uint32_t to = 0; to < world.size(); ++to)
          if (world.correct().contains(ProcessId{to}) && world.local(ProcessId{to}).up &&
              payload.addresses(ProcessId{from}, ProcessId{to}, world.server_count()) &&
              !payload.delivered.contains(ProcessId{to}))
            ++flight[key_of(ProcessId{to}, ProcessId{from}, payload.message)];
    return flight;
  }

  static std::vector<Key> armed(const World<P>& world) {
    std::vector<Key> timers;
    for (std::uint32_t id = 0; id < world.size(); ++id)
      for (const typename P::Timer& timer : world.armed(ProcessId{id})) timers.push_back(key_of(ProcessId{id}, timer));
    std::sort(timers.begin(), timers.end());
    return timers;
  }

  static Key situation(const World<P>& world) {
    Key all = key_of(world.monitor());
    for (std::uint32_t id = 0; id < world.size(); ++id) {
      const LocalState<P>& local = world.local(ProcessId{id});
      all += key_of(local.state, local.durable, local.up);
    }
    for (const Key& timer : armed(world)) all += timer;
    for (const auto& [message, copies] : in_flight(world)) all += message + key_of(copies);
    return all;
  }

  Key first_;
  Flight starved_;
  std::vector<Key> waiting_;  // armed since the loop began
  PropertySet unfulfilled_;
};

}  // namespace parley::world

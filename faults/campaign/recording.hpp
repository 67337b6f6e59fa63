// What a run leaves: its events for the shrinker, and what came of the properties.
#pragma once

#include <bit>
#include <cstddef>
#include <vector>

#include "net/world/event.hpp"
#include "protocols/core/property.hpp"

namespace parley::faults {

// A delivery that never happened, though the message was sent.
struct Loss {
  world::MessageKey key;
  ProcessId to;
};

// What happened, for the shrinker: `events` in order, and what the network swallowed.
template <class M>
struct Recording {
  std::vector<world::Event<M>> events;
  std::vector<Loss> losses;
  std::size_t healthy_from = 0;  // the first event of the healthy phase
};

struct Outcome {
  PropertySet broken;       // `always`
  PropertySet unfulfilled;  // `eventually`, judged at the end
  PropertySet witnessed;    // `sometimes`

  PropertySet violated() const { return broken | unfulfilled; }
};

// The first violated property: one that is broken goes before one that is unfulfilled.
inline std::size_t first_violation(const Outcome& outcome) {
  const PropertySet& candidates = outcome.broken.empty() ? outcome.unfulfilled : outcome.broken;
  return static_cast<std::size_t>(std::countr_zero(candidates.bits));
}

}  // namespace parley::faults

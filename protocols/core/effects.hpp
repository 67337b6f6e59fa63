// What a handler wants done. Handlers never do it themselves: they append effects to a buffer the runtime lends, and
// the runtime carries them out in order.
//
// Order is meaning: a send or an output that follows a persist is released only once the record is durable; one that
// precedes it may leave at once.
#pragma once

#include <cstdint>
#include <utility>
#include <variant>
#include <vector>

#include "protocols/core/ids.hpp"

namespace parley {

// Both ends included; the runtime draws from it, so that a jittered timeout is no choice of the protocol.
struct TickRange {
  Ticks least;
  Ticks most;
};

template <class P>
struct Send {
  ProcessId to;
  typename P::Message message;
};
// One payload for every process 0 .. n-1 but the sender itself; clients get none.
template <class P>
struct Broadcast {
  typename P::Message message;
};
// One payload for several receivers.
template <class P>
struct Multicast {
  ProcessSet to;
  typename P::Message message;
};
// Arms `timer`, replacing an armed one that is equal.
template <class P>
struct SetTimer {
  typename P::Timer timer;
  TickRange after;
};
template <class P>
struct CancelTimer {
  typename P::Timer timer;
};
// Applies `record` to the durable value.
template <class P>
struct Persist {
  typename P::Record record;
};
// The only thing that properties observe.
template <class P>
struct Emit {
  typename P::Output output;
};

template <class P>
using Effect = std::variant<Send<P>, Broadcast<P>, Multicast<P>, SetTimer<P>, CancelTimer<P>, Persist<P>, Emit<P>>;

// Reused from step to step: in steady state nothing is allocated.
template <class P>
using Effects = std::vector<Effect<P>>;

}  // namespace parley

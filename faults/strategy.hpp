// What all Byzantine strategies share. A strategy stands between an honest process and the network. A list of them
// forms a stack: the first is next to the process, so its sends pass the first strategy first and what arrives passes
// the last one first.
//
// A strategy is a walkable aggregate of parameters with `kName` and those of these hooks that it needs:
//   silences(layer) -> bool                     before each step; once true the process does nothing more, for ever
//   receive(scene, layer, from, message) -> bool   whether the process is shown the message
//   send(scene, layer, outbox)                  rewrites what the step sends
//   hears(layer, face, from) -> bool            whether that copy of a two-faced process is shown what `from` says
//   cut(layer, effects)                         takes away from what a handler wants done, before anything is
//   scale(range)                                changes what the process sets a timer to
//   release(scene, layer, ticket, outbox)       a timer set through outbox.alarms went off; fills the outbox
// It sees only what its process sees, draws only from scene.choices, and names no sender: the network puts the true
// one. Choice 0 is always the harmless one, so that shrinking a choice removes the fault.
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "protocols/core/choices.hpp"
#include "protocols/core/effects.hpp"
#include "protocols/core/ids.hpp"
#include "protocols/core/walk.hpp"

namespace parley::faults {

// A probability in thousandths, drawn with the smallest bound that expresses it.
struct Chance {
  std::uint32_t permille = 1000;

  bool happens(Choices& choices) const {
    if (permille == 0) return false;
    if (permille >= 1000) return true;
    const std::uint32_t common = std::gcd(permille, 1000U);
    const std::uint64_t bound = 1000 / common;
    return choices.choose(bound) >= bound - permille / common;
  }
};

// A payload on its way out. `to` is none for all processes 0 .. n-1 but the sender.
template <class P>
struct Outgoing {
  std::uint8_t face = 0;
  std::optional<ProcessSet> to;
  typename P::Message message{};
};

struct Alarm {
  std::uint32_t ticket = 0;
  std::uint64_t after = 0;  // ticks
};

template <class P>
struct Outbox {
  std::vector<Outgoing<P>> sends;
  std::vector<Alarm> alarms;  // set by the strategy whose turn it is

  void clear() {
    sends.clear();
    alarms.clear();
  }
};

template <class P>
struct Held {
  std::uint32_t ticket = 0;
  Outgoing<P> payload;
};

// What a strategy remembers, as part of the state of its process.
template <class P>
struct Layer {
  std::uint32_t count = 0;  // steps seen, tickets given: one meaning a strategy
  std::vector<Held<P>> held;
  ProcessSet side;
};

struct Scene {
  ProcessId self;
  std::uint32_t n = 0;  // processes that broadcasts go to
  Choices& choices;
};

// The kind of a message is the name of its alternative, or of the message itself when it is no variant.
template <class Message>
std::string_view kind_of(const Message& message) {
  if constexpr (walk_detail::kIsVariant<Message>) {
    return std::visit([](const auto& chosen) { return names::type_name<std::remove_cvref_t<decltype(chosen)>>(); },
                      message);
  } else {
    return names::type_name<Message>();
  }
}

template <class Message>
std::vector<std::string_view> kinds_of() {
  if constexpr (walk_detail::kIsVariant<Message>) {
    return []<class... T>(std::type_identity<std::variant<T...>>) {
      return std::vector<std::string_view>{names::type_name<T>()...};
    }(std::type_identity<Message>{});
  } else {
    return {names::type_name<Message>()};
  }
}

// An empty list of kinds selects every message.
template <class Message>
bool selects(const std::vector<std::string>& kinds, const Message& message) {
  return kinds.empty() || std::find(kinds.begin(), kinds.end(), kind_of(message)) != kinds.end();
}

// The receivers of `payload` by name.
template <class P>
ProcessSet receivers(const Scene& scene, const Outgoing<P>& payload) {
  if (payload.to) return *payload.to;
  ProcessSet all = ProcessSet::first(scene.n);
  all.erase(scene.self);
  return all;
}

}  // namespace parley::faults

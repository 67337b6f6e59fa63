// The last messages that a strategy's process has sent or received.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "faults/strategy.hpp"

namespace parley::faults {

// `layer.count` messages were remembered so far; beyond `most`, the oldest makes room.
template <class P>
void remember(Layer<P>& layer, const typename P::Message& message, std::uint32_t most) {
  Held<P> held{layer.count, {0, std::nullopt, message}};
  if (layer.held.size() < most) {
    layer.held.push_back(std::move(held));
  } else {
    layer.held[layer.count % most] = std::move(held);
  }
  ++layer.count;
}

// All messages of the `kinds` that are about to be sent.
template <class P>
void remember_sent(Layer<P>& layer, const Outbox<P>& outbox, const std::vector<std::string>& kinds,
                   std::uint32_t most) {
  for (const Outgoing<P>& payload : outbox.sends)
    if (selects(kinds, payload.message)) remember(layer, payload.message, most);
}

// One of the processes 0 .. n-1 but oneself. REQUIRES: there is one.
inline ProcessId choose_other(const Scene& scene) {
  const bool among = scene.self.value < scene.n;
  const auto drawn = static_cast<std::uint32_t>(scene.choices.choose(scene.n - (among ? 1 : 0)));
  return ProcessId{among && drawn >= scene.self.value ? drawn + 1 : drawn};
}

}  // namespace parley::faults

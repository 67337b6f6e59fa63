// Says again what it has said or heard: at each step, with a probability, sends one of the last `memory` messages, as
// its own, to one process.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "faults/strategies/memory.hpp"
#include "faults/strategy.hpp"

namespace parley::faults {

struct Replay {
  static constexpr std::string_view kName = "replay";

  std::uint32_t memory = 8;  // at least 1
  Chance probability{250};
  std::vector<std::string> messages;

  template <class P>
  bool receive(const Scene&, Layer<P>& layer, ProcessId, const typename P::Message& message) const {
    if (selects(messages, message)) remember(layer, message, memory);
    return true;
  }

  template <class P>
  void send(const Scene& scene, Layer<P>& layer, Outbox<P>& outbox) const {
    remember_sent(layer, outbox, messages, memory);
    if (layer.held.empty() || scene.n < 2 || !probability.happens(scene.choices)) return;
    const Held<P>& again = layer.held[static_cast<std::size_t>(scene.choices.choose(layer.held.size()))];
    outbox.sends.push_back(again.payload);
    outbox.sends.back().to = ProcessSet{choose_other(scene)};
  }
};

}  // namespace parley::faults

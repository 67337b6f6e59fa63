// Holds what is sent back for `ticks`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "faults/strategy.hpp"

namespace parley::faults {

struct Delay {
  static constexpr std::string_view kName = "delay";

  std::uint64_t ticks = 1;
  Chance probability;
  std::vector<std::string> messages;

  // All that one step holds back shares a ticket: it leaves together, in its order.
  template <class P>
  void send(const Scene& scene, Layer<P>& layer, Outbox<P>& outbox) const {
    const std::uint32_t ticket = layer.count;
    std::size_t kept = 0;
    for (Outgoing<P>& payload : outbox.sends) {
      if (selects(messages, payload.message) && probability.happens(scene.choices)) {
        layer.held.push_back({ticket, std::move(payload)});
      } else {
        if (&outbox.sends[kept] != &payload) outbox.sends[kept] = std::move(payload);
        ++kept;
      }
    }
    if (kept == outbox.sends.size()) return;
    outbox.sends.resize(kept);
    outbox.alarms.push_back({ticket, ticks});
    ++layer.count;
  }

  template <class P>
  void release(const Scene&, Layer<P>& layer, std::uint32_t ticket, Outbox<P>& outbox) const {
    for (Held<P>& held : layer.held)
      if (held.ticket == ticket) outbox.sends.push_back(std::move(held.payload));
    std::erase_if(layer.held, [&](const Held<P>& held) { return held.ticket == ticket; });
  }
};

}  // namespace parley::faults

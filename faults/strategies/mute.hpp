// Sends nothing, or nothing of the chosen kinds.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "faults/strategy.hpp"

namespace parley::faults {

struct Mute {
  static constexpr std::string_view kName = "mute";

  std::vector<std::string> messages;

  template <class P>
  void send(const Scene&, Layer<P>&, Outbox<P>& outbox) const {
    std::erase_if(outbox.sends, [&](const Outgoing<P>& payload) { return selects(messages, payload.message); });
  }
};

}  // namespace parley::faults

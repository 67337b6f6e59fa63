// Loses power while it writes: in its first step from number `at_step` on that makes more than `records` records, only
// these become durable, and what the step wanted done behind them is not done. What it sent before is sent. Then it is
// silent, until whoever schedules restarts it with what is durable; never restarted, its disk was full. Follows the
// protocol otherwise. Without effect on a protocol that keeps nothing.
//
// This is what shows that a message left before the record that it rests on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <variant>

#include "faults/strategy.hpp"

namespace parley::faults {

struct PowerLoss {
  static constexpr std::string_view kName = "power_loss";
  static constexpr std::uint32_t kDown = std::numeric_limits<std::uint32_t>::max();

  std::uint32_t at_step = 0;
  std::uint32_t records = 0;

  template <class P>
  bool silences(Layer<P>& layer) const {
    return layer.count == kDown;
  }

  // `effects` are those of the handler that has just run, in order.
  template <class P>
  void cut(Layer<P>& layer, Effects<P>& effects) const {
    if (layer.count < at_step) {
      ++layer.count;
      return;
    }
    std::uint32_t left = records;
    for (std::size_t at = 0; at < effects.size(); ++at) {
      if (!std::holds_alternative<Persist<P>>(effects[at]) || left-- > 0) continue;
      effects.erase(effects.begin() + static_cast<std::ptrdiff_t>(at), effects.end());
      layer.count = kDown;
      return;
    }
  }
};

}  // namespace parley::faults

// Lies about time-outs: what it sets a timer to, it waits only `percent` hundredths of, or several times as long.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "faults/strategy.hpp"

namespace parley::faults {

struct Clock {
  static constexpr std::string_view kName = "clock";

  std::uint32_t percent = 10;  // at most 10,000

  // Never less than a tick, so that time goes on.
  void scale(TickRange& after) const {
    for (Ticks* end : {&after.least, &after.most})
      end->count = std::max<std::uint64_t>(1, end->count / 100 * percent + end->count % 100 * percent / 100);
  }
};

}  // namespace parley::faults

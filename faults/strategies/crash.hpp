// Takes part as its process would, until its step number `at_step` (the first is 0): from then on nothing.
#pragma once

#include <cstdint>
#include <string_view>

#include "faults/strategy.hpp"

namespace parley::faults {

struct Crash {
  static constexpr std::string_view kName = "crash";

  std::uint32_t at_step = 0;

  template <class P>
  bool silences(Layer<P>& layer) const {
    if (layer.count >= at_step) return true;
    ++layer.count;
    return false;
  }
};

}  // namespace parley::faults

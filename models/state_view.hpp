// A step of a run as a model map sees it: who moved, and its state afterwards.
#pragma once

#include <cstddef>
#include <cstdint>

namespace parley {

template <class P>
struct StateView {
  std::size_t step = 0;  // of the trace, from 0
  std::uint32_t process = 0;
  bool up = true;  // false after a crash: `state` says nothing
  typename P::State state{};
};

}  // namespace parley

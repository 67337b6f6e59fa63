// When a search has to end: at its deadline, or because another engine has answered.
#pragma once

#include <chrono>
#include <stop_token>
#include <thread>
#include <z3++.h>

#include "checker/smt/deadline.hpp"

namespace parley {

struct Limits {
  Deadline deadline;
  std::stop_token stop = {};

  bool reached() const { return stop.stop_requested() || std::chrono::steady_clock::now() >= deadline; }
  // Until the deadline, at least 1.
  unsigned remaining_ms() const;
  Limits within(double seconds) const;  // the same, or earlier
};

// Interrupts Z3 in a thread of its own when the limits are reached: its own timer is polled too rarely. A context that
// was interrupted answers `unknown` or throws z3::exception from then on.
class Watch {
 public:
  Watch(z3::context& context, const Limits& limits);

 private:
  std::jthread thread_;
};

}  // namespace parley

// When a campaign has to end, asked for within its runs: now and then, as looking at a clock costs more than a step.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>

namespace parley::faults {

// Not thread-safe; one a thread.
class Cutoff {
 public:
  static constexpr std::uint32_t kAskEvery = 1024;  // steps

  explicit Cutoff(std::function<bool()> is_over) : is_over_(std::move(is_over)) {}

  // To be called before every step. Once true, it stays so.
  bool has_passed() {
    if (!passed_ && ++steps_ % kAskEvery == 0) passed_ = is_over_();
    return passed_;
  }
  // At once.
  bool ask() { return passed_ = passed_ || is_over_(); }

 private:
  std::function<bool()> is_over_;
  std::uint32_t steps_ = 0;
  bool passed_ = false;
};

}  // namespace parley::faults

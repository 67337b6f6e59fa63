// When a campaign has to end, asked for within its runs: now and then, as looking at a clock costs more than a step.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>

namespace parley::faults {

// Not thread-safe; one a thread.
class Cutoff {
 public:
  static constexpr std::uint32_t kAskEvery = 1024;  // steps of a run

  explicit Cutoff(std::function<bool()> is_over) : is_over_(std::move(is_over)) {}

  // After `steps` steps of a run. Once true, it stays so.
  bool has_passed(std::uint32_t steps) {
    const std::uint32_t interval = steps / kAskEvery;
    if (!passed_ && interval != 0 && interval != asked_) {
      asked_ = interval;
      passed_ = is_over_();
    }
    return passed_;
  }

 private:
  std::function<bool()> is_over_;
  std::uint32_t asked_ = 0;
  bool passed_ = false;
};

}  // namespace parley::faults

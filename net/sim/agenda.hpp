// Planned crashes and restarts, in order of tick, then of the plan.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "net/sim/options.hpp"

namespace parley::sim {

class Agenda {
 public:
  struct Plan {
    std::uint64_t tick;
    ProcessId process;
    bool restart;
  };

  explicit Agenda(const std::vector<Crash>& crashes) {
    for (const Crash& crash : crashes) {
      plans_.push_back({crash.at_tick, crash.process, false});
      if (crash.restart_at_tick) plans_.push_back({*crash.restart_at_tick, crash.process, true});
    }
    std::stable_sort(plans_.begin(), plans_.end(), [](const Plan& a, const Plan& b) { return a.tick < b.tick; });
  }

  bool done() const { return at_ == plans_.size(); }
  // REQUIRES of both: not done().
  std::uint64_t next_tick() const { return plans_[at_].tick; }
  const Plan& take() { return plans_[at_++]; }

 private:
  std::vector<Plan> plans_;
  std::size_t at_ = 0;
};

}  // namespace parley::sim

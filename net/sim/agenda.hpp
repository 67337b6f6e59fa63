// Planned crashes, restarts and joins, in order of tick, then of the plan: crashes and restarts as listed, then joins.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "net/sim/options.hpp"

namespace parley::sim {

class Agenda {
 public:
  enum class Kind : std::uint8_t { kCrash, kRestart, kJoin };
  struct Plan {
    std::uint64_t tick = 0;
    ProcessId process;
    Kind kind = Kind::kCrash;
  };

  explicit Agenda(const std::vector<Crash>& crashes, const std::vector<Join>& joins = {}) {
    for (const Crash& crash : crashes) {
      plans_.push_back({crash.at_tick, crash.process, Kind::kCrash});
      if (crash.restart_at_tick) plans_.push_back({*crash.restart_at_tick, crash.process, Kind::kRestart});
    }
    for (const Join& join : joins) plans_.push_back({join.at_tick, join.process, Kind::kJoin});
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

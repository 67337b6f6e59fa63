// Who comes and goes when: planned crashes, restarts and joins, and then those that are drawn.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "net/sim/agenda.hpp"
#include "net/sim/churn.hpp"
#include "net/sim/options.hpp"

namespace parley::sim {

class Attendance {
 public:
  // `options` must outlive it.
  Attendance(const Options& options, Rng rng) : agenda_(options.crashes, options.joins) {
    if (options.churn) churn_.emplace(*options.churn, options.joins, rng);
    for (const Join& join : options.joins) later_.insert(join.process);
  }

  // Whether the process is there from the beginning.
  bool begins(ProcessId process) const { return !later_.contains(process); }
  // Nothing more is planned. Those who come and go keep no run going.
  bool settled() const { return agenda_.done(); }

  // When to look again, given that otherwise something happens at `tick` (kNoLimit: never) and that it is now `now`.
  std::uint64_t next_tick(std::uint64_t tick, std::uint64_t now) const {
    if (!agenda_.done()) tick = std::min(tick, std::max(agenda_.next_tick(), now + 1));
    if (churn_ && tick != kNoLimit) tick = std::min(tick, std::max(churn_->next_tick(), now + 1));
    return tick;
  }

  // The next that is due at `tick`: planned ones first.
  std::optional<Agenda::Plan> take(std::uint64_t tick) {
    if (!agenda_.done() && agenda_.next_tick() <= tick) return agenda_.take();
    if (churn_ && churn_->next_tick() <= tick) return churn_->take();
    return std::nullopt;
  }

 private:
  Agenda agenda_;
  std::optional<ChurnClock> churn_;
  ProcessSet later_;
};

}  // namespace parley::sim

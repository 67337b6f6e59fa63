// The crashes and restarts of processes that come and go, drawn one ahead for each process: memory is one entry a
// process, however long the run.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <vector>

#include "net/sim/agenda.hpp"
#include "net/sim/options.hpp"

namespace parley::sim {

class ChurnClock {
 public:
  static constexpr std::uint64_t kNever = kNoLimit;

  // A process that joins lives from then on. `churn` must outlive the clock.
  ChurnClock(const Churn& churn, const std::vector<Join>& joins, Rng rng) : churn_(&churn), rng_(rng) {
    std::map<ProcessId, std::uint64_t> joined;
    for (const Join& join : joins) joined.emplace(join.process, join.at_tick);
    churn.processes.for_each([&](ProcessId process) {
      const auto join = joined.find(process);
      push_crash(process, std::max(churn.from_tick, join == joined.end() ? 0 : join->second));
    });
  }

  std::uint64_t next_tick() const { return heap_.empty() ? kNever : heap_.front().tick; }

  // Of one tick in order of processes. REQUIRES: next_tick() != kNever.
  Agenda::Plan take() {
    std::pop_heap(heap_.begin(), heap_.end(), is_later);
    const Agenda::Plan plan = heap_.back();
    heap_.pop_back();
    if (plan.kind == Agenda::Kind::kRestart) {
      push_crash(plan.process, plan.tick);
    } else if (churn_->downtime) {
      push({plan.tick + churn_->downtime->sample(rng_), plan.process, Agenda::Kind::kRestart});
    }
    return plan;
  }

 private:
  static bool is_later(const Agenda::Plan& a, const Agenda::Plan& b) {
    return a.tick != b.tick ? a.tick > b.tick : a.process > b.process;
  }

  void push_crash(ProcessId process, std::uint64_t alive_at) {
    const std::uint64_t tick = alive_at + churn_->lifetime.sample(rng_);
    if (tick < churn_->until_tick) push({tick, process, Agenda::Kind::kCrash});
  }

  void push(const Agenda::Plan& plan) {
    heap_.push_back(plan);
    std::push_heap(heap_.begin(), heap_.end(), is_later);
  }

  const Churn* churn_;
  Rng rng_;
  std::vector<Agenda::Plan> heap_;
};

}  // namespace parley::sim

#include "faults/campaign/coverage.hpp"

#include <algorithm>
#include <bit>

namespace parley::faults {

namespace {

template <class Counters>
void add(Counters& counters, const Counters& others) {
  for (std::size_t index = 0; index < others.size(); ++index) counters[index] += others[index];
}

}  // namespace

void Coverage::merge(const Coverage& other) {
  resize(std::max(delivered_kinds.size(), other.delivered_kinds.size()),
         std::max(witnessed.size(), other.witnessed.size()));
  runs += other.runs;
  steps += other.steps;
  deliveries += other.deliveries;
  timers += other.timers;
  withheld += other.withheld;
  duplicated += other.duplicated;
  crashes += other.crashes;
  restarts += other.restarts;
  partitioned_runs += other.partitioned_runs;
  guided_runs += other.guided_runs;
  abstract_states = std::max(abstract_states, other.abstract_states);
  longest_run = std::max(longest_run, other.longest_run);
  latest_tick = std::max(latest_tick, other.latest_tick);
  unfinished_runs += other.unfinished_runs;
  add(strategy_runs, other.strategy_runs);
  add(schedule_runs, other.schedule_runs);
  add(delivered_kinds, other.delivered_kinds);
  add(witnessed, other.witnessed);
  add(violations, other.violations);
}

void count_runs(PropertySet set, std::vector<std::uint64_t>& by_property) {
  for (std::uint32_t rest = set.bits; rest != 0; rest &= rest - 1)
    ++by_property[static_cast<std::size_t>(std::countr_zero(rest))];
}

}  // namespace parley::faults

#include "cli/membership_reader.hpp"

#include <fmt/format.h>

#include "cli/network_reader.hpp"

namespace parley::cli {

namespace {

ProcessSet planned(const faults::FaultPlan& plan) {
  ProcessSet named;
  for (const faults::ByzantineFault& fault : plan.byzantine) named.insert(fault.process);
  for (const faults::CrashFault& crash : plan.crashes) named.insert(crash.process);
  return named;
}

// So many of n, spread evenly over the numbers.
ProcessSet share_of(std::uint32_t n, double share, const ProcessSet& without) {
  ProcessSet chosen;
  for (std::uint32_t id = 0; id < n; ++id) {
    const auto below = [&](std::uint32_t count) { return static_cast<std::uint64_t>(count * share); };
    if (below(id + 1) > below(id) && !without.contains(ProcessId{id})) chosen.insert(ProcessId{id});
  }
  return chosen;
}

ProcessId read_member(const Place& place, std::uint32_t n, const ProcessSet& others) {
  const ProcessId process{static_cast<std::uint32_t>(place.whole(0, n - 1))};
  if (others.contains(process))
    place.fail(fmt::format("expected a process that nothing else is planned for, {} is named before", process.value));
  return process;
}

}  // namespace

sim::Churn read_churn(const Place& place, std::uint32_t n, const faults::FaultPlan& plan) {
  place.only({"processes", "share", "lifetime", "downtime", "from_tick", "until_tick"});
  if (place.has("processes") == place.has("share")) place.fail("expected either processes or a share of them");
  const ProcessSet others = planned(plan);
  sim::Churn churn;
  if (const auto share = place.find("share")) churn.processes = share_of(n, share->probability(), others);
  if (const auto processes = place.find("processes"))
    for (const Place& process : processes->elements()) churn.processes.insert(read_member(process, n, others));
  churn.lifetime = read_latency(place.require("lifetime"));
  if (const auto downtime = place.find("downtime")) churn.downtime = read_latency(*downtime);
  if (const auto from = place.find("from_tick")) churn.from_tick = from->whole(0);
  if (const auto until = place.find("until_tick")) churn.until_tick = until->whole(churn.from_tick + 1);
  return churn;
}

std::vector<sim::Join> read_joins(const Place& place, std::uint32_t n, const faults::FaultPlan& plan) {
  ProcessSet named = planned(plan);
  std::vector<sim::Join> joins;
  for (const Place& item : place.elements()) {
    item.only({"from", "to", "process", "at_tick", "every_ticks"});
    if (item.has("process") == item.has("from")) item.fail("expected either a process or from and to");
    const Place first = item.has("process") ? item.require("process") : item.require("from");
    const Place last = item.has("process") ? first : item.require("to");
    std::uint64_t tick = item.require("at_tick").whole(1, 1'000'000'000'000);
    const auto every = item.find("every_ticks");
    const std::uint64_t gap = every ? every->whole(0, 1'000'000'000) : 0;
    const std::uint64_t end = last.whole(first.whole(0, n - 1), n - 1);
    for (std::uint64_t id = first.whole(0, n - 1); id <= end; ++id, tick += gap) {
      const ProcessId process{static_cast<std::uint32_t>(id)};
      if (!named.insert(process))
        item.fail(fmt::format("expected processes that nothing else is planned for, {} is named before", id));
      joins.push_back({process, tick});
    }
  }
  return joins;
}

}  // namespace parley::cli

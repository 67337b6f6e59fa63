#include "cli/network_reader.hpp"

#include <fmt/format.h>
#include <set>
#include <utility>
#include <vector>

namespace parley::cli {

namespace {

constexpr std::uint64_t kMostTicks = 1'000'000'000;

ProcessId read_process(const Place& place, std::uint32_t processes) {
  return ProcessId{static_cast<std::uint32_t>(place.whole(0, processes - 1))};
}

sim::Latency read_uniform(const Place& place) {
  place.only({"type", "min", "max"});
  const auto least = place.require("min").whole(1, kMostTicks);
  const auto most = place.require("max").whole(1, kMostTicks);
  if (most < least) place.require("max").fail(fmt::format("expected at least min = {}, found {}", least, most));
  return {sim::LatencyKind::kUniform, static_cast<double>(least), static_cast<double>(most)};
}

sim::Latency read_empirical(const Place& place) {
  place.only({"type", "samples"});
  sim::Latency latency{sim::LatencyKind::kEmpirical, 0, 0, {}};
  for (const Place& sample : place.require("samples").elements())
    latency.samples.push_back(sample.whole(1, kMostTicks));
  if (latency.samples.empty()) place.require("samples").fail("expected at least one sample");
  return latency;
}

}  // namespace

sim::Latency read_latency(const Place& place) {
  if (place.json().is_number())
    return {sim::LatencyKind::kConstant, static_cast<double>(place.whole(1, kMostTicks)), 0};
  const auto kind = static_cast<sim::LatencyKind>(place.require("type").one_of(
      {"constant", "uniform", "exponential", "poisson", "lognormal", "empirical", "weibull"}));
  constexpr double kMost = 1e9;
  switch (kind) {
    case sim::LatencyKind::kConstant:
      place.only({"type", "ticks"});
      return {kind, static_cast<double>(place.require("ticks").whole(1, kMostTicks)), 0};
    case sim::LatencyKind::kUniform:
      return read_uniform(place);
    case sim::LatencyKind::kExponential:
    case sim::LatencyKind::kPoisson:
      place.only({"type", "mean"});
      return {kind, place.require("mean").number(0, kMost), 0};
    case sim::LatencyKind::kLogNormal:
      place.only({"type", "median", "sigma"});
      return {kind, place.require("median").number(0, kMost), place.require("sigma").number(0, 20)};
    case sim::LatencyKind::kEmpirical:
      return read_empirical(place);
    case sim::LatencyKind::kWeibull:
      place.only({"type", "scale", "shape"});
      return {kind, place.require("scale").number(0, kMost), place.require("shape").number(0.05, 100)};
  }
  return {};
}

namespace {

sim::Regions read_regions(const Place& place, std::uint32_t processes) {
  place.only({"type", "matrix", "region_of"});
  sim::Regions regions;
  const std::vector<Place> rows = place.require("matrix").elements();
  if (rows.empty()) place.require("matrix").fail("expected at least one row");
  for (const Place& row : rows) {
    const std::vector<Place> cells = row.elements();
    if (cells.size() != rows.size())
      row.fail(fmt::format("expected a latency for each of the {} regions, found {}", rows.size(), cells.size()));
    std::vector<sim::Latency>& latencies = regions.latency.emplace_back();
    for (const Place& cell : cells) latencies.push_back(read_latency(cell));
  }
  if (const auto of = place.find("region_of")) {
    for (const Place& region : of->elements())
      regions.region_of.push_back(static_cast<std::uint32_t>(region.whole(0, rows.size() - 1)));
    if (regions.region_of.size() > processes)
      of->fail(fmt::format("expected at most {} processes, found {}", processes, regions.region_of.size()));
  }
  return regions;
}

ProcessSet read_group(const Place& place, std::uint32_t processes) {
  ProcessSet group;
  for (const Place& member : place.elements()) group.insert(read_process(member, processes));
  return group;
}

sim::Partition read_partition(const Place& place, std::uint32_t processes) {
  place.only({"from_tick", "until_tick", "groups"});
  sim::Partition partition;
  partition.from_tick = place.require("from_tick").whole(0);
  partition.until_tick = place.require("until_tick").whole(0);
  if (partition.until_tick <= partition.from_tick)
    place.require("until_tick").fail(fmt::format("expected more than from_tick = {}", partition.from_tick));
  ProcessSet seen;
  for (const Place& group : place.require("groups").elements()) {
    partition.groups.push_back(read_group(group, processes));
    partition.groups.back().for_each([&](ProcessId id) {
      if (!seen.insert(id)) group.fail(fmt::format("expected disjoint groups, found process {} twice", id.value));
    });
  }
  if (partition.groups.size() < 2) place.require("groups").fail("expected at least two groups");
  return partition;
}

sim::LinkSetting read_link(const Place& place, std::uint32_t processes, bool takes_latency) {
  place.only({"from", "to", "latency", "loss"});
  sim::LinkSetting link;
  link.from = read_process(place.require("from"), processes);
  link.to = read_process(place.require("to"), processes);
  if (link.from == link.to) place.require("to").fail("expected another process than `from`");
  if (const auto latency = place.find("latency")) {
    if (!takes_latency) latency->fail("expected no latency with the scheduler \"rounds\"; use \"events\"");
    link.latency = read_latency(*latency);
  }
  if (const auto loss = place.find("loss")) link.loss = loss->probability();
  if (!link.latency && !link.loss) place.fail("expected a latency or a loss of this link");
  return link;
}

sim::Bandwidth read_bandwidth(const Place& place) {
  place.only({"messages", "ticks", "queue", "of"});
  sim::Bandwidth bandwidth;
  bandwidth.messages = place.require("messages").whole(1, 1'000'000);
  if (const auto ticks = place.find("ticks")) bandwidth.ticks = ticks->whole(1, 1'000'000);
  if (const auto queue = place.find("queue")) bandwidth.queue = queue->whole(0);
  if (const auto of = place.find("of")) bandwidth.each_link = of->one_of({"process", "link"}) == 1;
  return bandwidth;
}

void read_links(const Place& place, std::uint32_t processes, sim::Network& network) {
  std::set<std::pair<ProcessId, ProcessId>> seen;
  for (const Place& item : place.elements()) {
    const sim::LinkSetting link = read_link(item, processes, network.scheduler == sim::Scheduler::kEvents);
    if (!seen.emplace(link.from, link.to).second)
      item.fail(fmt::format("expected each link once, found that from {} to {} twice", link.from.value, link.to.value));
    network.links.push_back(link);
  }
}

// Between two processes, there and back.
void read_changed(const Place& pairs, std::uint64_t tick, bool is_linked, std::uint32_t processes,
                  sim::Network& network) {
  for (const Place& pair : pairs.elements()) {
    const std::vector<Place> ends = pair.elements();
    if (ends.size() != 2) pair.fail("expected a pair of processes");
    const ProcessId one = read_process(ends[0], processes);
    const ProcessId other = read_process(ends[1], processes);
    if (one == other) ends[1].fail("expected another process than the first");
    network.changes.push_back({tick, one, other, is_linked});
    network.changes.push_back({tick, other, one, is_linked});
  }
}

void read_changes(const Place& place, std::uint32_t processes, sim::Network& network) {
  for (const Place& item : place.elements()) {
    item.only({"at_tick", "add", "remove"});
    const std::uint64_t tick = item.require("at_tick").whole(0);
    if (!network.changes.empty() && tick < network.changes.back().at_tick)
      item.require("at_tick").fail(
          fmt::format("expected changes in order of ticks, so at least {}", network.changes.back().at_tick));
    if (!item.has("add") && !item.has("remove")) item.fail("expected links to add, to remove, or both");
    if (const auto removed = item.find("remove")) read_changed(*removed, tick, false, processes, network);
    if (const auto added = item.find("add")) read_changed(*added, tick, true, processes, network);
  }
}

void read_timing(const Place& place, std::uint32_t processes, sim::Network& network) {
  const bool rounds = network.scheduler == sim::Scheduler::kRounds;
  if (const auto latency = place.find("latency")) {
    if (rounds) latency->fail("expected no latency with the scheduler \"rounds\"; use \"events\"");
    if (latency->json().is_object() && latency->json().value("type", nlohmann::json()) == "regions") {
      network.regions = read_regions(*latency, processes);
    } else {
      network.latency = read_latency(*latency);
    }
  }
  if (const auto synchrony = place.find("synchrony")) {
    if (rounds) synchrony->fail("expected no such section with the scheduler \"rounds\"; use \"events\"");
    synchrony->only({"gst", "delta"});
    network.synchrony = {synchrony->require("gst").whole(0, kMostTicks),
                         synchrony->require("delta").whole(1, kMostTicks)};
  }
  if (const auto bandwidth = place.find("bandwidth")) network.bandwidth = read_bandwidth(*bandwidth);
  if (const auto cap = place.find("receive_cap")) {
    cap->only({"messages", "queue"});
    network.receive_cap = {cap->require("messages").whole(1), sim::kNoLimit};
    if (const auto queue = cap->find("queue")) network.receive_cap->queue = queue->whole(0);
  }
}

}  // namespace

sim::Network read_network(const Place& place, std::uint32_t processes) {
  place.only({"scheduler", "latency", "loss", "duplication", "reordering", "partitions", "links", "synchrony",
              "bandwidth", "receive_cap", "link_changes", "count_bytes"});
  sim::Network network;
  if (const auto scheduler = place.find("scheduler"))
    network.scheduler = static_cast<sim::Scheduler>(scheduler->one_of({"rounds", "events"}));
  read_timing(place, processes, network);
  if (const auto loss = place.find("loss")) network.loss = loss->probability();
  if (const auto duplication = place.find("duplication")) network.duplication = duplication->probability();
  if (const auto reordering = place.find("reordering")) network.reordering = reordering->probability();
  if (const auto partitions = place.find("partitions"))
    for (const Place& partition : partitions->elements())
      network.partitions.push_back(read_partition(partition, processes));
  if (const auto links = place.find("links")) read_links(*links, processes, network);
  if (const auto changes = place.find("link_changes")) read_changes(*changes, processes, network);
  if (const auto count = place.find("count_bytes")) network.count_bytes = count->flag();
  return network;
}

}  // namespace parley::cli

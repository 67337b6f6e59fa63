#include "net/sim/links.hpp"

#include <algorithm>

namespace parley::sim {

Links::Links(const Network& network, std::uint32_t processes, Rng& rng)
    : network_(&network),
      processes_(processes),
      rng_(&rng),
      is_plain_(network.plain()),
      is_complete_(network.topology.is_complete()) {
  for (const LinkSetting& link : network.links) settings_.emplace(link_key(link.from, link.to), &link);
  if (network.bandwidth && !network.bandwidth->each_link) free_sender_.resize(processes, 0);
}

void Links::advance(std::uint64_t now) {
  for (; changes_done_ < network_->changes.size() && network_->changes[changes_done_].at_tick <= now; ++changes_done_) {
    const LinkChange& change = network_->changes[changes_done_];
    changed_[link_key(change.from, change.to)] = change.is_linked;
  }
}

std::optional<bool> Links::change(ProcessId from, ProcessId to, std::uint64_t now) {
  advance(now);
  const auto found = changed_.find(link_key(from, to));
  return found == changed_.end() ? std::nullopt : std::optional(found->second);
}

void Links::added(ProcessId from, std::uint64_t now, std::vector<ProcessId>& to) {
  advance(now);
  to.clear();
  const std::uint64_t first = link_key(from, ProcessId{0});
  for (auto link = changed_.lower_bound(first); link != changed_.end() && link->first >> 32 == from.value; ++link) {
    const ProcessId other{static_cast<std::uint32_t>(link->first)};
    if (link->second && !is_complete_ && !network_->topology.has_link(from, other)) to.push_back(other);
  }
}

bool Links::separated(ProcessId from, ProcessId to, std::uint64_t now) const {
  return std::any_of(network_->partitions.begin(), network_->partitions.end(), [&](const Partition& cut) {
    return cut.from_tick <= now && now < cut.until_tick && cut.separates(from, to);
  });
}

const LinkSetting* Links::setting(ProcessId from, ProcessId to) const {
  if (settings_.empty()) return nullptr;
  const auto found = settings_.find(link_key(from, to));
  return found == settings_.end() ? nullptr : found->second;
}

double Links::loss_of(ProcessId from, ProcessId to) const {
  const LinkSetting* link = setting(from, to);
  return link != nullptr && link->loss ? *link->loss : network_->loss;
}

std::uint64_t Links::flight(ProcessId from, ProcessId to) const {
  if (network_->scheduler == Scheduler::kRounds) return 1;
  const LinkSetting* link = setting(from, to);
  if (link != nullptr && link->latency) return link->latency->sample(*rng_);
  return (network_->regions ? network_->regions->between(from, to) : network_->latency).sample(*rng_);
}

// Ticks until the last bit of the message has left. A server with constant service time and a queue in order of
// arrival: service begins when the one before has ended.
std::optional<std::uint64_t> Links::transmit(ProcessId from, ProcessId to, std::uint64_t now) {
  const Bandwidth& limit = *network_->bandwidth;
  Wide& free = limit.each_link ? free_link_[link_key(from, to)] : free_sender_[from.value];
  const Wide arrival = static_cast<Wide>(now) * limit.messages;
  const Wide begin = std::max(arrival, free);
  const Wide next_tick = arrival + limit.messages;  // what begins before it does not wait
  if (begin >= next_tick && (begin - next_tick) / limit.ticks >= limit.queue) return std::nullopt;
  free = begin + limit.ticks;
  return static_cast<std::uint64_t>((free - 1) / limit.messages) - now;
}

std::optional<std::uint64_t> Links::special_delay(ProcessId from, ProcessId to, std::uint64_t now) {
  std::uint64_t queued = 0;
  if (network_->bandwidth) {
    const std::optional<std::uint64_t> passed_on = transmit(from, to, now);
    if (!passed_on) return std::nullopt;
    queued = *passed_on;
  }
  std::uint64_t under_way = flight(from, to);
  if (const auto& synchrony = network_->synchrony) {
    const std::uint64_t left_at = now + queued;
    under_way = std::min(under_way, std::max(left_at, synchrony->gst) + synchrony->delta - left_at);
  }
  return queued + under_way;
}

}  // namespace parley::sim

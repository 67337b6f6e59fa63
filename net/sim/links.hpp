// What becomes of a message between sending and arrival: lost where there is no link, by chance or by a partition;
// held up by a queue; under way for as long as its link takes. State is kept only for senders or links that queue.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "net/sim/options.hpp"

namespace parley::sim {

enum class Fate : std::uint8_t { kArrives, kLost, kUnlinked };

class Links {
 public:
  // `network` and `rng` must outlive the links. `processes` counts clients too.
  Links(const Network& network, std::uint32_t processes, Rng& rng);

  // Of a message sent at tick `now`. Draws once where its link loses messages.
  Fate fate(ProcessId from, ProcessId to, std::uint64_t now) {
    if (to.value >= processes_ || separated(from, to, now)) return Fate::kLost;
    if (!linked(from, to, now)) return Fate::kUnlinked;
    const double loss = settings_.empty() ? network_->loss : loss_of(from, to);
    return rng_->chance(loss) ? Fate::kLost : Fate::kArrives;
  }

  // Ticks until it arrives, at least 1; nothing when a queue had no room for it.
  std::optional<std::uint64_t> delay(ProcessId from, ProcessId to, std::uint64_t now) {
    if (is_plain_) return network_->scheduler == Scheduler::kRounds ? 1 : network_->latency.sample(*rng_);
    return special_delay(from, to, now);
  }

  // Whether there is a link at tick `now`, which never decreases from call to call.
  bool linked(ProcessId from, ProcessId to, std::uint64_t now) {
    if (!network_->changes.empty())
      if (const auto changed = change(from, to, now)) return *changed;
    return is_complete_ || network_->topology.has_link(from, to);
  }

  // The processes to which `from` has got a link that its topology does not have, in order of their numbers.
  void added(ProcessId from, std::uint64_t now, std::vector<ProcessId>& to);

 private:
  __extension__ using Wide = unsigned __int128;

  std::optional<bool> change(ProcessId from, ProcessId to, std::uint64_t now);
  void advance(std::uint64_t now);
  bool separated(ProcessId from, ProcessId to, std::uint64_t now) const;
  const LinkSetting* setting(ProcessId from, ProcessId to) const;
  double loss_of(ProcessId from, ProcessId to) const;
  std::uint64_t flight(ProcessId from, ProcessId to) const;
  std::optional<std::uint64_t> transmit(ProcessId from, ProcessId to, std::uint64_t now);
  std::optional<std::uint64_t> special_delay(ProcessId from, ProcessId to, std::uint64_t now);

  const Network* network_;
  std::uint32_t processes_;
  Rng* rng_;
  bool is_plain_;
  bool is_complete_;
  std::unordered_map<std::uint64_t, const LinkSetting*> settings_;  // by link
  std::map<std::uint64_t, bool> changed_;                           // links that are other than in the topology
  std::size_t changes_done_ = 0;
  // When the sender, or the link, is free again, in ticks times Bandwidth::messages.
  std::vector<Wide> free_sender_;
  std::unordered_map<std::uint64_t, Wide> free_link_;
};

constexpr std::uint64_t link_key(ProcessId from, ProcessId to) {
  return (std::uint64_t{from.value} << 32) | to.value;
}

}  // namespace parley::sim

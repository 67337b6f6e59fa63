#include "cli/link_shape.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "net/sim/links.hpp"

namespace parley::cli {
namespace {

// The links refer to the network and the generator beside them, so it stays where it is.
class LinkShape {
 public:
  LinkShape(sim::Network network, std::uint32_t processes, ProcessId own, std::chrono::milliseconds tick, Rng rng)
      : network_(std::move(network)), rng_(rng), links_(network_, processes, rng_), own_(own), tick_(tick) {}
  LinkShape(const LinkShape&) = delete;
  LinkShape& operator=(const LinkShape&) = delete;

  std::vector<tcp::Duration> send(ProcessId to) {
    const auto now = static_cast<std::uint64_t>((tcp::Clock::now() - begin_) / tick_);
    std::vector<tcp::Duration> delays;
    if (links_.fate(own_, to, now) != sim::Fate::kArrives) return delays;
    add_delay(to, now, delays);
    if (rng_.chance(network_.duplication)) add_delay(to, now, delays);
    return delays;
  }

 private:
  void add_delay(ProcessId to, std::uint64_t now, std::vector<tcp::Duration>& delays) {
    constexpr std::uint64_t kLongest = 1'000'000'000;  // ticks; nobody waits for it
    if (const std::optional<std::uint64_t> ticks = links_.delay(own_, to, now))
      delays.emplace_back(tick_ * static_cast<std::int64_t>(std::min(*ticks, kLongest)));
  }

  sim::Network network_;
  Rng rng_;
  sim::Links links_;
  ProcessId own_;
  std::chrono::milliseconds tick_;
  tcp::TimePoint begin_ = tcp::Clock::now();
};

}  // namespace

void check_shape(const Experiment& experiment) {
  const auto refuse = [&](const char* member, const char* instead) {
    experiment.place().require("network").fail_at(member, instead);
  };
  if (experiment.network.reordering > 0)
    refuse("reordering", "expected none where real links are shaped: latencies that differ reorder");
  if (experiment.network.receive_cap) refuse("receive_cap", "expected none where real links are shaped");
}

tcp::Shape make_shape(const Experiment& experiment, std::uint32_t processes, ProcessId own,
                      std::chrono::milliseconds tick, std::uint64_t seed) {
  auto links = std::make_shared<LinkShape>(experiment.network, processes, own, tick, Rng::stream(seed, own.value));
  return [links](ProcessId to) { return links->send(to); };
}

}  // namespace parley::cli

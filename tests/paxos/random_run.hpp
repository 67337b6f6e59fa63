// A random schedule of any protocol in the reference world, with time-outs, lost messages, crashes and restarts, as the
// states that a model map sees.
#pragma once

#include <optional>
#include <vector>

#include "models/state_view.hpp"
#include "net/world/world.hpp"
#include "protocols/core/random.hpp"

namespace parley::testing {

template <Process P>
class RandomRun {
 public:
  RandomRun(const typename P::Config& config, std::uint64_t seed)
      : config_(config), world_(config_, ProcessSet::first(config.n)), rng_(seed), choices_(rng_) {
    for (std::uint32_t id = 0; id < config.n; ++id) apply(world::EventKind::kStart, ProcessId{id});
  }
  RandomRun(const RandomRun&) = delete;
  RandomRun& operator=(const RandomRun&) = delete;

  // Takes up to `steps` steps; a delivery or a time-out, seldom a crash, and what is down comes back.
  void take(std::size_t steps) {
    for (std::size_t at = 0; at < steps; ++at) {
      const ProcessId id{static_cast<std::uint32_t>(rng_.below(config_.n))};
      if (!world_.local(id).up) {
        apply(world::EventKind::kRestart, id);
      } else if (rng_.chance(0.02)) {
        apply(world::EventKind::kCrash, id);
      } else if (rng_.chance(0.1) && !world_.armed(id).empty()) {
        apply(world::EventKind::kTimer, id, {}, world_.armed(id)[0]);
      } else if (const std::optional<world::MessageKey> key = draw_message(id)) {
        apply(world::EventKind::kDeliver, id, *key);
      }
    }
  }

  const std::vector<StateView<P>>& views() const { return views_; }
  const world::World<P>& world() const { return world_; }

 private:
  // One that was sent to `to`, delivered already or not.
  std::optional<world::MessageKey> draw_message(ProcessId to) {
    std::vector<world::MessageKey> keys;
    for (std::uint32_t from = 0; from < config_.n; ++from)
      for (std::uint32_t at = 0; at < world_.sent(ProcessId{from}).size(); ++at)
        if (world_.sent(ProcessId{from})[at].addresses(ProcessId{from}, to, config_.n))
          keys.push_back({ProcessId{from}, at});
    if (keys.empty()) return std::nullopt;
    return keys[rng_.below(keys.size())];
  }

  void apply(world::EventKind kind, ProcessId id, world::MessageKey key = {},
             std::optional<typename P::Timer> timer = {}) {
    world_.apply({kind, id, key, {}, std::move(timer), {}}, choices_);
    views_.push_back({views_.size(), id.value, world_.local(id).up, world_.local(id).state});
  }

  typename P::Config config_;
  world::World<P> world_;
  Rng rng_;
  Choices choices_;
  std::vector<StateView<P>> views_;
};

}  // namespace parley::testing

#include "cli/studies/light_cone/schedule.hpp"

#include <algorithm>
#include <tuple>

#include "protocols/core/random.hpp"

namespace parley::light_cone {

namespace {

constexpr std::uint64_t kBeginning = 1'000'000;  // so that clocks that are behind do not go below zero

void draw_steps(Schedule& schedule, Rng& rng) {
  const Load& load = schedule.load;
  for (std::uint32_t client = 0; client < load.clients; ++client) {
    std::uint64_t now = kBeginning;
    std::uint32_t replica = client % load.replicas;
    for (std::uint32_t operation = 0; operation < load.operations; ++operation) {
      now += 1 + rng.below(2 * std::uint64_t{load.interval});
      if (rng.below(2) == 0) replica = static_cast<std::uint32_t>(rng.below(load.replicas));
      const auto key = static_cast<std::uint32_t>(rng.below(load.keys));
      schedule.steps.push_back({now, client, replica, key, rng.below(2) == 0});
    }
  }
  std::stable_sort(schedule.steps.begin(), schedule.steps.end(), [](const Step& a, const Step& b) {
    return std::tie(a.tick, a.client) < std::tie(b.tick, b.client);
  });
  // Ticks are made different by a scale of 64, which leaves their distances as they are.
  for (std::size_t at = 0; at < schedule.steps.size(); ++at)
    schedule.steps[at].tick = schedule.steps[at].tick * 64 + at;
}

void draw_writes(Schedule& schedule, Rng& rng) {
  const Load& load = schedule.load;
  std::vector<std::uint64_t> clocks;
  for (std::uint32_t replica = 0; replica < load.replicas; ++replica)
    clocks.push_back(rng.below(2 * std::uint64_t{load.skew} + 1));
  for (std::uint32_t at = 0; at < schedule.steps.size(); ++at) {
    const Step& step = schedule.steps[at];
    if (!step.writes) continue;
    Write write{at, step.tick + (clocks[step.replica] - load.skew) * 64, rng.next(), {}};
    for (std::uint32_t replica = 0; replica < load.replicas; ++replica) {
      const std::uint64_t most = rng.below(4) == 0 ? load.slow_delay : load.delay;
      const std::uint64_t after = (1 + rng.below(most)) * 64;
      write.arrives.push_back(replica == step.replica ? step.tick : step.tick + after);
    }
    schedule.writes.push_back(std::move(write));
  }
}

}  // namespace

Schedule draw_schedule(const Load& load, std::uint64_t seed) {
  Schedule schedule{load, {}, {}};
  Rng rng(seed);
  draw_steps(schedule, rng);
  draw_writes(schedule, rng);
  return schedule;
}

}  // namespace parley::light_cone

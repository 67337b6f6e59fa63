// The mix of a run, drawn from its seed: swarm testing (Groce et al., ISSTA 2012). A run that has everything at once
// hides what a run with little of it finds.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "faults/attack.hpp"
#include "faults/campaign/coverage.hpp"
#include "faults/campaign/options.hpp"
#include "faults/campaign/schedule.hpp"
#include "faults/plan.hpp"

namespace parley::faults {

struct AttackShape {
  std::string name;
  std::vector<std::string> parameters;
};

// What there is to draw from, for one protocol and one set of options.
struct SwarmSpace {
  std::uint32_t n = 0;          // processes 0 .. n-1 can be faulty
  std::uint32_t processes = 0;  // with clients
  bool durable = false;         // the protocol keeps something across crashes, so that a restart is no fault
  bool second_face = false;     // the protocol declares one
  std::vector<std::string> kinds;
  std::vector<AttackShape> attacks;
  std::vector<std::size_t> strategies;  // indexes into StrategySpec's alternatives
  CampaignOptions options;

  std::uint32_t max_steps() const { return options.max_steps != 0 ? options.max_steps : 200 + 20 * n * n; }
  std::uint32_t healthy_steps() const { return options.healthy_steps != 0 ? options.healthy_steps : 5 * max_steps(); }
};

struct Mix {
  FaultPlan plan;
  Schedule schedule;
};

// Names of the strategies, in the order of StrategySpec's alternatives.
const std::vector<std::string_view>& strategy_names();

// `alternative` is one of `space.strategies`.
StrategySpec draw_strategy(Rng& rng, const SwarmSpace& space, std::size_t alternative);

void draw_mix(Rng& rng, const SwarmSpace& space, Mix& mix);

// One more run with that mix.
void count_mix(const Mix& mix, bool guided, Coverage& coverage);

template <Process P>
SwarmSpace swarm_space(const CampaignOptions& options, const typename P::Config& config) {
  SwarmSpace space;
  space.n = config.n;
  space.processes = process_count(config);
  space.durable = !std::is_same_v<typename P::Durable, NoDurable>;
  space.second_face = HasSecondFace<P>;
  for (const std::string_view kind : kinds_of<typename P::Message>()) space.kinds.emplace_back(kind);
  if constexpr (HasAttacks<P>) {
    [&]<class... A>(std::type_identity<std::variant<A...>>) {
      (space.attacks.push_back({std::string(A::kName), parameter_names<A>()}), ...);
    }(std::type_identity<typename P::Attack>{});
  }
  const std::vector<std::string_view>& names = strategy_names();
  for (std::size_t index = 0; index < names.size(); ++index) {
    const bool wanted = options.strategies.empty() || std::find(options.strategies.begin(), options.strategies.end(),
                                                                names[index]) != options.strategies.end();
    const bool possible = (names[index] != ProtocolAttack::kName || !space.attacks.empty()) &&
                          (names[index] != PowerLoss::kName || space.durable) &&
                          (names[index] != Clock::kName || !std::is_same_v<typename P::Timer, NoTimer>);
    if (wanted && possible) space.strategies.push_back(index);
  }
  space.options = options;
  return space;
}

}  // namespace parley::faults

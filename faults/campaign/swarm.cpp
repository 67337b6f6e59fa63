#include "faults/campaign/swarm.hpp"

#include <algorithm>
#include <array>

namespace parley::faults {

namespace {

std::uint32_t below32(Rng& rng, std::uint64_t bound) {
  return static_cast<std::uint32_t>(rng.below(bound));
}

bool coin(Rng& rng) {
  return rng.below(2) == 0;
}

Chance draw_chance(Rng& rng) {
  constexpr std::array<std::uint32_t, 4> kPermille{100, 250, 500, 1000};
  return {kPermille[rng.below(kPermille.size())]};
}

std::vector<std::string> draw_kinds(Rng& rng, const SwarmSpace& space) {
  if (space.kinds.size() < 2 || coin(rng)) return {};
  return {space.kinds[rng.below(space.kinds.size())]};
}

// Neither none nor all, where there are two to choose from.
ProcessSet draw_receivers(Rng& rng, std::uint32_t n) {
  ProcessSet set;
  for (std::uint32_t id = 0; id < n; ++id)
    if (coin(rng)) set.insert(ProcessId{id});
  if (set.empty()) set.insert(ProcessId{below32(rng, n)});
  if (set.size() == n && n > 1) set.erase(ProcessId{below32(rng, n)});
  return set;
}

ProtocolAttack draw_attack(Rng& rng, const SwarmSpace& space) {
  const AttackShape& shape = space.attacks[rng.below(space.attacks.size())];
  ProtocolAttack spec{shape.name, {}};
  for (const std::string& parameter : shape.parameters) spec.parameters.emplace_back(parameter, rng.below(space.n));
  return spec;
}

struct SpecDrawer {
  Rng& rng;
  const SwarmSpace& space;

  // Often at once or early, now and then in the midst of things.
  void operator()(Crash& crash) const { crash.at_step = below32(rng, coin(rng) ? 4 * space.n : space.max_steps() / 4); }
  void operator()(Mute& mute) const { mute.messages = draw_kinds(rng, space); }
  void operator()(Delay& delay) const {
    delay.ticks = 1 + rng.below(20);
    delay.probability = draw_chance(rng);
    delay.messages = draw_kinds(rng, space);
  }
  void operator()(DropToSome& drop) const {
    if (coin(rng)) {
      drop.to = draw_receivers(rng, space.n);
    } else {
      drop.probability = {coin(rng) ? 250U : 500U};
    }
    drop.messages = draw_kinds(rng, space);
  }
  // At most one repetition in two steps: repetitions that answer each other must die out.
  void operator()(Replay& replay) const {
    replay.memory = 1 + below32(rng, 8);
    replay.probability = {coin(rng) ? 100U : 500U};
    replay.messages = draw_kinds(rng, space);
  }
  void operator()(Equivocate& equivocate) const {
    equivocate.second_face_to = draw_receivers(rng, space.n);
    if (coin(rng)) equivocate.first_face_to = draw_receivers(rng, space.n);
    equivocate.second_face = draw_second_face();
  }
  void operator()(Twins& twins) const {
    twins.period = 1 + below32(rng, 2 * space.n);
    twins.second_face = draw_second_face();
  }
  void operator()(Clock& clock) const {
    constexpr std::array<std::uint32_t, 4> kPercent{0, 10, 50, 500};
    clock.percent = kPercent[rng.below(kPercent.size())];
  }
  void operator()(PowerLoss& loss) const {
    loss.at_step = below32(rng, 8 * space.n);
    loss.records = below32(rng, 2);
  }
  void operator()(Fabricate& fabricate) const {
    fabricate.memory = 1 + below32(rng, 8);
    fabricate.changes = below32(rng, 3);
    fabricate.probability = {coin(rng) ? 250U : 500U};
    fabricate.messages = draw_kinds(rng, space);
  }
  void operator()(Mutate& mutate) const {
    mutate.probability = draw_chance(rng);
    mutate.per_receiver = coin(rng);
    mutate.messages = draw_kinds(rng, space);
  }
  void operator()(ProtocolAttack& attack) const { attack = draw_attack(rng, space); }

  SecondFace draw_second_face() const {
    return space.second_face && coin(rng) ? SecondFace::kConfig : SecondFace::kRename;
  }
};

template <std::size_t... Index>
void select_alternative(StrategySpec& spec, std::size_t wanted, std::index_sequence<Index...>) {
  ((Index == wanted ? static_cast<void>(spec.emplace<Index>()) : static_cast<void>(0)), ...);
}

void draw_strategies(Rng& rng, const SwarmSpace& space, std::vector<StrategySpec>& strategies) {
  strategies.clear();
  std::uint64_t wanted = rng.below(2) == 0 ? 1 : 1 + rng.below(3);
  for (; wanted > 0; --wanted) {
    StrategySpec spec = draw_strategy(rng, space, space.strategies[rng.below(space.strategies.size())]);
    if (is_two_faced(spec) && std::any_of(strategies.begin(), strategies.end(), is_two_faced)) continue;
    strategies.push_back(std::move(spec));
  }
}

// Usually as many as allowed: fewer find less.
std::uint32_t draw_faulty_count(Rng& rng, std::uint32_t most) {
  return rng.below(4) == 0 ? below32(rng, std::uint64_t{most} + 1) : most;
}

void draw_faulty(Rng& rng, const SwarmSpace& space, std::vector<ByzantineFault>& byzantine) {
  const std::vector<ProcessId>& given = space.options.faulty_processes;
  const auto candidates = given.empty() ? space.n : static_cast<std::uint32_t>(given.size());
  std::uint32_t left = draw_faulty_count(rng, std::min(space.options.faulty, candidates));
  byzantine.resize(left);
  // Floyd's sampling: each set of `left` candidates is equally likely.
  ProcessSet drawn;
  for (std::uint32_t top = candidates - left; top < candidates; ++top) {
    const ProcessId index{below32(rng, std::uint64_t{top} + 1)};
    if (!drawn.insert(index)) drawn.insert(ProcessId{top});
  }
  drawn.for_each([&](ProcessId index) { byzantine[--left].process = given.empty() ? index : given[index.value]; });
}

// Faulty processes that act together, with the same strategies, break what each alone does not.
void draw_plan(Rng& rng, const SwarmSpace& space, FaultPlan& plan) {
  draw_faulty(rng, space, plan.byzantine);
  const bool together = coin(rng);
  for (std::size_t index = 0; index < plan.byzantine.size(); ++index) {
    if (index > 0 && together) {
      plan.byzantine[index].strategies = plan.byzantine.front().strategies;
    } else if (!space.strategies.empty()) {
      draw_strategies(rng, space, plan.byzantine[index].strategies);
    }
  }
  plan.crashes.clear();
}

// Who loses its power comes back after a while, or never.
void draw_power_returns(Rng& rng, const FaultPlan& plan, Schedule& schedule) {
  for (const ByzantineFault& fault : plan.byzantine)
    for (const StrategySpec& spec : fault.strategies)
      if (std::holds_alternative<PowerLoss>(spec)) {
        const std::uint32_t restart = rng.below(4) == 0 ? 0 : 1 + below32(rng, schedule.steps);
        schedule.crashes.push_back({fault.process, 0, restart, true});
      }
}

void draw_crashes(Rng& rng, const SwarmSpace& space, Mix& mix) {
  std::vector<Crashing>& crashes = mix.schedule.crashes;
  for (const CrashFault& crash : mix.plan.crashes) {
    const std::uint64_t restart = crash.restart_at_tick ? crash.restart_at_tick->count * space.n : 0;
    crashes.push_back({crash.process, static_cast<std::uint32_t>(crash.at_tick.count * space.n),
                       static_cast<std::uint32_t>(restart)});
  }
  if (!space.durable) return;
  draw_power_returns(rng, mix.plan, mix.schedule);
  if (space.options.restarts == 0) return;
  for (std::uint64_t left = rng.below(std::uint64_t{space.options.restarts} + 1); left > 0; --left) {
    const std::uint32_t at = 1 + below32(rng, mix.schedule.steps);
    crashes.push_back({ProcessId{below32(rng, space.processes)}, at, at + 1 + below32(rng, mix.schedule.steps)});
  }
}

}  // namespace

const std::vector<std::string_view>& strategy_names() {
  static const std::vector<std::string_view> names = []<std::size_t... Index>(std::index_sequence<Index...>) {
    return std::vector<std::string_view>{std::variant_alternative_t<Index, StrategySpec>::kName...};
  }
  (std::make_index_sequence<std::variant_size_v<StrategySpec>>{});
  return names;
}

StrategySpec draw_strategy(Rng& rng, const SwarmSpace& space, std::size_t alternative) {
  StrategySpec spec;
  select_alternative(spec, alternative, std::make_index_sequence<std::variant_size_v<StrategySpec>>{});
  std::visit(SpecDrawer{rng, space}, spec);
  return spec;
}

void draw_mix(Rng& rng, const SwarmSpace& space, Mix& mix) {
  if (space.options.plan) {
    mix.plan = *space.options.plan;
  } else {
    draw_plan(rng, space, mix.plan);
  }
  draw_schedule(rng, space.processes, space.options.network, space.max_steps(), mix.schedule);
  draw_crashes(rng, space, mix);
}

void count_mix(const Mix& mix, bool guided, Coverage& coverage) {
  ++coverage.runs;
  coverage.guided_runs += guided ? 1U : 0U;
  ++coverage.schedule_runs[static_cast<std::size_t>(mix.schedule.kind)];
  coverage.partitioned_runs += mix.schedule.partitions.empty() ? 0U : 1U;
  std::uint32_t seen = 0;
  for (const ByzantineFault& fault : mix.plan.byzantine)
    for (const StrategySpec& spec : fault.strategies) seen |= std::uint32_t{1} << spec.index();
  for (std::size_t index = 0; index < coverage.strategy_runs.size(); ++index)
    coverage.strategy_runs[index] += (seen >> index) & 1;
}

}  // namespace parley::faults

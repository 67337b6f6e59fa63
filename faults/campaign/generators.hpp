// RapidCheck generators: instances, fault plans, schedules and whole trials of any protocol, for property tests of
// one's own (examples/property_test.cpp). They shrink: towards fewer faulty processes with fewer strategies, a calm
// network and a short first phase.
//
// RapidCheck is needed by whoever includes this, and by nothing else of the library.
#pragma once

#include <algorithm>
#include <cstdint>
#include <ostream>
#include <rapidcheck.h>
#include <utility>
#include <vector>

#include "faults/campaign/run.hpp"
#include "faults/campaign/swarm.hpp"
#include "faults/plan_writer.hpp"

namespace parley::faults {

// One run: who is faulty and how, in which schedule. `seed` draws what these leave open.
struct Trial {
  Mix mix;
  std::uint64_t seed = 0;
};

inline std::ostream& operator<<(std::ostream& out, const Trial& trial) {
  const Schedule& schedule = trial.mix.schedule;
  return out << "faults " << write_fault_plan(trial.mix.plan).dump() << ", schedule "
             << kScheduleNames[static_cast<std::size_t>(schedule.kind)] << " of " << schedule.steps << " steps, "
             << schedule.partitions.size() << " partitions, seed " << trial.seed;
}

namespace generate {

// `config` with 1 .. most_n processes, and any t that the protocol accepts with them.
template <Process P>
rc::Gen<typename P::Config> instance(typename P::Config config, std::uint32_t most_n) {
  return rc::gen::suchThat(rc::gen::exec([config, most_n] {
                             typename P::Config sized = config;
                             sized.n = *rc::gen::inRange<std::uint32_t>(1, most_n + 1);
                             sized.t = *rc::gen::inRange<std::uint32_t>(0, sized.n);
                             return sized;
                           }),
                           [](const typename P::Config& sized) { return !P::validate(sized); });
}

inline rc::Gen<StrategySpec> strategy(const SwarmSpace& space) {
  return rc::gen::exec([space] {
    const auto index = *rc::gen::inRange<std::size_t>(0, space.strategies.size());
    Rng rng(*rc::gen::arbitrary<std::uint32_t>());
    return draw_strategy(rng, space, space.strategies[index]);
  });
}

// At most `space.options.faulty` faulty processes.
inline rc::Gen<FaultPlan> plan(const SwarmSpace& space) {
  return rc::gen::exec([space] {
    FaultPlan made;
    if (space.strategies.empty()) return made;
    const auto faulty = *rc::gen::inRange<std::uint32_t>(0, std::min(space.options.faulty, space.n) + 1);
    const auto ids = *rc::gen::unique<std::vector<std::uint32_t>>(faulty, rc::gen::inRange<std::uint32_t>(0, space.n));
    for (const std::uint32_t id : ids) {
      ByzantineFault fault{ProcessId{id}, {}};
      for (StrategySpec& spec : *rc::gen::resize(3, rc::gen::container<std::vector<StrategySpec>>(strategy(space)))) {
        const bool faces = std::any_of(fault.strategies.begin(), fault.strategies.end(), is_two_faced);
        if (!faces || !is_two_faced(spec)) fault.strategies.push_back(std::move(spec));
      }
      made.byzantine.push_back(std::move(fault));
    }
    return made;
  });
}

// What the network may do is `space.options.network`.
inline rc::Gen<Schedule> schedule(const SwarmSpace& space) {
  return rc::gen::exec([space] {
    NetworkFaults network = space.options.network;
    const bool calm = !*rc::gen::arbitrary<bool>();
    if (calm) network.withholding = network.loss = network.duplication = false;
    Rng rng(*rc::gen::arbitrary<std::uint32_t>());
    Schedule made;
    draw_schedule(rng, space.processes, network, space.max_steps(), made);
    made.steps = *rc::gen::inRange<std::uint32_t>(0, space.max_steps() + 1);
    return made;
  });
}

inline rc::Gen<Trial> trial(const SwarmSpace& space) {
  return rc::gen::exec([space] {
    Trial made;
    made.mix.plan = *plan(space);
    made.mix.schedule = *schedule(space);
    made.seed = *rc::gen::arbitrary<std::uint32_t>();
    return made;
  });
}

// Of `config`, with what `options` allow.
template <Process P>
rc::Gen<Trial> trial(const typename P::Config& config, const CampaignOptions& options) {
  return trial(swarm_space<P>(options, config));
}

}  // namespace generate

// Carries a trial out, faults first and then a healthy network, and says which properties did not hold.
template <Process P>
Outcome carry_out(const typename P::Config& config, const Trial& trial) {
  const SwarmSpace space = swarm_space<P>({}, config);
  Coverage coverage;
  coverage.resize(space.kinds.size(), std::size(P::Problem::kProperties));
  return CampaignRun<P>(space, config, PropertySet{~std::uint32_t{0}}).execute(trial.mix, trial.seed, coverage);
}

}  // namespace parley::faults

// What the campaign tests share.
#pragma once

#include <cstdint>
#include <gtest/gtest.h>
#include <string>

#include "faults/campaign/campaign.hpp"
#include "net/world/replay.hpp"

namespace parley::faults {

inline std::uint64_t counter(const CampaignResult& result, const std::vector<std::uint64_t>& counters,
                             std::string_view property) {
  for (std::size_t index = 0; index < result.properties.size(); ++index)
    if (result.properties[index] == property) return counters[index];
  return 0;
}

// The finding's trace happens again in the world, to the same violation.
template <Process P>
void expect_replays(const Finding& finding, const typename P::Config& config) {
  const MixedConfig<P> mixed(config, finding.plan);
  const world::ReplayResult replayed = world::replay<Mixed<P>>(finding.trace, mixed);
  EXPECT_TRUE(replayed.agrees()) << "step " << replayed.step << ": " << replayed.explanation;
  EXPECT_EQ(replayed.step, finding.trace.steps.size());
  EXPECT_EQ(finding.trace.violation, finding.property);
}

// Every process ends a recorded run in the same state in the campaign's queues and in the world.
template <Process P>
void expect_equals_world(const CampaignOptions& options, const typename P::Config& config, std::uint64_t runs) {
  using M = Mixed<P>;
  const SwarmSpace space = swarm_space<P>(options, config);
  CampaignRun<P> run(space, config, PropertySet{~std::uint32_t{0}});
  for (std::uint64_t index = 0; index < runs; ++index) {
    Coverage coverage;
    coverage.resize(space.kinds.size(), std::size(P::Problem::kProperties));
    Recording<M> recording;
    run.execute(options.seed, index, coverage, &recording);
    const MixedConfig<P> mixed(config, run.mix().plan);
    world::World<M> world(mixed, run.correct());
    for (const world::Event<M>& event : recording.events) {
      ASSERT_EQ(world.refusal(event), world::Refusal::kNone) << "run " << index;
      world.apply(event);
    }
    for (std::uint32_t id = 0; id < world.size(); ++id) {
      ASSERT_EQ(hash128(world.local(ProcessId{id}).state), hash128(run.local(ProcessId{id}).state)) << "run " << index;
      ASSERT_EQ(hash128(world.local(ProcessId{id}).durable), hash128(run.local(ProcessId{id}).durable));
    }
    ASSERT_EQ(hash128(world.monitor()), hash128(run.monitor())) << "run " << index;
  }
}

}  // namespace parley::faults

// Carries out exact events in the world and writes them down as a trace.
#pragma once

#include <utility>

#include "faults/campaign/reenact.hpp"
#include "net/world/trace.hpp"
#include "net/world/world.hpp"

namespace parley::faults {

// REQUIRES: the events of `found` are possible, with exact keys and choices.
template <Process P>
world::Trace record_trace(const typename P::Config& config, const Case<Mixed<P>>& found) {
  using M = Mixed<P>;
  const MixedConfig<P> mixed(config, found.plan);
  const ProcessSet correct = M::correct(mixed);
  world::World<M> world(mixed, correct);
  world::Trace trace;
  trace.protocol = P::kName;
  trace.engine = "attack";
  for (std::uint32_t id = 0; id < world.size(); ++id)
    if (!correct.contains(ProcessId{id})) trace.faulty.push_back(id);
  for (const Item<M>& item : found.items) {
    world::Event<M> event = item.event;
    if (event.kind == world::EventKind::kDeliver)
      event.message = world.sent(event.key.from)[event.key.sequence].message;
    const auto first = static_cast<std::uint32_t>(world.sent(event.process).size());
    const Effects<M>& effects = world.apply(event);
    trace.steps.push_back(
        world::describe_step<M>(trace.steps.size(), event, world.local(event.process), effects, first));
  }
  return trace;
}

}  // namespace parley::faults

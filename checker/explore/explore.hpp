// Exhaustive exploration of a small instance of a protocol: every schedule, every message of the Byzantine processes,
// every choice of a handler, and faults within budgets. See docs/explore.md for what the verdicts mean.
#pragma once

#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "checker/explore/counterexample.hpp"
#include "checker/explore/options.hpp"

namespace parley::explore {

template <Process P>
struct Exploration {
  ExploreResult result;
  // By property: the events that violate or witness it, to be carried out in a World of the same correct processes.
  std::array<std::optional<std::vector<world::Event<P>>>, 32> events;
};

template <Process P>
Exploration<P> explore_with_events(const typename P::Config& config, const ExploreOptions& options) {
  ProtocolMachine<P> machine(config, options);
  Collapse system(machine,
                  {options.crashes, options.restarts, options.losses, options.duplications, options.explore_starts});
  const SearchResult found = search(system, options.engine, options.limits, options.threads, options.stop_at_violation);
  Exploration<P> exploration;
  exploration.result = summarize(system.properties(), found);
  exploration.result.alphabet = machine.alphabet_size();
  exploration.result.locals = machine.local_count();
  for (std::size_t index = 0; index < exploration.result.properties.size(); ++index) {
    if (!found.paths[index]) continue;
    PropertyReport& report = exploration.result.properties[index];
    Reconstruction<P> reconstruction(machine, system);
    reconstruction.follow(*found.paths[index]);
    const bool violation = report.property.kind != PropertyKind::kSometimes;
    report.trace = trace_of<P>(violation ? report.property.name : std::string_view{}, reconstruction.take_steps(),
                               options.byzantine);
    exploration.events[index] = reconstruction.events();
  }
  return exploration;
}

// Throws InputError when the adversary's alphabet is too large to enumerate.
template <Process P>
ExploreResult explore(const typename P::Config& config, const ExploreOptions& options) {
  return explore_with_events<P>(config, options).result;
}

}  // namespace parley::explore

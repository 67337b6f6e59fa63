// Exhaustive exploration of a small instance of a protocol: every schedule, every message of the Byzantine processes,
// every choice of a handler, and faults within budgets. See docs/explore.md for what the verdicts mean.
#pragma once

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <system_error>
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

// Classes of processes that the configuration does not tell apart: the correct and the Byzantine ones that it does not
// name. Whether handlers treat them alike is found out during the search.
template <Process P>
std::vector<std::vector<ProcessId>> alike_processes(const typename P::Config& config, const ProcessSet& byzantine) {
  ProcessSet named;
  boost::pfr::for_each_field(config, [&](const auto& field) {
    using Field = std::remove_cvref_t<decltype(field)>;
    if constexpr (std::is_same_v<Field, ProcessId>) {
      named.insert(field);
    } else if constexpr (std::is_same_v<Field, ProcessSet>) {
      field.for_each([&](ProcessId id) { named.insert(id); });
    }
  });
  std::vector<std::vector<ProcessId>> classes(2);
  for (std::uint32_t id = 0; id < config.n; ++id)
    if (!named.contains(ProcessId{id})) classes[byzantine.contains(ProcessId{id}) ? 1 : 0].push_back(ProcessId{id});
  std::erase_if(classes, [](const auto& members) { return members.size() < 2; });
  return classes;
}

namespace explore_detail {

template <Process P>
Exploration<P> run(const typename P::Config& config, const ExploreOptions& options, bool symmetry) {
  ProtocolMachine<P> machine(config, options);
  CollapseOptions collapse;
  collapse.crashes = options.crashes;
  collapse.restarts = options.restarts;
  collapse.losses = options.losses;
  collapse.duplications = options.duplications;
  collapse.explore_starts = options.explore_starts;
  collapse.minimize = options.reduction ? options.reduction_budget : 0;
  if (symmetry) collapse.alike = alike_processes<P>(config, options.byzantine);
  Collapse system(machine, collapse);
  const SearchResult found = search(system, options.engine, options.limits, options.threads, options.stop_at_violation);
  Exploration<P> exploration;
  exploration.result = summarize(system.properties(), found);
  exploration.result.renamings = std::max<std::uint64_t>(system.group().size(), 1);
  exploration.result.minimized = system.minimized();
  exploration.result.alphabet = machine.alphabet_size();
  for (std::uint32_t slot = 0; slot < machine.slots(); ++slot) exploration.result.locals += machine.local_count(slot);
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

}  // namespace explore_detail

template <Process P>
Exploration<P> explore_with_events(const typename P::Config& config, const ExploreOptions& options) {
  if (!options.symmetry) return explore_detail::run<P>(config, options, false);
  try {
    return explore_detail::run<P>(config, options, true);
  } catch (const Asymmetry& asymmetry) {
    // Processes that differ soon show it: the search is taken up from a checkpoint of its own.
    ExploreOptions plain = options;
    if (plain.limits.checkpoint) {
      std::error_code ignored;
      std::filesystem::remove(plain.limits.checkpoint->file, ignored);
      plain.limits.checkpoint->file += ".asymmetric";
    }
    Exploration<P> exploration = explore_detail::run<P>(config, plain, false);
    exploration.result.asymmetry = asymmetry.what();
    return exploration;
  }
}

// Throws NotApplicable when the adversary's alphabet is too large to enumerate.
template <Process P>
ExploreResult explore(const typename P::Config& config, const ExploreOptions& options) {
  return explore_with_events<P>(config, options).result;
}

}  // namespace parley::explore

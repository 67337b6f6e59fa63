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
#include "protocols/core/topology.hpp"

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
    } else if constexpr (std::is_same_v<Field, Topology>) {  // neighbours tell processes apart
      if (!field.is_complete()) named = ProcessSet::first(config.n);
    }
  });
  std::vector<std::vector<ProcessId>> classes(2);
  for (std::uint32_t id = 0; id < config.n; ++id)
    if (!named.contains(ProcessId{id})) classes[byzantine.contains(ProcessId{id}) ? 1 : 0].push_back(ProcessId{id});
  std::erase_if(classes, [](const auto& members) { return members.size() < 2; });
  return classes;
}

namespace explore_detail {

inline CollapseOptions collapse_options(const ExploreOptions& options) {
  CollapseOptions collapse;
  collapse.faults = options.faults;
  collapse.crashes = options.crashes;
  collapse.restarts = options.restarts;
  collapse.losses = options.losses;
  collapse.duplications = options.duplications;
  collapse.explore_starts = options.explore_starts;
  return collapse;
}

template <Process P>
void keep_run(Exploration<P>& exploration, std::size_t index, Reconstruction<P>& run, const ProcessSet& byzantine) {
  PropertyReport& report = exploration.result.properties[index];
  const bool violation = report.property.kind != PropertyKind::kSometimes;
  report.trace = trace_of<P>(violation ? report.property.name : std::string_view{}, run.take_steps(), byzantine);
  exploration.events[index] = run.events();
}

// In a system without reductions: a cycle of reduced states need not be one of states.
template <Process P>
void find_lassos_of(ProtocolMachine<P>& machine, Collapse& system, const ExploreOptions& options, PropertySet wanted,
                    Exploration<P>& exploration) {
  const LivenessResult found = find_lassos(system, wanted, liveness_limits(options));
  add_liveness(exploration.result, wanted, found);
  for (std::size_t index = 0; index < exploration.result.properties.size(); ++index) {
    if (!found.lassos[index]) continue;
    Reconstruction<P> run(machine, system);
    const std::size_t stem = run.follow(*found.lassos[index]);
    keep_run(exploration, index, run, options.byzantine);
    exploration.result.properties[index].trace->loop_from = stem;
  }
}

// Most systems have no cycle at all, which their reduced states show as well; else the search is made again without
// reductions.
template <Process P>
void judge_endless_runs(ProtocolMachine<P>& machine, Collapse& system, const ExploreOptions& options,
                        Exploration<P>& exploration) {
  const PropertySet wanted = wants_liveness(exploration.result, options);
  if (wanted.empty()) return;
  if (exploration.result.states > options.liveness_states) {
    exploration.result.liveness.incomplete = "too many states";
    return;
  }
  if (system.group().size() < 2 && !system.minimized())
    return find_lassos_of(machine, system, options, wanted, exploration);
  const LivenessResult reduced = find_lassos(system, wanted, liveness_limits(options), true);
  if (reduced.outcome != Outcome::kExhausted || reduced.cycles == 0)
    return add_liveness(exploration.result, wanted, reduced);
  ProtocolMachine<P> whole(machine.config(), options);
  Collapse plain(whole, collapse_options(options));
  find_lassos_of(whole, plain, options, wanted, exploration);
}

template <Process P>
Exploration<P> run(const typename P::Config& config, const ExploreOptions& options, bool symmetry) {
  ProtocolMachine<P> machine(config, options);
  CollapseOptions collapse = collapse_options(options);
  collapse.minimize = options.reduction ? options.reduction_budget : 0;
  if (symmetry) collapse.alike = alike_processes<P>(config, options.byzantine);
  Collapse system(machine, collapse);
  const SearchResult found =
      search(system, options.engine, options.limits, options.threads, options.stop_at_violation, options.walks);
  Exploration<P> exploration;
  exploration.result = summarize(system.properties(), found);
  exploration.result.renamings = std::max<std::uint64_t>(system.group().size(), 1);
  exploration.result.minimized = system.minimized();
  exploration.result.alphabet = machine.alphabet_size();
  for (std::uint32_t slot = 0; slot < machine.slots(); ++slot) exploration.result.locals += machine.local_count(slot);
  for (std::size_t index = 0; index < exploration.result.properties.size(); ++index) {
    if (!found.paths[index]) continue;
    Reconstruction<P> reconstruction(machine, system);
    reconstruction.follow(*found.paths[index]);
    keep_run(exploration, index, reconstruction, options.byzantine);
  }
  judge_endless_runs(machine, system, options, exploration);
  return exploration;
}

template <Process P>
Exploration<P> run_with_symmetry(const typename P::Config& config, const ExploreOptions& options) {
  if (!options.symmetry) return run<P>(config, options, false);
  try {
    return run<P>(config, options, true);
  } catch (const Asymmetry& asymmetry) {
    // Processes that differ soon show it: the search is taken up from a checkpoint of its own.
    ExploreOptions plain = options;
    if (plain.limits.checkpoint) {
      std::error_code ignored;
      std::filesystem::remove(plain.limits.checkpoint->file, ignored);
      plain.limits.checkpoint->file += ".asymmetric";
    }
    Exploration<P> exploration = run<P>(config, plain, false);
    exploration.result.asymmetry = asymmetry.what();
    return exploration;
  }
}

// What a search with more faults adds to those before: verdicts that they left open.
template <Process P>
void keep_first_findings(Exploration<P>& before, Exploration<P>& next) {
  next.result.seconds += before.result.seconds;
  next.result.liveness.seconds += before.result.liveness.seconds;
  for (std::size_t index = 0; index < before.result.properties.size(); ++index) {
    if (!before.result.properties[index].trace) continue;
    next.result.properties[index] = std::move(before.result.properties[index]);
    next.events[index] = std::move(before.events[index]);
  }
}

template <Process P>
bool is_violated(const Exploration<P>& exploration) {
  return std::any_of(exploration.result.properties.begin(), exploration.result.properties.end(),
                     [](const PropertyReport& report) { return report.verdict == Verdict::kViolated; });
}

template <Process P>
Exploration<P> deepen(const typename P::Config& config, ExploreOptions options) {
  const std::uint32_t most = options.crashes + options.restarts + options.losses + options.duplications;
  options.faults = 0;
  Exploration<P> found = run_with_symmetry<P>(config, options);
  while (options.faults < most && found.result.outcome == Outcome::kExhausted &&
         !(options.stop_at_violation && is_violated(found))) {
    ++options.faults;
    Exploration<P> next = run_with_symmetry<P>(config, options);
    keep_first_findings(found, next);
    found = std::move(next);
  }
  found.result.faults = options.faults;
  return found;
}

}  // namespace explore_detail

template <Process P>
Exploration<P> explore_with_events(const typename P::Config& config, const ExploreOptions& options) {
  return options.engine == Engine::kDeepening ? explore_detail::deepen<P>(config, options)
                                              : explore_detail::run_with_symmetry<P>(config, options);
}

// Throws NotApplicable when the adversary's alphabet is too large to enumerate.
template <Process P>
ExploreResult explore(const typename P::Config& config, const ExploreOptions& options) {
  return explore_with_events<P>(config, options).result;
}

}  // namespace parley::explore

#include "cli/engines/explore_summary.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>
#include <span>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "checker/explore/fingerprint.hpp"
#include "cli/engines/instance.hpp"
#include "protocols/core/error.hpp"

namespace parley::cli {

namespace {

// What a search may take unless told otherwise: half of the machine's memory, so that it ends with a verdict of
// `unknown` before the machine ends it.
std::uint64_t half_of_memory_mib() {
  const auto pages = static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES));
  const auto page_bytes = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  return std::max<std::uint64_t>(pages * page_bytes >> 21, 1);
}

void print_progress(const explore::Progress& progress) {
  fmt::print(stderr, "\rexplore: {} states, {} transitions, depth {}, {:.0f} s ", progress.states, progress.transitions,
             progress.depth, progress.seconds);
}

void keep(const Experiment& experiment, const explore::PropertyReport& report, VerbResult& result) {
  if (!report.trace) return;
  const bool counterexample = report.verdict == Verdict::kViolated;
  world::Trace trace = *report.trace;
  trace.experiment = experiment.document;
  const std::string kind = counterexample ? "counterexample" : "witness";
  result.traces.push_back(
      {fmt::format("explore-{}-{}.trace.jsonl", report.property.name, kind), std::move(trace), counterexample});
}

void add_metrics(const explore::ExploreResult& found, VerbResult& result) {
  result.metrics["states"] = static_cast<double>(found.states);
  result.metrics["transitions"] = static_cast<double>(found.transitions);
  result.metrics["states_per_second"] = found.states_per_second;
  result.metrics["bytes_per_state"] = found.seen_bytes_per_state;
  result.metrics["total_bytes_per_state"] = found.bytes_per_state;
  result.metrics["depth"] = found.depth;
  result.metrics["ends"] = static_cast<double>(found.ends);
  result.metrics["cuts"] = static_cast<double>(found.cuts);
  result.metrics["local_states"] = static_cast<double>(found.locals);
  result.metrics["alphabet"] = static_cast<double>(found.alphabet);
  result.metrics["collision_probability"] = found.collision_probability;
}

// What a checkpoint must agree on: the experiment, the options that change the search, and the program.
std::uint64_t checkpoint_key(const Experiment& experiment, const VerbOptions& verb) {
  std::error_code ignored;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", ignored);
  const std::string text = fmt::format("{} {} {} {} {} {}", experiment.document.dump(), verb.symmetry, verb.reduction,
                                       program.string(), std::filesystem::file_size(program, ignored),
                                       std::filesystem::last_write_time(program, ignored).time_since_epoch().count());
  return explore::fingerprint_bytes(std::as_bytes(std::span(text)));
}

explore::CheckpointPlan checkpoint_plan(const Experiment& experiment, const VerbOptions& verb) {
  if (verb.engine == "dfs")
    throw InputError("command line", "--checkpoint", "expected the engine bfs; a depth-first search keeps no levels");
  return {verb.checkpoint, checkpoint_key(experiment, verb)};
}

}  // namespace

explore::ExploreOptions explore_options(const Experiment& experiment, const VerbOptions& verb) {
  const ExploreSection& section = experiment.explore;
  explore::ExploreOptions options;
  for (const faults::ByzantineFault& fault : experiment.faults.byzantine) options.byzantine.insert(fault.process);
  options.values = section.values;
  options.crashes = section.crashes;
  options.restarts = section.restarts;
  options.losses = section.losses;
  options.duplications = section.duplications;
  options.timer_firings = section.timer_firings;
  options.engine = verb.engine == "dfs" ? explore::Engine::kDepthFirst : explore::Engine::kBreadthFirst;
  options.threads = verb.threads;
  options.stop_at_violation = experiment.properties.empty();  // else one that is not asked for would end the search
  options.symmetry = verb.symmetry;
  options.reduction = verb.reduction;
  options.limits.max_depth = static_cast<std::uint32_t>(section.max_depth);
  options.limits.max_states = verb.max_states.value_or(section.max_states);
  options.limits.max_bytes = static_cast<std::size_t>(verb.max_memory_mib.value_or(half_of_memory_mib())) << 20;
  if (!verb.checkpoint.empty()) options.limits.checkpoint = checkpoint_plan(experiment, verb);
  options.limits.stop = verb.stop;
  if (verb.progress) options.limits.progress = print_progress;
  return options;
}

VerbResult summarise(const Experiment& experiment, const VerbOptions& verb, explore::ExploreResult found) {
  if (verb.progress) fmt::print(stderr, "\n");
  VerbResult result;
  result.verb = "explore";
  result.file = experiment.file.string();
  result.seed = verb.seed;
  result.seconds = found.seconds;
  for (const explore::PropertyReport& report : found.properties) {
    if (!is_wanted(experiment, report.property.name)) continue;
    std::string note(to_string(found.outcome));
    if (report.trace) note += fmt::format(", {} steps", report.trace->steps.size());
    result.verdicts.push_back({std::string(report.property.name), report.verdict, found.seconds, std::move(note)});
    keep(experiment, report, result);
  }
  add_metrics(found, result);
  if (!verb.checkpoint.empty()) result.metrics["resumed_at"] = static_cast<double>(found.resumed_at);
  if (!found.checkpoint_failure.empty()) result.lines.push_back("checkpoint: " + found.checkpoint_failure);
  return result;
}

}  // namespace parley::cli

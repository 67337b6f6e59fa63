#include "cli/engines/explore_summary.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>
#include <span>
#include <system_error>
#include <utility>

#include "checker/explore/fingerprint.hpp"
#include "cli/engines/instance.hpp"
#include "cli/machine.hpp"
#include "protocols/core/error.hpp"

namespace parley::cli {

namespace {

// What a search may take unless told otherwise: half of the machine's memory, so that it ends with a verdict of
// `unknown` before the machine ends it.
std::uint64_t half_of_memory_mib() {
  return std::max<std::uint64_t>(memory_bytes() >> 21, 1);
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
  if (found.liveness.states == 0) return;
  result.metrics["liveness_states"] = static_cast<double>(found.liveness.states);
  result.metrics["liveness_cycles"] = static_cast<double>(found.liveness.cycles);
  result.metrics["liveness_seconds"] = found.liveness.seconds;
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
  if (verb.engine != "bfs")
    throw InputError("command line", "--checkpoint", "expected the engine bfs; the others keep no levels");
  return {verb.checkpoint, checkpoint_key(experiment, verb)};
}

explore::Engine engine_of(const VerbOptions& verb) {
  if (verb.walks && verb.engine != "random")
    throw InputError("command line", "--walks", "expected the engine random; the others take no walks");
  if (verb.engine == "dfs") return explore::Engine::kDepthFirst;
  if (verb.engine == "random") return explore::Engine::kRandom;
  return verb.engine == "deepening" ? explore::Engine::kDeepening : explore::Engine::kBreadthFirst;
}

// Runs that go on for ever take a graph in memory, so they are looked at on their own only where it is small.
std::uint64_t liveness_states(const VerbOptions& verb) {
  constexpr std::uint64_t kAutomatic = 2'000'000;
  if (verb.liveness == "off") return 0;
  return verb.liveness == "on" ? ~std::uint64_t{0} : kAutomatic;
}

// What a verdict on a property rests on.
std::string note_of(const explore::ExploreResult& found, const explore::PropertyReport& report) {
  std::string note(to_string(found.outcome));
  if (report.trace && report.trace->loop_from) {
    note += fmt::format(", {} steps, of which {} go on for ever", report.trace->steps.size(),
                        report.trace->steps.size() - *report.trace->loop_from);
  } else if (report.trace) {
    note += fmt::format(", {} steps", report.trace->steps.size());
  } else if (report.property.kind == PropertyKind::kEventually && !found.liveness.incomplete.empty()) {
    note += fmt::format(", runs that never end not looked at: {} (--liveness on)", found.liveness.incomplete);
  }
  return note;
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
  options.engine = engine_of(verb);
  options.walks = {verb.seed, verb.walks.value_or(options.walks.count)};
  options.liveness_states = liveness_states(verb);
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
  result.seconds = found.seconds + found.liveness.seconds;
  for (const explore::PropertyReport& report : found.properties) {
    if (!is_wanted(experiment, report.property.name)) continue;
    const bool endless = report.property.kind == PropertyKind::kEventually;
    result.verdicts.push_back({std::string(report.property.name), report.verdict,
                               found.seconds + (endless ? found.liveness.seconds : 0), note_of(found, report)});
    keep(experiment, report, result);
  }
  add_metrics(found, result);
  if (verb.engine == "deepening") result.metrics["faults"] = found.faults;
  if (!verb.checkpoint.empty()) result.metrics["resumed_at"] = static_cast<double>(found.resumed_at);
  if (!found.checkpoint_failure.empty()) result.lines.push_back("checkpoint: " + found.checkpoint_failure);
  return result;
}

}  // namespace parley::cli

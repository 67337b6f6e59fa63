// The verb `simulate`: independent seeded runs, spread over threads, judged and summed in order of their number, so
// that the result is a function of the seed alone.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "cli/engines/instance.hpp"
#include "cli/engines/share_runs.hpp"
#include "cli/engines/summary.hpp"
#include "cli/protocol_entry.hpp"
#include "net/sim/simulation.hpp"

namespace parley::cli {

namespace simulate_detail {

// Traces hold every state of every step; beyond this size they help nobody.
inline constexpr std::uint32_t kLargestTraced = 64;  // processes
inline constexpr std::uint64_t kMostSampleBytes = std::uint64_t{16} << 20;
inline constexpr std::uint64_t kMostViolationBytes = std::uint64_t{1} << 30;

template <class P>
sim::Options run_options(const Experiment& experiment, const faults::MixedConfig<P>& config, std::uint64_t seed,
                         const VerbOptions& verb) {
  sim::Options options;
  options.seed = seed;
  options.network = experiment.network;
  options.correct = faults::Mixed<P>::correct(config);
  options.churn = experiment.churn;
  options.joins = experiment.joins;
  options.max_ticks = experiment.max_ticks;
  options.warm_up_ticks = experiment.warm_up_ticks;
  options.stop = verb.stop;
  for (const faults::CrashFault& crash : experiment.faults.crashes) {
    sim::Crash planned{crash.process, crash.at_tick.count, {}};
    if (crash.restart_at_tick) planned.restart_at_tick = crash.restart_at_tick->count;
    options.crashes.push_back(planned);
  }
  return options;
}

inline bool is_stopped(const VerbOptions& verb) {
  return verb.stop != nullptr && verb.stop->load(std::memory_order_relaxed);
}

// The same answer on every rank.
inline bool are_stopped(const VerbOptions& verb) {
  return verb.ranks == nullptr ? is_stopped(verb) : verb.ranks->any(is_stopped(verb));
}

// Run `index` of an experiment has the seed itself for index 0 and an independent stream for the others.
inline std::uint64_t run_seed(std::uint64_t seed, std::uint64_t index) {
  return index == 0 ? seed : Rng::stream(seed, index).next();
}

struct TracedRun {
  world::Trace trace;
  bool is_whole = true;  // else it ends before the run does
};

template <class P>
TracedRun traced_run(const Experiment& experiment, const faults::MixedConfig<P>& config, std::uint64_t seed,
                     const VerbOptions& verb, std::uint64_t most_bytes) {
  sim::Options options = run_options<P>(experiment, config, seed, verb);
  options.record_trace = true;
  options.most_trace_bytes = most_bytes;
  sim::RunResult result = sim::Simulation<faults::Mixed<P>>(config, options).run();
  TracedRun traced{*std::move(result.trace), result.ending != sim::Ending::kStopped};
  world::Trace& trace = traced.trace;
  trace.protocol = experiment.protocol;
  trace.engine = "simulate";
  trace.seed = seed;
  trace.experiment = experiment.document;
  for (std::uint32_t id = 0; id < process_count(config); ++id)
    if (!options.correct.contains(ProcessId{id})) trace.faulty.push_back(id);
  return traced;
}

// How many runs are made before they are summed up and forgotten.
inline constexpr std::uint64_t kBatch = 4096;

// The runs from `first` to before `end`, by number; or as many as were begun before the stop flag was set. A worker
// takes the next number; nothing else is shared.
template <class P>
std::vector<sim::RunResult> run_batch(const Experiment& experiment, const faults::MixedConfig<P>& config,
                                      std::uint64_t first, std::uint64_t end, const VerbOptions& verb) {
  std::vector<sim::RunResult> results(end - first);
  // Of several ranks, each makes every so many-th run.
  const std::uint64_t stride = verb.ranks == nullptr ? 1 : verb.ranks->size();
  const std::uint64_t offset = verb.ranks == nullptr ? 0 : verb.ranks->rank();
  const std::uint64_t own = results.size() > offset ? (results.size() - offset + stride - 1) / stride : 0;
  std::atomic<std::uint64_t> next{0};
  const auto work = [&] {
    for (std::uint64_t turn = 0; !is_stopped(verb) && (turn = next++) < own;) {
      const std::uint64_t index = offset + turn * stride;
      const sim::Options options = run_options<P>(experiment, config, run_seed(verb.seed, first + index), verb);
      results[index] = sim::Simulation<faults::Mixed<P>>(config, options).run();
    }
  };
  std::vector<std::thread> workers;
  for (unsigned index = 1; index < verb.threads && index < own; ++index) workers.emplace_back(work);
  work();
  for (std::thread& worker : workers) worker.join();
  const std::uint64_t done = std::min(next.load(), own);
  if (verb.ranks == nullptr) {
    results.resize(done);
  } else {
    share_runs(*verb.ranks, done, results);
  }
  return results;
}

struct AllRuns {
  RunTally tally;
  std::uint64_t planned;  // fewer than asked for when they were precise enough before
};

// Whether the runs are precise enough is asked at numbers of runs that depend on nothing but these numbers.
template <class P>
AllRuns run_all(const Experiment& experiment, const faults::MixedConfig<P>& config, std::uint64_t runs,
                const VerbOptions& verb) {
  AllRuns all{RunTally(experiment, P::Problem::kProperties), runs};
  RunTally& tally = all.tally;
  std::uint64_t next_look = experiment.precision ? experiment.precision->least_runs : runs;
  while (tally.runs() < runs && !are_stopped(verb)) {
    const std::uint64_t end = std::min({runs, next_look, tally.runs() + kBatch});
    for (const sim::RunResult& run : run_batch<P>(experiment, config, tally.runs(), end, verb)) tally.add(run);
    if (!experiment.precision || tally.runs() < next_look) continue;
    if (tally.is_precise(*experiment.precision)) {
      all.planned = tally.runs();
      break;
    }
    next_look = tally.runs() + std::max<std::uint64_t>(8, tally.runs() / 8);
  }
  return all;
}

}  // namespace simulate_detail

template <Process P>
VerbResult simulate(const Experiment& experiment, const VerbOptions& verb) {
  using namespace simulate_detail;
  const faults::MixedConfig<P> config = mixed_config<P>(experiment);
  const std::uint64_t runs = verb.runs.value_or(experiment.runs);
  const auto begin = std::chrono::steady_clock::now();
  const AllRuns all = run_all<P>(experiment, config, runs, verb);
  const RunTally& tally = all.tally;
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();

  VerbResult result = tally.result(all.planned, seconds);
  result.seed = verb.seed;
  if (process_count(config) > kLargestTraced || (verb.ranks != nullptr && verb.ranks->rank() > 0)) return result;
  if (const auto& found = tally.violation()) {
    TracedRun run = traced_run<P>(experiment, config, run_seed(verb.seed, found->run), verb, kMostViolationBytes);
    run.trace.violation = found->property;
    if (run.is_whole) result.traces.push_back({"simulate-violation.trace.jsonl", std::move(run.trace), true});
  }
  if (result.traces.empty()) {
    TracedRun run = traced_run<P>(experiment, config, verb.seed, verb, kMostSampleBytes);
    result.traces.push_back({"simulate.trace.jsonl", std::move(run.trace), false});
  }
  return result;
}

}  // namespace parley::cli

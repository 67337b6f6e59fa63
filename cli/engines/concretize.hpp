// A counterexample of `verify`, carried out by the protocol that the model belongs to.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <utility>
#include <vector>

#include "checker/concretize/steered_world.hpp"
#include "cli/engines/instance.hpp"
#include "cli/engines/project.hpp"
#include "cli/protocol_entry.hpp"
#include "net/world/trace.hpp"
#include "protocols/core/random.hpp"

namespace parley::cli {

// Those that the model does not count.
inline std::vector<ProcessSet> faulty_candidates(std::uint32_t servers, std::uint32_t faulty) {
  ProcessSet first = ProcessSet::first(faulty);
  ProcessSet last;
  for (std::uint32_t id = servers - faulty; id < servers; ++id) last.insert(ProcessId{id});
  if (first == last) return {first};
  return {first, last};
}

template <Process P>
concretize::Schedule concretize_with(const typename P::Config& config, const ProcessSet& faulty,
                                     const Experiment& experiment, const concretize::ModelRun& run,
                                     const concretize::Limits& limits) {
  ProcessSet correct = ProcessSet::first(process_count(config));
  faulty.for_each([&](ProcessId id) { correct.erase(id); });
  concretize::SteeredWorld<P> world(config, correct, experiment.explore.values, &ModelMap<P>::projections);
  concretize::Schedule schedule{concretize::concretize(run, world, limits), {}};
  if (!schedule.outcome.found) return schedule;
  world::Trace& trace = schedule.trace;
  trace.protocol = P::kName;
  trace.engine = "verify";
  trace.seed = limits.seed;
  trace.experiment = experiment.document;
  trace.violation = schedule.outcome.violation;
  faulty.for_each([&](ProcessId id) { trace.faulty.push_back(id.value); });
  trace.steps = world.steps();
  return schedule;
}

// How long an attempt may idle: a little at first, twice as long after every fourth round.
inline std::size_t idle_in(unsigned round) {
  return std::size_t{8} << std::min(round / 4, 10U);
}

// Which of the two is to be kept.
inline bool is_better(const concretize::Outcome& a, const concretize::Outcome& b) {
  if (a.found != b.found) return a.found;
  return a.found ? b.violation.empty() && !a.violation.empty() : a.moves > b.moves || b.reason.empty();
}

// Who is faulty matters to the implementation, whose processes differ in their roles; and a run that breaks one of its
// own properties is better than one that does not. So each candidate gets its attempts, turn by turn.
// Throws InputError when the experiment is no instance, NotApplicable when the adversary has too many messages.
template <Process P>
concretize::Schedule concretize_run(const Experiment& experiment, std::uint32_t faulty, const concretize::ModelRun& run,
                                    const concretize::Limits& limits) {
  constexpr unsigned kMostRounds = 40;
  const typename P::Config config = honest_config<P>(experiment);
  concretize::Schedule best;
  for (unsigned round = 0; round < kMostRounds && !best.outcome.found && !best.outcome.hopeless; ++round) {
    for (const ProcessSet& candidate : faulty_candidates(config.n, std::min(faulty, config.n))) {
      if (best.outcome.hopeless || !best.outcome.violation.empty()) break;
      concretize::Limits attempt = limits;
      attempt.seed = Rng::stream(limits.seed, round).next();
      attempt.idle = idle_in(round);
      concretize::Schedule schedule = concretize_with<P>(config, candidate, experiment, run, attempt);
      if (is_better(schedule.outcome, best.outcome)) best = std::move(schedule);
    }
    if (std::chrono::steady_clock::now() >= limits.end || (limits.stop && limits.stop())) break;
  }
  return best;
}

}  // namespace parley::cli

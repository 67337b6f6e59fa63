#include "cli/studies/semantic_arrow/crashes.hpp"

#include <string_view>

#include "net/sim/simulation.hpp"

namespace parley::semantic_arrow {

namespace {

double measured(const sim::RunResult& run, std::string_view name) {
  for (const auto& [key, value] : run.measures)
    if (key == name) return value;
  return 0;
}

LinkConfig steady(Discipline discipline, std::uint64_t transfers) {
  LinkConfig config;
  config.transfers = transfers;
  config.discipline = discipline;
  config.asks_completion = false;  // the run goes on where it breaks, to be counted
  return config;
}

}  // namespace

Reported reported_at_crash(Discipline discipline, std::uint64_t application_ticks, std::uint64_t crash_tick,
                           std::uint64_t seed, const StudyConditions& conditions) {
  LinkConfig config = steady(discipline, 1'000'000);
  config.application_ticks = application_ticks;
  config.buffers = 1'000'000;                      // an application that is slow is not pushed back
  config.turn_ticks = 2 * application_ticks + 16;  // nobody loses patience with it
  sim::Options options;
  options.seed = seed;
  options.correct = ProcessSet::first(2);
  options.crashes.push_back({problems::kResponder, crash_tick, std::nullopt});
  options.max_ticks = crash_tick + 1;
  options.stop = conditions.stop;
  const sim::RunResult run = sim::Simulation<Link>(config, options).run();
  const double completed = measured(run, "completed");
  return {completed, completed * measured(run, "unapplied_share")};
}

double latency(Discipline discipline) {
  constexpr std::uint64_t kTransfers = 100;
  sim::Options options;
  options.correct = ProcessSet::first(2);
  const sim::RunResult run = sim::Simulation<Link>(steady(discipline, kTransfers), options).run();
  return static_cast<double>(run.counters.ticks) / static_cast<double>(kTransfers);
}

}  // namespace parley::semantic_arrow

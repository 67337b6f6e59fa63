// `simulate`: an experiment, or all points of a sweep, each as an experiment of its own.
#include "cli/command.hpp"
#include "cli/output.hpp"
#include "cli/quantas.hpp"
#include "cli/ranks.hpp"
#include "cli/run_study.hpp"
#include "cli/run_sweep.hpp"

namespace parley::cli {

int run_simulate(const Command& command, const std::atomic<bool>& stop) {
  const std::vector<SweepPoint> points = read_sweep(command.files.front(), command.settings);
  if (!points.front().experiment.is_study) check_points(points);
  VerbOptions options = verb_options(command, points.front().experiment, stop);
  if (points.front().at.empty()) {
    const Experiment& experiment = points.front().experiment;
    if (experiment.is_study) return finish(command, run_study(experiment, StudyVerb::kSimulate, options));
    options.threads = threads_within_memory(points, options.threads);
    return finish(command, find_protocol(experiment).simulate(experiment, options));
  }
  VerbResult result = simulate_sweep(points, command.seed, options);
  if (points.front().at.front().first == kQuantasPath) add_quantas_metrics(result.points);
  const int status = finish(command, result);
  if (ranks() != nullptr && ranks()->rank() > 0) return status;
  for (const std::filesystem::path& file : store_sweep(result, command.out))
    if (!command.quiet) say("sweep: {}\n", file.string());
  return status;
}

}  // namespace parley::cli

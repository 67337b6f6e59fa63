// `replay`: carries out a trace again in the world, step by step, compares every state, and draws it.
#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/explore_plain.hpp"
#include "cli/output.hpp"
#include "cli/read_traces.hpp"
#include "cli/report/diagram.hpp"
#include "cli/report/page.hpp"

namespace parley::cli {

int run_replay(const Command& command, const std::atomic<bool>&) {
  const std::filesystem::path& file = command.files.front();
  const world::Trace trace = read_traces(command.files);
  const Experiment experiment = parse_experiment(trace.experiment, file);
  VerbResult result =
      experiment.is_plain ? replay_plain(experiment, trace) : find_protocol(experiment).replay(experiment, trace);
  result.file = file.string();
  result.seed = trace.seed;
  if (!command.quiet) say_text(to_sequence_text(trace));
  Page page;
  page.title = "Parley: replay of " + file.filename().string();
  page.experiment = trace.experiment;
  page.results.push_back(to_json(result));
  page.traces.push_back({file.filename().string(), trace});
  const std::filesystem::path drawn = command.out / (file.stem().stem().string() + ".html");
  write_text(drawn, to_html(page));
  result.lines.push_back("page: " + drawn.string());
  return finish(command, result);
}

}  // namespace parley::cli

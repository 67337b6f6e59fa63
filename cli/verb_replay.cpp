// `replay`: carries out a run again step by step, and draws it: a trace in the world of its protocol, comparing every
// state, or a counterexample of `verify` in its model.
#include <chrono>
#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/conform_trace.hpp"
#include "cli/explore_plain.hpp"
#include "cli/model_run.hpp"
#include "cli/output.hpp"
#include "cli/read_traces.hpp"
#include "cli/report/diagram.hpp"
#include "cli/report/page.hpp"
#include "cli/run_study.hpp"
#include "protocols/core/error.hpp"

namespace parley::cli {

namespace {

// Writes the page of what was replayed beside other results.
int finish_replay(const Command& command, VerbResult& result, Page page, const std::string& name) {
  page.title = "Parley: replay of " + command.files.front().filename().string();
  page.results.push_back(to_json(result));
  const std::filesystem::path drawn = command.out / (name + ".html");
  write_text(drawn, to_html(page));
  result.lines.push_back("page: " + drawn.string());
  return finish(command, result);
}

int replay_trace(const Command& command) {
  const std::filesystem::path& file = command.files.front();
  const world::Trace trace = read_traces(command.files);
  const Experiment experiment = parse_experiment(trace.experiment, file);
  if (!experiment.is_plain) check_processes(trace, experiment, find_protocol(experiment));
  VerbResult result =
      experiment.is_plain ? replay_plain(experiment, trace) : find_protocol(experiment).replay(experiment, trace);
  result.file = file.string();
  result.seed = trace.seed;
  if (!command.quiet) say_text(to_sequence_text(trace));
  Page page;
  page.experiment = trace.experiment;
  page.traces.push_back({file.filename().string(), trace});
  return finish_replay(command, result, std::move(page), file.stem().stem().string());
}

int replay_model_run(const Command& command) {
  const std::filesystem::path& file = command.files.front();
  if (command.files.size() > 1)
    throw InputError(command.files[1].string(), "", "expected one counterexample at a time");
  const auto begin = std::chrono::steady_clock::now();
  ModelRunFile run = read_model_run(file);
  const auto refuted = refute_counterexample(run.automaton, run.specification(), run.counterexample);
  VerbResult result;
  result.verb = "replay";
  result.file = file.string();
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  if (refuted) {
    result.verdicts.push_back({"replay", Verdict::kViolated, result.seconds, "no counterexample: " + *refuted});
    return finish(command, result);
  }
  result.verdicts.push_back({run.specification().name, Verdict::kViolated, result.seconds, "as " + run.model});
  result.metrics["steps"] = static_cast<double>(run.counterexample.steps.size() + run.counterexample.loop.size());
  if (!command.quiet) say_text(to_table(run.automaton, run.counterexample));
  Page page;
  page.model_runs.push_back(std::move(run));
  return finish_replay(command, result, std::move(page), file.stem().string());
}

int replay_study_case(const Command& command, const std::atomic<bool>& stop) {
  const std::filesystem::path& file = command.files.front();
  if (command.files.size() > 1) throw InputError(command.files[1].string(), "", "expected one case at a time");
  VerbOptions options;
  options.threads = command.threads;
  options.stop = &stop;
  const nlohmann::json document = read_json_file(file);
  const Place root(document, file.string());
  VerbResult result = replay_study(root, options);
  Page page;
  page.experiment = document.at("experiment");
  page.stories.push_back({file.filename().string(), read_story(root)});
  return finish_replay(command, result, std::move(page), file.stem().stem().string());
}

}  // namespace

int run_replay(const Command& command, const std::atomic<bool>& stop) {
  const std::string name = command.files.front().filename().string();
  if (name.ends_with(kStudyCaseSuffix)) return replay_study_case(command, stop);
  return name.ends_with(kModelRunSuffix) ? replay_model_run(command) : replay_trace(command);
}

}  // namespace parley::cli

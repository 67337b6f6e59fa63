#include "cli/verify_models.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <system_error>
#include <utility>

#include "cli/model_run.hpp"
#include "cli/model_schedule.hpp"
#include "faults/json_text.hpp"
#include "models/ta_reader.hpp"
#include "protocols/core/error.hpp"

namespace parley::cli {
namespace {

void refuse_repeats(const std::vector<std::filesystem::path>& files) {
  std::vector<std::filesystem::path> seen;
  for (const std::filesystem::path& file : files) {
    std::error_code error;
    seen.push_back(std::filesystem::weakly_canonical(file, error));
    if (!error && std::ranges::count(seen, seen.back()) > 1)
      throw InputError(file.string(), "", "expected each model once, found it twice");
  }
}

// The file's name without extension, behind so many of its folders.
std::string label_of(const std::filesystem::path& file, std::size_t folders) {
  std::string label = file.stem().string();
  std::filesystem::path folder = file.parent_path();
  for (; folders > 0 && folder.has_filename(); --folders, folder = folder.parent_path())
    label = folder.filename().string() + "." + label;
  return label;
}

std::vector<bool> repeated(const std::vector<std::string>& names) {
  std::vector<bool> result;
  for (const std::string& name : names) result.push_back(std::ranges::count(names, name) > 1);
  return result;
}

// As many folders as it takes; extensions where files differ in nothing else; numbers where not even in these.
std::vector<std::string> labels_of(const std::vector<std::filesystem::path>& files) {
  constexpr std::size_t kMostFolders = 8;
  std::vector<std::string> labels;
  for (const std::filesystem::path& file : files) labels.push_back(label_of(file, 0));
  for (std::size_t folders = 1; folders <= kMostFolders; ++folders) {
    const std::vector<bool> again = repeated(labels);
    for (std::size_t i = 0; i < files.size(); ++i)
      if (again[i]) labels[i] = label_of(std::filesystem::absolute(files[i]), folders);
  }
  std::vector<bool> again = repeated(labels);
  for (std::size_t i = 0; i < files.size(); ++i)
    if (again[i]) labels[i] += files[i].extension().string();
  again = repeated(labels);
  for (std::size_t i = 0; i < files.size(); ++i)
    if (again[i]) labels[i] += "." + std::to_string(i + 1);
  return labels;
}

std::chrono::steady_clock::time_point share_of(std::chrono::steady_clock::time_point end, std::size_t own,
                                               std::size_t waiting) {
  const auto now = std::chrono::steady_clock::now();
  if (own == waiting || end <= now) return end;
  const double part = static_cast<double>(own) / static_cast<double>(waiting);
  return now + std::chrono::duration_cast<std::chrono::steady_clock::duration>((end - now) * part);
}

// Of an earlier call.
void remove_quietly(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::remove(path, error);
}

const Specification& specification_of(const ThresholdAutomaton& automaton, const SpecResult& spec) {
  return automaton.specifications[*find_specification(automaton, spec.spec)];
}

constexpr double kMostForOneSchedule = 5;  // seconds
constexpr double kMostForSchedules = 15;

// What came of it, a line for people; empty where there is no counterexample or no protocol.
std::string store_schedule(ModelResult& model, const SpecResult& spec, const std::filesystem::path& folder,
                           const concretize::Limits& limits) {
  const std::filesystem::path path = folder / (model.label + "-" + spec.spec + ".trace.jsonl");
  remove_quietly(path);
  if (!spec.counterexample) return {};
  const Specification& specification = specification_of(model.automaton, spec);
  const auto schedule = find_schedule({model.automaton, specification, *spec.counterexample}, limits);
  if (!schedule) return {};
  const concretize::Outcome& outcome = schedule->outcome;
  if (!outcome.found) return fmt::format("no schedule for {}: {}", spec.spec, outcome.reason);
  write_trace(schedule->trace, path);
  model.schedules[spec.spec] = path;
  return fmt::format("schedule: {} ({}, {} steps{})", path.string(), schedule->trace.protocol,
                     schedule->trace.steps.size(),
                     outcome.violation.empty() ? "" : fmt::format(", violates {}", outcome.violation));
}

}  // namespace

std::vector<ModelResult> read_models(const std::vector<std::filesystem::path>& files, const VerifyOptions& options) {
  refuse_repeats(files);
  const std::vector<std::string> labels = labels_of(files);
  std::vector<ModelResult> models;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < files.size(); ++i) {
    models.push_back({.file = files[i], .automaton = read_model_file(files[i]), .label = labels[i]});
    ThresholdAutomaton& automaton = models.back().automaton;
    demand_specifications(automaton, options.specs);
    if (options.resilience) automaton = with_resilience(std::move(automaton), *options.resilience);
    names.push_back(automaton.name);
  }
  const std::vector<bool> again = repeated(names);
  for (std::size_t i = 0; i < models.size(); ++i) models[i].name = again[i] ? labels[i] : names[i];
  return models;
}

void verify_models(std::vector<ModelResult>& models, const VerifyOptions& options, const OnResult& on_result) {
  VerifyOptions plain = options;
  plain.resilience.reset();  // the models have it already
  const auto count = [&](const ModelResult& model) {
    return options.specs.empty() ? model.automaton.specifications.size() : options.specs.size();
  };
  std::size_t waiting = 0;
  for (const ModelResult& model : models) waiting += count(model);
  for (ModelResult& model : models) {
    if (options.is_bounded()) plain.end = share_of(options.end, count(model), waiting);
    plain.on_result = [&](const SpecResult& spec) {
      if (on_result) on_result(model, spec);
    };
    model.specs = verify(model.automaton, plain);
    waiting -= count(model);
  }
}

VerbResult to_verb_result(const std::vector<ModelResult>& models, const std::string& file) {
  VerbResult result;
  result.verb = "verify";
  result.file = file;
  for (const ModelResult& model : models) {
    for (const SpecResult& spec : model.specs) {
      const std::string name = models.size() > 1 ? model.name + "." + spec.spec : spec.spec;
      result.verdicts.push_back({name, spec.verdict, spec.seconds, spec.reason, spec.engine, ""});
      const auto at = model.evidence.find(spec.spec);
      if (at != model.evidence.end()) result.verdicts.back().evidence = at->second.string();
      const auto schedule = model.schedules.find(spec.spec);
      if (schedule != model.schedules.end()) result.verdicts.back().schedule = schedule->second.string();
      result.seconds += spec.seconds;
    }
  }
  result.metrics["specifications"] = static_cast<double>(result.verdicts.size());
  return result;
}

void store_counterexample(ModelResult& model, const SpecResult& spec, const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / (model.label + "-" + spec.spec + std::string(kModelRunSuffix));
  if (!spec.counterexample) return remove_quietly(path);
  ModelRunFile run{{}, model.file.string(), model.automaton, *spec.counterexample};
  run.automaton.specifications = {specification_of(model.automaton, spec)};
  write_text(path, faults::write_json(to_json(run), 2) + "\n");
  model.evidence[spec.spec] = path;
}

void store_schedules(std::vector<ModelResult>& models, const std::filesystem::path& folder,
                     const VerifyOptions& options, const std::function<void(const std::string&)>& tell) {
  const parley::Deadline all = std::min(options.end, deadline_after(kMostForSchedules));
  for (ModelResult& model : models) {
    for (const SpecResult& spec : model.specs) {
      concretize::Limits limits;
      limits.end = std::min(all, deadline_after(kMostForOneSchedule));
      limits.stop = [stop = options.stop] { return stop.stop_requested(); };
      const std::string line = store_schedule(model, spec, folder, limits);
      if (tell && !line.empty()) tell(line);
    }
  }
}

}  // namespace parley::cli

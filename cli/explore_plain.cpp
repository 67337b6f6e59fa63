#include "cli/explore_plain.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <utility>

#include "checker/explore/plain/plain.hpp"
#include "cli/engines/explore_summary.hpp"
#include "cli/engines/instance.hpp"
#include "protocols/core/error.hpp"

namespace parley::cli {

namespace {

namespace plain = explore::plain;

const plain::Entry& find_system(const Experiment& experiment) {
  std::vector<std::string_view> known;
  for (const plain::Entry& entry : plain::entries()) {
    if (entry.name == experiment.protocol) return entry;
    known.push_back(entry.name);
  }
  experiment.place().require("system").fail(
      fmt::format("expected one of {}, found \"{}\"", fmt::join(known, ", "), experiment.protocol));
}

std::vector<std::uint32_t> read_values(const Experiment& experiment, const plain::Entry& entry) {
  const Place place = experiment.parameters();
  if (!place.json().is_object()) place.fail("expected an object");
  std::vector<std::string_view> known;
  std::vector<std::uint32_t> values;
  for (const plain::Parameter& parameter : entry.parameters) {
    known.push_back(parameter.name);
    const auto given = place.find(parameter.name);
    values.push_back(given ? static_cast<std::uint32_t>(given->whole(parameter.least, parameter.most))
                           : parameter.standard);
  }
  for (const auto& [name, value] : place.json().items())
    if (std::find(known.begin(), known.end(), name) == known.end())
      Place(value, place.file(), place.path() + "/" + name)
          .fail(fmt::format("unknown parameter; expected one of {}", fmt::join(known, ", ")));
  return values;
}

std::unique_ptr<plain::Instance> make_instance(const Experiment& experiment, bool symmetry) {
  const plain::Entry& entry = find_system(experiment);
  std::string expectation;
  std::unique_ptr<plain::Instance> instance = entry.make(read_values(experiment, entry), symmetry, expectation);
  if (instance == nullptr) experiment.parameters().fail(expectation);
  instance_detail::check_property_names(experiment, instance->system().properties());
  return instance;
}

// A run in the form of all traces: the choices of a step are its place in the path.
world::Trace trace_of(const Experiment& experiment, const plain::Run& run, std::string violation) {
  world::Trace trace;
  trace.protocol = experiment.protocol;
  trace.engine = "explore";
  trace.violation = std::move(violation);
  for (const plain::RunStep& step : run.steps) {
    world::TraceStep& line = trace.steps.emplace_back();
    line.tick = trace.steps.size() - 1;
    line.process = step.process;
    line.text = step.text;
    line.state_text = step.state_text;
    line.choices = {step.ordinal};
  }
  return trace;
}

explore::Path path_of(const world::Trace& trace, const std::string& file) {
  explore::Path path;
  for (std::size_t at = 0; at < trace.steps.size(); ++at) {
    const std::vector<std::uint64_t>& choices = trace.steps[at].choices;
    if (choices.size() != 1 || choices[0] > 0xffffffff)
      throw InputError(file, fmt::format("line {}, /choices", at + 2), "expected one number: which step was taken");
    path.push_back(static_cast<std::uint32_t>(choices[0]));
  }
  return path;
}

}  // namespace

VerbResult explore_plain(const Experiment& experiment, const VerbOptions& verb) {
  const std::unique_ptr<plain::Instance> instance = make_instance(experiment, verb.symmetry);
  const explore::ExploreOptions options = explore_options(experiment, verb);
  explore::System& system = instance->system();
  const explore::SearchResult found =
      explore::search(system, options.engine, options.limits, options.threads, options.stop_at_violation);
  explore::ExploreResult result = explore::summarize(system.properties(), found);
  for (std::size_t index = 0; index < result.properties.size(); ++index) {
    if (!found.paths[index]) continue;
    explore::PropertyReport& report = result.properties[index];
    const bool violated = report.property.kind != PropertyKind::kSometimes;
    const std::optional<plain::Run> run = instance->follow(*found.paths[index]);
    check(run.has_value(), "a path of the search leaves the model");
    report.trace = trace_of(experiment, *run, violated ? std::string(report.property.name) : "");
  }
  return summarise(experiment, verb, std::move(result));
}

VerbResult replay_plain(const Experiment& experiment, const world::Trace& trace) {
  const auto begin = std::chrono::steady_clock::now();
  const std::unique_ptr<plain::Instance> instance = make_instance(experiment, false);
  const std::string file = experiment.file.string();
  const std::optional<plain::Run> run = instance->follow(path_of(trace, file));
  if (!run) throw InputError(file, "/choices", "expected the steps of a run of this model");
  VerbResult result;
  result.verb = "replay";
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  const std::span<const PropertyInfo> properties = instance->system().properties();
  for (std::size_t index = 0; index < properties.size(); ++index)
    if (is_wanted(experiment, properties[index].name))
      result.verdicts.push_back({std::string(properties[index].name),
                                 judge_replay(properties[index], index, *run, trace), result.seconds, ""});
  for (std::size_t at = 0; at < run->steps.size(); ++at)
    if (run->steps[at].state_text != trace.steps[at].state_text)
      result.verdicts.push_back(
          {"replay", Verdict::kViolated, result.seconds, fmt::format("diverges at step {}: another state", at)});
  result.metrics["steps"] = static_cast<double>(run->steps.size());
  return result;
}

}  // namespace parley::cli

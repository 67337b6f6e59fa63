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

// How a property is violated or witnessed, its way back by a path of the search.
void keep_run(const Experiment& experiment, const plain::Instance& instance, const explore::Path& path,
              explore::PropertyReport& report) {
  const bool violated = report.property.kind != PropertyKind::kSometimes;
  const std::optional<plain::Run> run = instance.follow(path);
  check(run.has_value(), "a path of the search leaves the model");
  report.trace = trace_of(experiment, *run, violated ? std::string(report.property.name) : "");
}

// As for protocols: reduced states show that there is no cycle, and only the states themselves show that there is one.
void judge_endless_runs(const Experiment& experiment, plain::Instance& instance, bool symmetry,
                        const explore::ExploreOptions& options, explore::ExploreResult& result) {
  const PropertySet wanted = explore::wants_liveness(result, options);
  if (wanted.empty()) return;
  if (result.states > options.liveness_states) {
    result.liveness.incomplete = "too many states";
    return;
  }
  const explore::Limits limits = explore::liveness_limits(options);
  explore::LivenessResult found = explore::find_lassos(instance.system(), wanted, limits, symmetry);
  if (symmetry && found.cycles > 0) {
    const std::unique_ptr<plain::Instance> whole = make_instance(experiment, false);
    found = explore::find_lassos(whole->system(), wanted, limits);
  }
  explore::add_liveness(result, wanted, found);
  const std::unique_ptr<plain::Instance> whole = make_instance(experiment, false);
  for (std::size_t index = 0; index < result.properties.size(); ++index) {
    if (!found.lassos[index]) continue;
    explore::Path path = found.lassos[index]->stem;
    const std::size_t stem = path.size();
    path.insert(path.end(), found.lassos[index]->cycle.begin(), found.lassos[index]->cycle.end());
    keep_run(experiment, *whole, path, result.properties[index]);
    result.properties[index].trace->loop_from = stem;
  }
}

// What is wrong with the loop of a trace; empty when nothing is, or there is none.
std::string loop_fault(plain::Instance& instance, const world::Trace& trace, explore::Path path) {
  if (!trace.loop_from) return {};
  const auto stem = static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(*trace.loop_from, path.size()));
  const explore::Lasso lasso{{path.begin(), path.begin() + stem}, {path.begin() + stem, path.end()}};
  const std::span<const PropertyInfo> properties = instance.system().properties();
  const auto named = std::find_if(properties.begin(), properties.end(),
                                  [&](const PropertyInfo& property) { return property.name == trace.violation; });
  if (named == properties.end()) return "a loop without the violation of a property";
  switch (explore::check_lasso(instance.system(), lasso, static_cast<std::size_t>(named - properties.begin()))) {
    case explore::LassoFault::kNone:
      return {};
    case explore::LassoFault::kNoPath:
    case explore::LassoFault::kOpen:
      return "the loop does not lead back to where it began";
    case explore::LassoFault::kUnfair:
      return "a step is possible throughout the loop and never taken";
    case explore::LassoFault::kFulfilled:
      return "the property is fulfilled within the loop";
  }
  return {};
}

}  // namespace

VerbResult explore_plain(const Experiment& experiment, const VerbOptions& verb) {
  const std::unique_ptr<plain::Instance> instance = make_instance(experiment, verb.symmetry);
  const explore::ExploreOptions options = explore_options(experiment, verb);
  if (options.engine == explore::Engine::kDeepening)
    throw InputError("command line", "--engine",
                     "expected bfs, dfs or random; a plain system has no budgets of faults");
  explore::System& system = instance->system();
  const explore::SearchResult found = explore::search(system, options.engine, options.limits, options.threads,
                                                      options.stop_at_violation, options.walks);
  explore::ExploreResult result = explore::summarize(system.properties(), found);
  for (std::size_t index = 0; index < result.properties.size(); ++index)
    if (found.paths[index]) keep_run(experiment, *instance, *found.paths[index], result.properties[index]);
  judge_endless_runs(experiment, *instance, verb.symmetry, options, result);
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
  if (const std::string fault = loop_fault(*instance, trace, path_of(trace, file)); !fault.empty())
    result.verdicts.push_back({"replay", Verdict::kViolated, result.seconds, fault});
  result.metrics["steps"] = static_cast<double>(run->steps.size());
  return result;
}

}  // namespace parley::cli

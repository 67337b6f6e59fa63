// `conform`: the first step of a trace that the model does not allow.
#include <algorithm>
#include <chrono>
#include <fmt/format.h>

#include "checker/conform/conform.hpp"
#include "cli/command.hpp"
#include "cli/conform_trace.hpp"
#include "cli/read_traces.hpp"
#include "models/ta_reader.hpp"
#include "protocols/core/error.hpp"

namespace parley::cli {

void check_processes(const world::Trace& trace, const Experiment& experiment, const ProtocolEntry& entry) {
  const std::string file = experiment.file.string();
  if (trace.protocol != entry.name)
    throw InputError(file, "line 1, /protocol",
                     fmt::format("expected {}, as its experiment has it, found \"{}\"", entry.name, trace.protocol));
  const std::uint32_t processes = entry.processes(experiment);
  const auto refuse = [&](const std::string& place) {
    throw InputError(file, place, fmt::format("expected a process below {}", processes));
  };
  for (std::size_t index = 0; index < trace.faulty.size(); ++index)
    if (trace.faulty[index] >= processes) refuse(fmt::format("line 1, /faulty/{}", index));
  for (std::size_t index = 0; index < trace.steps.size(); ++index) {
    const world::TraceStep& step = trace.steps[index];
    const bool received = step.kind == world::EventKind::kDeliver || step.kind == world::EventKind::kInject;
    if (step.process >= processes) refuse(fmt::format("line {}, /process", index + 2));
    if (received && step.from >= processes) refuse(fmt::format("line {}, /from", index + 2));
  }
  if (trace.loop_from && *trace.loop_from >= trace.steps.size())
    throw InputError(file, "line 1, /loop_from", fmt::format("expected a step below {}", trace.steps.size()));
}

VerbResult conform_trace(const world::Trace& trace, const std::string& file, const ThresholdAutomaton& model) {
  const auto begin = std::chrono::steady_clock::now();
  const Experiment experiment = parse_experiment(trace.experiment, file);
  const ProtocolEntry& entry = find_protocol(experiment);
  if (entry.project == nullptr)
    throw InputError(file, "line 1, /protocol",
                     fmt::format("expected a protocol with a model map; {} has none", entry.name));
  if (std::find(entry.models.begin(), entry.models.end(), model.name) == entry.models.end())
    throw InputError(
        "--model", model.name,
        fmt::format("expected a model that {} is mapped to: {}", entry.name, fmt::join(entry.models, ", ")));
  check_processes(trace, experiment, entry);
  const conform::ConformResult found = conform::check_conformance(model, entry.project(experiment, trace));

  VerbResult result;
  result.verb = "conform";
  result.file = file;
  result.seed = trace.seed;
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  PropertyVerdict verdict{"conformance", found.conforms ? Verdict::kHolds : Verdict::kViolated, result.seconds, ""};
  if (!found.conforms) {
    const world::TraceStep* step = found.step < trace.steps.size() ? &trace.steps[found.step] : nullptr;
    verdict.note = found.at_beginning
                       ? fmt::format("{}: {}", found.projection, found.reason)
                       : fmt::format("step {} (line {}): process {}, {}: {}: {}", found.step, found.step + 2,
                                     found.process, step != nullptr ? step->text : "", found.projection, found.reason);
    result.metrics["first_rejected_step"] = static_cast<double>(found.step);
  } else if (found.moves == 0) {
    verdict.verdict = Verdict::kUnknown;
    verdict.note = "the trace holds no move that the model speaks of";
  }
  result.verdicts.push_back(std::move(verdict));
  result.metrics["steps"] = static_cast<double>(trace.steps.size());
  result.metrics["moves"] = static_cast<double>(found.moves);
  return result;
}

int run_conform(const Command& command, const std::atomic<bool>&) {
  const std::filesystem::path& file = command.files.front();
  const world::Trace trace = read_traces(command.files);
  return finish(command, conform_trace(trace, file.string(), read_model_file(command.model)));
}

}  // namespace parley::cli

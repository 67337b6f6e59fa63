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

// Any text as a trace, for all that reads traces: it survives being written and read, can be drawn, carried out again,
// and held against a model; or it is refused with an InputError. The recorded bytes of messages, timers and states
// reach the handlers of real protocols this way.
#include <algorithm>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "cli/conform_trace.hpp"
#include "cli/experiment.hpp"
#include "cli/protocol_entry.hpp"
#include "cli/report/diagram.hpp"
#include "cli/report/page.hpp"
#include "faults/json_text.hpp"
#include "models/ta_reader.hpp"
#include "net/tcp/trace_file.hpp"
#include "net/world/trace.hpp"
#include "protocols/core/error.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/source_dir.hpp"

namespace {

using namespace parley;

constexpr std::uint32_t kMostProcesses = 8;  // the size of an instance is the user's choice, and costs what it costs

std::string text_of(const world::Trace& trace) {
  std::string text = faults::write_json(world::header_to_json(trace)) + '\n';
  for (const world::TraceStep& step : trace.steps) text += faults::write_json(world::step_to_json(step)) + '\n';
  return text;
}

world::Trace parse(std::string_view text, const std::string& file) {
  std::istringstream lines{std::string(text)};
  return world::parse_trace(lines, file);
}

const std::vector<ThresholdAutomaton>& models() {
  static const std::vector<ThresholdAutomaton> kModels = [] {
    std::vector<ThresholdAutomaton> read;
    for (const char* name : {"bracha", "bracha_agreement", "raft_election"})
      read.push_back(read_model_file(source_dir() + "/models/" + name + ".ta"));
    return read;
  }();
  return kModels;
}

void draw(const world::Trace& trace) {
  cli::Page page;
  page.experiment = trace.experiment;
  page.traces.push_back({"fuzz", trace});
  if (trace.experiment.is_object()) page.results.push_back(trace.experiment);  // a folder may hold any object as result
  check(!cli::to_html(page).empty(), "a trace has a page");
  (void)cli::to_sequence_text(trace);
}

void carry_out(const world::Trace& trace) {
  const cli::Experiment experiment = cli::parse_experiment(trace.experiment, "fuzz");
  const cli::ProtocolEntry& entry = cli::find_protocol(experiment);
  if (entry.processes(experiment) > kMostProcesses) return;
  (void)entry.replay(experiment, trace);
  for (const ThresholdAutomaton& model : models())
    if (std::find(entry.models.begin(), entry.models.end(), model.name) != entry.models.end())
      (void)cli::conform_trace(trace, "fuzz", model);
}

// A short run of an experiment as the simulator records it, cut so that mutations often hit what matters.
std::string seed_of(std::string_view experiment, std::size_t steps) {
  const cli::Experiment read = cli::parse_experiment_text(experiment, "seed", {});
  world::Trace trace = cli::find_protocol(read).simulate(read, {}).traces.front().trace;
  trace.steps.resize(std::min(trace.steps.size(), steps));
  return text_of(trace);
}

}  // namespace

std::vector<fuzz::Input> fuzz::fuzz_seeds() {
  return {input_of(seed_of(R"({"protocol": "bracha", "n": 4, "t": 1})", 12)),
          input_of(seed_of(R"({"protocol": "bracha", "n": 4, "t": 1, "faults": {"byzantine": [{"process": 1,
              "strategies": [{"type": "equivocate"}, {"type": "replay"}]}]}})",
                           12)),
          input_of(seed_of(R"({"protocol": "raft", "n": 1, "t": 0, "max_ticks": 2000,
              "faults": {"crashes": [{"process": 0, "at_tick": 400, "restart_at_tick": 500}]}})",
                           20))};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::optional<world::Trace> trace;
  try {
    trace = parse(fuzz::text_of(data, size), "fuzz");
  } catch (const InputError& error) {
    check(error.file() == "fuzz" && error.place().starts_with("line "), "the error names file and line");
    return 0;
  }
  check(text_of(parse(text_of(*trace), "written")) == text_of(*trace), "a trace survives its file");
  (void)tcp::merge_traces({*trace, *trace});
  draw(*trace);
  try {
    carry_out(*trace);
  } catch (const InputError& error) {
    check(!error.expectation().empty(), "the error says what was expected");
  }
  return 0;
}

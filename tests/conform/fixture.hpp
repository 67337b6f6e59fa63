// Runs of Bracha's broadcast to hold against its model, as the verbs do it; and, apart from all of that, a slow check
// of the recorded states against the paper's three thresholds.
#pragma once

#include <algorithm>
#include <cstdint>
#include <gtest/gtest.h>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "checker/conform/conform.hpp"
#include "cli/conform_trace.hpp"
#include "cli/protocol_entry.hpp"
#include "faults/mixed.hpp"
#include "models/ta_reader.hpp"
#include "protocols/broadcast/bracha/bracha.hpp"
#include "protocols/core/error.hpp"
#include "tests/source_dir.hpp"

namespace parley::conform {

using cli::Experiment;
using nlohmann::json;
using MixedState = faults::Mixed<bracha::Protocol>::State;

inline const ThresholdAutomaton& model() {
  static const ThresholdAutomaton automaton = read_model_file(source_dir() + "/models/bracha.ta");
  return automaton;
}

inline json document(std::uint32_t n, const json& network) {
  return {{"protocol", "bracha"},
          {"n", n},
          {"t", (n - 1) / 3},
          {"parameters", {{"sender", n - 1}, {"value", 1}}},
          {"network", network}};
}

// Schedulers and latencies under which runs differ most.
inline std::vector<json> networks() {
  return {{{"scheduler", "rounds"}},
          {{"scheduler", "rounds"}, {"reordering", 0.5}},
          {{"scheduler", "events"}, {"latency", {{"type", "uniform"}, {"min", 1}, {"max", 30}}}},
          {{"scheduler", "events"},
           {"latency", {{"type", "lognormal"}, {"median", 10}, {"sigma", 2}}},
           {"duplication", 0.2},
           {"loss", 0.05}}};
}

// The last processes are Byzantine, the sender among them.
inline json byzantine(std::uint32_t n, std::uint32_t count, const json& strategies) {
  json list = json::array();
  for (std::uint32_t id = n - count; id < n; ++id) list.push_back({{"process", id}, {"strategies", strategies}});
  return {{"byzantine", list}};
}

inline world::Trace simulate(const json& document, std::uint64_t seed) {
  const Experiment experiment = cli::parse_experiment(document, "experiment.json");
  cli::VerbOptions options;
  options.seed = seed;
  options.runs = 1;
  return cli::find_protocol(experiment).simulate(experiment, options).traces.at(0).trace;
}

inline std::vector<Projection> project(const world::Trace& trace) {
  const Experiment experiment = cli::parse_experiment(trace.experiment, "trace");
  return cli::find_protocol(experiment).project(experiment, trace);
}

inline ConformResult conform(const world::Trace& trace) {
  const Experiment experiment = cli::parse_experiment(trace.experiment, "trace");
  cli::check_processes(trace, experiment, cli::find_protocol(experiment));
  return check_conformance(model(), project(trace));
}

// Whether replay finds the trace to happen as recorded.
inline bool replays(const world::Trace& trace) {
  const Experiment experiment = cli::parse_experiment(trace.experiment, "trace");
  for (const cli::PropertyVerdict& verdict : cli::find_protocol(experiment).replay(experiment, trace).verdicts)
    if (verdict.property == "replay") return false;
  return true;
}

inline std::uint32_t senders(const bracha::Tallies& tallies, bracha::Value value, std::optional<ProcessId> but = {}) {
  for (const bracha::Tally& tally : tallies)
    if (tally.value == value) return tally.from.size() - (but && tally.from.contains(*but) ? 1U : 0U);
  return 0;
}

// The first step at which a correct process became ready or delivered with fewer distinct senders than Bracha demands:
// more than (n + t)/2 echoes or t + 1 readies of others; 2t + 1 readies.
inline std::optional<std::size_t> first_unjustified_step(const world::Trace& trace) {
  const auto n = trace.experiment.at("n").get<std::uint32_t>();
  const auto t = trace.experiment.at("t").get<std::uint32_t>();
  std::map<std::uint32_t, bracha::State> before;
  for (std::size_t index = 0; index < trace.steps.size(); ++index) {
    const world::TraceStep& step = trace.steps[index];
    if (std::count(trace.faulty.begin(), trace.faulty.end(), step.process) > 0) continue;
    const auto decoded = decode<MixedState>(*world::from_hex(step.state)).value;
    if (!decoded) throw std::runtime_error("no state");
    const bracha::State& now = decoded->honest;
    const bracha::State& old = before[step.process];
    if (now.readied && !old.readied && 2 * senders(now.echoes, *now.readied) <= n + t &&
        senders(now.readies, *now.readied, ProcessId{step.process}) < t + 1)
      return index;
    if (now.delivered && !old.delivered && senders(now.readies, *now.delivered) < 2 * t + 1) return index;
    before[step.process] = now;
  }
  return std::nullopt;
}

}  // namespace parley::conform

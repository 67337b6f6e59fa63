// A trace as projections onto the protocol's model: decodes the recorded states and lets the model map read them.
#pragma once

#include <fmt/format.h>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/engines/instance.hpp"
#include "models/projection.hpp"
#include "models/state_view.hpp"
#include "net/world/trace.hpp"

namespace parley::cli {

template <class P>
concept HasModelMap = requires {
  ModelMap<P>::kModels;
};

// The state of P in the canonical bytes of one, or of one with its faults. Nothing when they are neither.
template <Process P>
std::optional<typename P::State> honest_state(const Bytes& bytes, bool alone) {
  if (alone) return decode<typename P::State>(bytes).value;
  auto mixed = decode<typename faults::Mixed<P>::State>(bytes).value;
  if (!mixed) return std::nullopt;
  return std::move(mixed->honest);
}

template <Process P>
StateView<P> view_step(const world::Trace& trace, std::size_t index, const std::string& file) {
  const world::TraceStep& step = trace.steps[index];
  StateView<P> view{index, step.process, step.kind != world::EventKind::kCrash, {}};
  if (!view.up) return view;
  std::optional<typename P::State> state;
  if (const std::optional<Bytes> bytes = world::from_hex(step.state))
    state = honest_state<P>(*bytes, world::is_of_protocol_alone(trace));
  if (!state)
    throw InputError(file, fmt::format("line {}, /state", index + 2), fmt::format("expected a state of {}", P::kName));
  view.state = std::move(*state);
  return view;
}

template <Process P>
requires HasModelMap<P> std::vector<Projection> project(const Experiment& experiment, const world::Trace& trace) {
  const typename P::Config config = honest_config<P>(experiment);
  const ProcessSet correct = world::correct_in(trace, process_count(config));
  std::vector<StateView<P>> steps;
  for (std::size_t index = 0; index < trace.steps.size(); ++index) {
    if (correct.contains(ProcessId{trace.steps[index].process}))
      steps.push_back(view_step<P>(trace, index, experiment.file.string()));
  }
  return ModelMap<P>::projections(config, correct, steps);
}

}  // namespace parley::cli

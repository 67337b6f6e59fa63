#include "models/maps/echo_broadcast.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>

namespace parley {

namespace {

using echo_broadcast::State;
using echo_broadcast::Value;
using View = StateView<echo_broadcast::Protocol>;

std::string location(const State& state, Value value, bool sent_to) {
  const bool echoed = state.echoed == value;
  const std::string start = echoed ? "echoed" : sent_to ? "v1" : "v0";
  if (state.delivered == value) return start + "_delivered";
  return echoed ? start : start + "_none";
}

std::int64_t support(const State& state, Value value) {
  for (const echo_broadcast::Tally& tally : state.echoes)
    if (tally.value == value) return tally.from.size();
  return 0;
}

// `steps` are those of correct processes.
Projection project(const echo_broadcast::Config& config, const ProcessSet& correct, const std::vector<View>& steps,
                   Value value) {
  ProcessSet echoing;
  for (const View& view : steps)
    if (view.state.echoed == value) echoing.insert(ProcessId{view.process});

  Projection projection;
  projection.label = "value " + std::to_string(value);
  projection.parameters = {{"n", config.n}, {"t", config.t}, {"f", config.n - correct.size()}};
  std::map<std::uint32_t, std::string> at;
  correct.for_each([&](ProcessId id) { at[id.value] = location(State{}, value, echoing.contains(id)); });
  projection.initial = at;
  for (const View& view : steps) {
    if (!view.up) continue;
    std::string to = location(view.state, value, echoing.contains(ProcessId{view.process}));
    if (at[view.process] == to) continue;
    at[view.process] = to;
    projection.moves.push_back({view.step, view.process, std::move(to), {{"nr_echo", support(view.state, value)}}});
  }
  return projection;
}

}  // namespace

std::vector<Projection> ModelMap<echo_broadcast::Protocol>::projections(const echo_broadcast::Config& config,
                                                                        const ProcessSet& correct,
                                                                        const std::vector<View>& steps) {
  std::set<Value> values;
  for (const View& view : steps)
    for (const auto& value : {view.state.echoed, view.state.delivered})
      if (value) values.insert(*value);
  std::vector<Projection> projections;
  for (const Value value : values) projections.push_back(project(config, correct, steps, value));
  return projections;
}

}  // namespace parley

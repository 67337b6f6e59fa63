#include "models/maps/bracha.hpp"

#include <map>

namespace parley {

namespace {

using bracha::State;
using bracha::Value;
using View = StateView<bracha::Protocol>;

std::set<Value> values_in(const ProcessSet& correct, const std::vector<View>& steps) {
  std::set<Value> values;
  for (const View& view : steps) {
    if (!correct.contains(ProcessId{view.process})) continue;
    for (const auto& value : {view.state.echoed, view.state.readied, view.state.delivered})
      if (value) values.insert(*value);
  }
  return values;
}

std::string location(const State& state, Value value, bool sent_to) {
  const bool echoed = state.echoed == value;
  const std::string start = echoed ? "echoed" : sent_to ? "v1" : "v0";
  if (state.delivered == value) return start + "_delivered";
  if (state.readied == value) return start + "_ready";
  return echoed ? start : start + "_none";
}

std::int64_t support(const bracha::Tallies& tallies, Value value) {
  for (const bracha::Tally& tally : tallies)
    if (tally.value == value) return tally.from.size();
  return 0;
}

Projection project(const bracha::Config& config, const ProcessSet& correct, const std::vector<View>& steps,
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
    if (!correct.contains(ProcessId{view.process}) || !view.up) continue;
    std::string to = location(view.state, value, echoing.contains(ProcessId{view.process}));
    if (at[view.process] == to) continue;
    at[view.process] = to;
    projection.moves.push_back({view.step, view.process, std::move(to),
                                {{"nr_echo", support(view.state.echoes, value)},
                                 {"nr_ready", support(view.state.readies, value)}}});
  }
  return projection;
}

}  // namespace

std::vector<Projection> ModelMap<bracha::Protocol>::projections(const bracha::Config& config, const ProcessSet& correct,
                                                                const std::vector<View>& steps) {
  std::vector<Projection> projections;
  for (const Value value : values_in(correct, steps)) projections.push_back(project(config, correct, steps, value));
  return projections;
}

}  // namespace parley

#include "models/maps/two_phase_commit.hpp"

#include <map>
#include <string>

namespace parley {

namespace {

using two_phase_commit::State;
using View = StateView<two_phase_commit::Protocol>;

std::string location(const State& state, bool coordinates) {
  const std::optional<bool>& decision = state.known.decision;
  if (coordinates) return !decision ? "waiting" : *decision ? "coordinator_committed" : "coordinator_aborted";
  if (decision) return *decision ? "committed" : "aborted";
  return state.known.vote == true ? "prepared" : "working";
}

}  // namespace

std::vector<Projection> ModelMap<two_phase_commit::Protocol>::projections(const two_phase_commit::Config& config,
                                                                          const ProcessSet&,
                                                                          const std::vector<View>& steps) {
  if (config.n < 2) return {};  // alone, the coordinator has nobody to agree with
  Projection projection;
  projection.label = "the transaction";
  projection.parameters = {{"n", config.n}, {"q", config.n - 1}};
  for (std::uint32_t id = 0; id < config.n; ++id)
    projection.initial[id] = location(State{}, id == config.coordinator.value);
  std::map<std::uint32_t, std::string> at = projection.initial;
  for (const View& view : steps) {
    if (!view.up || view.process >= config.n) continue;
    const bool coordinates = view.process == config.coordinator.value;
    std::string to = location(view.state, coordinates);
    if (at[view.process] == to) continue;
    at[view.process] = to;
    Move move{view.step, view.process, std::move(to), {}};
    if (move.to == "coordinator_committed" && view.state.yes.size() > 0)
      move.evidence["yes"] = static_cast<std::int64_t>(view.state.yes.size()) - 1;
    projection.moves.push_back(std::move(move));
  }
  return {projection};
}

}  // namespace parley

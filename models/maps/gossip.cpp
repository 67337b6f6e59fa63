#include "models/maps/gossip.hpp"

#include <map>
#include <string>

namespace parley {

std::vector<Projection> ModelMap<gossip::Protocol>::projections(const gossip::Config& config, const ProcessSet& correct,
                                                                const std::vector<StateView<gossip::Protocol>>& steps) {
  if (config.n < 2 || !correct.contains(config.source)) return {};  // a faulty source may have told several rumours
  Projection projection;
  projection.label = "the rumour";
  projection.parameters = {{"n", config.n}, {"t", config.t}, {"f", config.n - correct.size()}};
  correct.for_each([&](ProcessId id) { projection.initial[id.value] = id == config.source ? "source" : "ignorant"; });
  std::map<std::uint32_t, std::string> at = projection.initial;
  for (const auto& view : steps) {
    const bool counts = correct.contains(ProcessId{view.process}) && view.up;
    if (!counts || !view.state.rumour || at[view.process] == "informed") continue;
    Move move{view.step, view.process, "informed", {}};
    // The process itself, and one who told it. A rumour that is not the source's stands for none: nobody who knew it is
    // behind it.
    if (at[view.process] == "ignorant") move.evidence["knows"] = view.state.rumour->signer() == config.source ? 2 : 1;
    at[view.process] = "informed";
    projection.moves.push_back(std::move(move));
  }
  return {projection};
}

}  // namespace parley

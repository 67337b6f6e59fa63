// Rumour spreading as an instance of models/gossip.ta: one projection a run whose source is correct. The field table:
//
//   model                          implementation (gossip::State)
//   source                         is the source, state.rumour is empty
//   ignorant                       is another process, state.rumour is empty
//   informed                       state.rumour is there
//   knows, as evidence             1 in a process that has learned from another: it holds the source's signature
#pragma once

#include <string_view>
#include <vector>

#include "models/projection.hpp"
#include "models/state_view.hpp"
#include "protocols/overlay/gossip/gossip.hpp"

namespace parley {

template <>
struct ModelMap<gossip::Protocol> {
  static constexpr std::string_view kModels[] = {"Gossip"};

  static std::vector<Projection> projections(const gossip::Config& config, const ProcessSet& correct,
                                             const std::vector<StateView<gossip::Protocol>>& steps);
};

}  // namespace parley

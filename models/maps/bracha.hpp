// Bracha's broadcast as an instance of models/bracha.ta: one projection for each value that a correct process echoed,
// readied or delivered. The field table:
//
//   model                          implementation (bracha::State)
//   echoed                         state.echoed == v
//   readied                        state.readied == v
//   delivered                      state.delivered == v
//   v1 (SEND(v) will come)         the process echoes v at some step of the run
//   nr_echo, as evidence           number of processes in the tally of v in state.echoes
//   nr_ready, as evidence          number of processes in the tally of v in state.readies
//
// A process whose SEND(v) is still under way when the run ends counts as v0: the model cannot tell the difference.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "models/projection.hpp"
#include "models/state_view.hpp"
#include "protocols/broadcast/bracha/bracha.hpp"

namespace parley {

template <>
struct ModelMap<bracha::Protocol> {
  static constexpr std::string_view kModels[] = {"Bracha"};

  static std::vector<Projection> projections(const bracha::Config& config, const ProcessSet& correct,
                                             const std::vector<StateView<bracha::Protocol>>& steps);
};

}  // namespace parley

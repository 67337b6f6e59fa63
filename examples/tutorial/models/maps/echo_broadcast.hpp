// Echo broadcast as an instance of models/echo_broadcast.ta: one projection for each value that a correct process
// echoed or delivered. The field table:
//
//   model                          implementation (echo_broadcast::State)
//   echoed                         state.echoed == v
//   delivered                      state.delivered == v
//   v1 (SEND(v) will come)         the process echoes v at some step of the run
//   nr_echo, as evidence           number of processes in the tally of v in state.echoes
#pragma once

#include <vector>

#include "models/projection.hpp"
#include "models/state_view.hpp"
#include "protocols/broadcast/echo_broadcast/echo_broadcast.hpp"

namespace parley {

template <>
struct ModelMap<echo_broadcast::Protocol> {
  static constexpr std::string_view kModels[] = {"EchoBroadcast"};

  static std::vector<Projection> projections(const echo_broadcast::Config& config, const ProcessSet& correct,
                                             const std::vector<StateView<echo_broadcast::Protocol>>& steps);
};

}  // namespace parley

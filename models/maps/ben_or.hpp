// A run of Ben-Or's consensus as instances of models/ben_or.ta (protocol A) or models/ben_or_byzantine.ta (protocol B):
// one projection for each round that a process was seen in. The field table:
//
//   model                           implementation (ben_or::State)
//   start0, start1                  before the round; the value is the one that the process votes for in it
//   voted                           stage kVoted in the round
//   proposed0, _1, _none            stage kProposed or kStopped; the process's own entry in the proposals (protocol A;
//                                   `proposed` in protocol B)
//   decided0, _1, adopted0, _1,     stage kDecided, kAdopted, kTossed, and `value`
//   coin0, _1
//   zeros, ones, as evidence        votes of the round
//   prop0, prop1, nothing           proposals of the round
//
// A process that never comes to the round in the run stands at start0. Protocol B's model counts the correct processes.
// Protocol A's counts those that crash as well, of whose states nothing is known: they have voted and proposed what
// correct processes have heard of them, and a vote that came too late to count is taken to be the one that the proposal
// needs. That is exact for one of them; with two or more a run may be rejected where one proposed on a vote of another
// that no correct process ever counted.
#pragma once

#include <string_view>
#include <vector>

#include "models/projection.hpp"
#include "models/state_view.hpp"
#include "protocols/consensus/ben_or/ben_or.hpp"

namespace parley {

template <>
struct ModelMap<ben_or::Protocol> {
  static constexpr std::string_view kModels[] = {"BenOr", "BenOrByzantine"};

  static std::vector<Projection> projections(const ben_or::Config& config, const ProcessSet& correct,
                                             const std::vector<StateView<ben_or::Protocol>>& steps);
};

}  // namespace parley

// A run of two-phase commit as an instance of models/two_phase_commit.ta: one projection a run. The field table:
//
//   model                              implementation (two_phase_commit::State)
//   waiting                            is the coordinator, no decision
//   coordinator_committed, _aborted    is the coordinator, known.decision
//   working                            is another participant, known.vote is empty or no, no decision
//   prepared                           is another participant, known.vote is yes, no decision
//   committed, aborted                 is another participant, known.decision
//   yes, as evidence of a commit       the coordinator's `yes`, but for itself
//
// A vote and a decision are durable, so a process that crashes keeps its place.
#pragma once

#include <string_view>
#include <vector>

#include "models/projection.hpp"
#include "models/state_view.hpp"
#include "protocols/consensus/two_phase_commit/two_phase_commit.hpp"

namespace parley {

template <>
struct ModelMap<two_phase_commit::Protocol> {
  static constexpr std::string_view kModels[] = {"TwoPhaseCommit"};

  static std::vector<Projection> projections(const two_phase_commit::Config& config, const ProcessSet& correct,
                                             const std::vector<StateView<two_phase_commit::Protocol>>& steps);
};

}  // namespace parley

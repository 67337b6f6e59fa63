// Raft's elections as instances of models/raft_election.ta: one projection for each term and pair of its candidates
// (one candidate alone stands as a). The field table:
//
//   model (term T, candidates a, b)     implementation (raft::Server)
//   undecided                           has not voted for a or b in T
//   candidate_a                         is a, term == T, voted_for == a
//   leader_a                            is a, and role was kLeader in T
//   voted_a                             is another server, term == T, voted_for == a
//   votes_a, as evidence of a victory   a's votes before the step, and the one that the step counts
//
// A vote is durable, so a server that crashes keeps its place; the model's own crashes are not needed. A server that
// votes for a third candidate stays undecided: towards a and b it is a voter who never votes.
#pragma once

#include <string_view>
#include <vector>

#include "models/projection.hpp"
#include "models/state_view.hpp"
#include "protocols/consensus/raft/raft.hpp"

namespace parley {

template <>
struct ModelMap<raft::Protocol> {
  static constexpr std::string_view kModels[] = {"RaftElection"};

  static std::vector<Projection> projections(const raft::Config& config, const ProcessSet& correct,
                                             const std::vector<StateView<raft::Protocol>>& steps);
};

}  // namespace parley

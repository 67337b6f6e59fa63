// A run of Paxos as instances of models/paxos.ta: one projection for each two neighbouring ballots a < b of those in
// which somebody voted. The field table:
//
//   model                          implementation (paxos::State)
//   idle                           known.voted is below a, known.promised is not b
//   voted_a                        known.voted is of a, known.promised is not b
//   joined_fresh, joined_told      known.promised is b, and known.voted below a, or of a
//   voted_same, voted_other        known.voted is of b; its value is that of a, or is not
//   leader, leader_same, _other    one more process, numbered n: whether the proposer of b has proposed, and which
//   promises, fresh, as evidence   attempt.promises of the proposer of b
//
// A process that goes on to ballots above b has done all it will in a and b, and keeps its place; promises and votes
// are durable, so one that crashes does, too.
#pragma once

#include <string_view>
#include <vector>

#include "models/projection.hpp"
#include "models/state_view.hpp"
#include "protocols/consensus/paxos/paxos.hpp"

namespace parley {

template <>
struct ModelMap<paxos::Protocol> {
  static constexpr std::string_view kModels[] = {"Paxos"};
  static constexpr std::string_view kSettings = R"({"proposers": 2})";

  static std::vector<Projection> projections(const paxos::Config& config, const ProcessSet& correct,
                                             const std::vector<StateView<paxos::Protocol>>& steps);
};

}  // namespace parley

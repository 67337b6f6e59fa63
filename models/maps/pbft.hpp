// PBFT's normal case as instances of models/pbft.ta: one projection for each view and number, and each pair of requests
// that correct replicas accepted for it (one request alone stands as a). The field table:
//
//   model (view v, number s)         implementation (pbft::Replica, its slot of s while its view is v)
//   accepted_x                       slot.proposal is for the digest of x
//   prepared_x                       and slot.prepared
//   committed_x                      and slot.committed
//   wait_x                           the replica accepts x for v and s at some step of the run
//   none                             it accepts none of the two
//   votes_x, as evidence             acceptances of x in the slot, or in the certificate, and the primary's pre-prepare
//   commits_x, as evidence           processes in the slot's tally of commits for x
//
// A slot is gone once its replica leaves the view or its number is discarded: the replica stays at its last location.
// One that restarts has forgotten commits, which it may count again; it does not go back.
#pragma once

#include <string_view>
#include <vector>

#include "models/projection.hpp"
#include "models/state_view.hpp"
#include "protocols/consensus/pbft/pbft.hpp"

namespace parley {

template <>
struct ModelMap<pbft::Protocol> {
  static constexpr std::string_view kModels[] = {"Pbft"};
  static constexpr std::string_view kSettings = R"({"clients": 2})";

  static std::vector<Projection> projections(const pbft::Config& config, const ProcessSet& correct,
                                             const std::vector<StateView<pbft::Protocol>>& steps);
};

}  // namespace parley

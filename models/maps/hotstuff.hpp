// Views of HotStuff as instances of models/hotstuff.ta: one projection for each view in which a correct replica voted,
// and each pair of blocks voted for in it (one block alone stands as a). The field table:
//
//   model (view v)                 implementation (hotstuff::Replica)
//   voted_x                        voted became v, and ballot is x
//   knows_y_x                      highest is a certificate of view v for x
//   wait_x                         the replica votes for x at some step of the run
//   none                           it votes for none of the two
//
// A replica that learns a later certificate first does not move: the certificate of v passed it by. There is no
// evidence but the votes in the certificate itself, which the handlers have checked: votes_x is their number.
#pragma once

#include <string_view>
#include <vector>

#include "models/projection.hpp"
#include "models/state_view.hpp"
#include "protocols/consensus/hotstuff/hotstuff.hpp"

namespace parley {

template <>
struct ModelMap<hotstuff::Protocol> {
  static constexpr std::string_view kModels[] = {"Hotstuff"};
  static constexpr std::string_view kSettings = R"({"clients": 2})";

  static std::vector<Projection> projections(const hotstuff::Config& config, const ProcessSet& correct,
                                             const std::vector<StateView<hotstuff::Protocol>>& steps);
};

}  // namespace parley

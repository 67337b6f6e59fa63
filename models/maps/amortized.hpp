// The amortised broadcast as an instance of models/bracha.ta: one projection for each block that a correct process
// echoed or was ready for. A vote for a block is one for all before it, so the model's echoes and readies of a block
// are those votes that reach it. The field table:
//
//   model                          implementation (amortized::Chain of a sender, block v at height r)
//   echoed                         chain.accepted[r - 1] == v
//   readied                        chain.readied[r - 1] == v
//   delivered                      the same, and chain.delivered >= r
//   v1 (SEND(v) will come)         the process echoes v at some step of the run
//   nr_echo, as evidence           processes that are known to have echoed v or a block after it, itself included
//   nr_ready, as evidence          processes that are known to be ready for v or a block after it, itself included
//
// Certificates of the optimistic path are no votes, and the model does not know them: runs with `optimistic` are not
// covered.
#pragma once

#include <string_view>
#include <vector>

#include "models/projection.hpp"
#include "models/state_view.hpp"
#include "protocols/broadcast/amortized/amortized.hpp"

namespace parley {

template <>
struct ModelMap<amortized::Protocol> {
  static constexpr std::string_view kModels[] = {"Bracha"};

  static std::vector<Projection> projections(const amortized::Config& config, const ProcessSet& correct,
                                             const std::vector<StateView<amortized::Protocol>>& steps);
};

}  // namespace parley

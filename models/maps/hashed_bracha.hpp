// Bracha's broadcast with hashes as an instance of models/bracha.ta: one projection for each hash of each payload that
// a correct process echoed or was ready for. The field table:
//
//   model                          implementation (hashed_bracha::Instance of a sender and a number, hash v)
//   echoed                         instance.echoed == v
//   readied                        instance.readied == v
//   delivered                      instance.wanted == v: there are readies enough, whether or not the payload is here
//   v1 (SEND(v) will come)         the process echoes v at some step of the run
//   nr_echo, as evidence           number of processes in the tally of v in instance.echoes
//   nr_ready, as evidence          number of processes in the tally of v in instance.readies
//
// Of a settled instance nothing is left: it is where it was, for it had echoed, was ready and delivered.
#pragma once

#include <string_view>
#include <vector>

#include "models/projection.hpp"
#include "models/state_view.hpp"
#include "protocols/broadcast/hashed_bracha/hashed_bracha.hpp"

namespace parley {

template <>
struct ModelMap<hashed_bracha::Protocol> {
  static constexpr std::string_view kModels[] = {"Bracha"};

  static std::vector<Projection> projections(const hashed_bracha::Config& config, const ProcessSet& correct,
                                             const std::vector<StateView<hashed_bracha::Protocol>>& steps);
};

}  // namespace parley

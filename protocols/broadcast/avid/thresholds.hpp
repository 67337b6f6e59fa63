// The numbers that safety and delivery rest on, each with the argument that needs it.
#pragma once

#include <algorithm>
#include <cstdint>

#include "protocols/broadcast/avid/avid.hpp"

namespace parley::avid {

// k = t + 1 fragments give the payload: what t liars hold gives nothing, and at most n - 2t may be asked for, as so
// many correct echoes are all that is sure of the quorum below.
inline crypto::Code code_of(const Config& config) {
  return {config.data_fragments != 0 ? config.data_fragments : config.t + 1, config.n};
}

// max{ceil((n + t + 1)/2), k} echoes; n - t where n = 3t + 1. Two sets of that size share a correct process, which
// echoes one root: no two correct processes ready different roots on echoes. More than (n - t)/2 of them, so at least
// t + 1, are correct processes' and reach everybody: who is to deliver has the fragments to do it with.
inline std::uint32_t echo_quorum(const Config& config) {
  if (config.echo_quorum != 0) return config.echo_quorum;
  return std::max((config.n + config.t) / 2 + 1, code_of(config).data);
}

// t + 1 readies: one of them is a correct process's, so some correct process has seen that the root is one of a
// codeword.
inline std::uint32_t ready_support(const Config& config) {
  return config.ready_support != 0 ? config.ready_support : config.t + 1;
}

// 2t + 1 readies: t + 1 of them are correct processes' and reach everybody, so all become ready.
inline std::uint32_t delivery_quorum(const Config& config) {
  return config.delivery_quorum != 0 ? config.delivery_quorum : 2 * config.t + 1;
}

}  // namespace parley::avid

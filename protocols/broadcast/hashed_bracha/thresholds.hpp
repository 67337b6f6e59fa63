// The numbers that safety and delivery rest on, each with the argument that needs it. The first three are Bracha's
// (1987, lemmas 1 to 3), with hashes for values.
#pragma once

#include <cstdint>

#include "protocols/broadcast/hashed_bracha/hashed_bracha.hpp"

namespace parley::hashed_bracha {

// More than (n + t)/2 echoes: two sets of that size share a correct process, and a correct process echoes one hash of a
// sender and a number. Hence no two correct processes ready different hashes.
constexpr std::uint32_t echo_quorum(const Config& config) {
  return config.echo_quorum != 0 ? config.echo_quorum : (config.n + config.t) / 2 + 1;
}

// t + 1 readies: one of them is from a correct process, so joining it forges nothing.
constexpr std::uint32_t ready_support(const Config& config) {
  return config.ready_support != 0 ? config.ready_support : config.t + 1;
}

// 2t + 1 readies: t + 1 of them are from correct processes and reach everybody, so all become ready.
constexpr std::uint32_t delivery_quorum(const Config& config) {
  return config.delivery_quorum != 0 ? config.delivery_quorum : 2 * config.t + 1;
}

// t + 1 of those that echoed the hash: one of them is correct and has the payload. So many will be found: the first
// correct ready was made by more than (n + t)/2 echoes, of which more than (n - t)/2 >= t + 1/2 are of correct
// processes and reach everybody.
constexpr std::uint32_t pull_from(const Config& config) {
  return config.pull_from != 0 ? config.pull_from : config.t + 1;
}

}  // namespace parley::hashed_bracha

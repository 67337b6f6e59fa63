// The three numbers that Bracha's safety rests on, each with the argument that needs it.
#pragma once

#include <cstdint>

#include "protocols/broadcast/bracha/bracha.hpp"

namespace parley::bracha {

// More than (n + t)/2 echoes: two sets of that size share more than t processes, so a correct one, and a correct
// process echoes one value. Hence no two correct processes ready different values (Bracha 1987, lemma 1).
constexpr std::uint32_t echo_quorum(const Config& config) {
  return config.echo_quorum != 0 ? config.echo_quorum : (config.n + config.t) / 2 + 1;
}

// t + 1 readies: one of them is from a correct process, so joining it forges nothing (lemma 2).
constexpr std::uint32_t ready_support(const Config& config) {
  return config.ready_support != 0 ? config.ready_support : config.t + 1;
}

// 2t + 1 readies: t + 1 of them are from correct processes and reach everybody, so all become ready, and n - t >= 2t +
// 1 readies reach everybody: one delivery brings all (lemma 3).
constexpr std::uint32_t delivery_quorum(const Config& config) {
  return config.delivery_quorum != 0 ? config.delivery_quorum : 2 * config.t + 1;
}

}  // namespace parley::bracha

// The two numbers that Paxos' safety rests on.
#pragma once

#include <cstdint>

#include "protocols/consensus/paxos/paxos.hpp"

namespace parley::paxos {

// More than half: two such sets share a process, so among the promises for a ballot there is one of a process that
// voted for whatever may have been chosen in an earlier ballot ("The part-time parliament", condition B2). It is enough
// that every set of promises meets every set of votes, promise_quorum + accept_quorum > n (H. Howard, D. Malkhi,
// A. Spiegelman, "Flexible Paxos", OPODIS 2016).
constexpr std::uint32_t majority(const Config& config) {
  return config.n / 2 + 1;
}
constexpr std::uint32_t promise_quorum(const Config& config) {
  return config.promise_quorum != 0 ? config.promise_quorum : majority(config);
}
constexpr std::uint32_t accept_quorum(const Config& config) {
  return config.accept_quorum != 0 ? config.accept_quorum : majority(config);
}

}  // namespace parley::paxos

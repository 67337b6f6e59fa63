// The numbers that Ben-Or's safety rests on, each with the argument that needs it; protocol A stands n > 2t, protocol B
// n > 5t.
#pragma once

#include <cstdint>

#include "protocols/consensus/ben_or/ben_or.hpp"

namespace parley::ben_or {

// Messages that a step waits for. More might never come.
constexpr std::uint32_t awaited(const Config& config) {
  return config.n - config.t;
}

// A: more than n/2 values; two such sets share a process, so nobody proposes another value in the round.
// B: more than (n + t)/2; two such sets share more than t processes, so a correct one, which sends all the same value.
constexpr std::uint32_t propose_quorum(const Config& config) {
  if (config.propose_quorum != 0) return config.propose_quorum;
  return (config.byzantine ? config.n + config.t : config.n) / 2 + 1;
}

// A: one proposal, since nobody lies. B: t + 1, of which one is a correct process's.
constexpr std::uint32_t adopt_support(const Config& config) {
  if (config.adopt_support != 0) return config.adopt_support;
  return config.byzantine ? config.t + 1 : 1;
}

// A: more than t proposals; everybody else misses at most t of them, so sees one and adopts its value.
// B: more than (n + t)/2, so more than (n - t)/2 of correct processes; everybody else misses at most t of these, and
// (n - t)/2 - t >= t + 1/2 for n > 5t, so sees t + 1 and adopts the value.
constexpr std::uint32_t decide_quorum(const Config& config) {
  if (config.decide_quorum != 0) return config.decide_quorum;
  return config.byzantine ? (config.n + config.t) / 2 + 1 : config.t + 1;
}

}  // namespace parley::ben_or

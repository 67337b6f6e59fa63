// Counting of votes and of replicated entries, as pure functions.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>

#include "protocols/consensus/raft/log.hpp"
#include "protocols/core/walk.hpp"

namespace parley::raft {

// More than n/2: any two majorities share a process.
constexpr std::uint32_t majority(std::uint32_t n) {
  return n / 2 + 1;
}

// One matching index a server, the leader's own included.
using MatchIndexes = InlineVector<Index, 8>;

// The largest N such that at least `quorum` servers hold all entries up to N.
// REQUIRES: 1 <= quorum <= matches.size(). Reorders `matches`.
inline Index replicated_index(MatchIndexes& matches, std::uint32_t quorum) {
  const auto place = matches.begin() + static_cast<std::ptrdiff_t>(quorum - 1);
  std::nth_element(matches.begin(), place, matches.end(), std::greater<>());
  return *place;
}

}  // namespace parley::raft

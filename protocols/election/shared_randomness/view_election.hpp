// Algorithm A of the card (section 4, RECON): synchronous view refinement with random colours, for known size n.
//   phase: draw T more bits; n rounds  x := id of (x, ((far port, x of neighbour) by port));  n rounds of gossip of the
//   set of all x;  n different x: the smallest is elected; fewer: another phase; more: n is wrong, stop undecided
// An id stands for the whole tuple, as a hash without collisions would.
#pragma once

#include "protocols/election/shared_randomness/election.hpp"

namespace parley::shared_randomness {

inline constexpr std::uint32_t kMostViewNodes = 64;

struct ViewSettings {
  std::uint32_t believed_size = 0;  // n as the nodes know it, right or wrong
  std::uint32_t bits = 8;           // T
  std::uint32_t most_phases = 1;    // 1: Monte Carlo; more: Las Vegas, cut off
  Mutant mutant = Mutant::none;
};

// REQUIRES: 2 <= network.size() <= kMostViewNodes. O(phases * n * edges * log n) time.
Election elect_by_views(const Network& network, const Sources& sources, const ViewSettings& settings, Rng& rng);

// One phase with given colours (by node), without randomness.
Election elect_with_colours(const Network& network, const std::vector<std::vector<std::uint64_t>>& colours,
                            const ViewSettings& settings);

}  // namespace parley::shared_randomness

// Breaking symmetry on a directed cycle in the LOCAL model: anchors at distances from a range, in a counted number of
// synchronous rounds. A round lets each node read its two neighbours' states.
//
// Colours: R. Cole, U. Vishkin, "Deterministic coin tossing with applications to optimal parallel list ranking",
// Information and Control 70 (1986): from c to 2 k + bit k of c, k the lowest bit where c and the predecessor's colour
// differ; colours below 2^b become colours below 2 b.
#pragma once

#include <cstdint>
#include <vector>

#include "protocols/core/random.hpp"

namespace parley::cycle_problems {

enum class Identifiers : std::uint8_t { kRandom, kIncreasing };

// Unique identifiers 1 .. n^3, of the nodes in the cycle's order. REQUIRES: n <= 2^20.
std::vector<std::uint64_t> identifiers(std::uint32_t n, Identifiers kind, Rng& rng);

// Rounds until identifiers of so many bits have become 6 colours; 3 more make 3.
std::uint32_t cole_vishkin_rounds(std::uint32_t bits);

struct Anchors {
  std::vector<std::uint32_t> positions = {};  // ascending; the last gap closes the cycle
  std::uint64_t rounds = 0;
};

// A proper 3-colouring of the cycle of those who have these identifiers.
struct Coloured {
  std::vector<std::uint64_t> colours = {};
  std::uint32_t rounds = 0;
};
Coloured three_colours(const std::vector<std::uint64_t>& identifiers, std::uint32_t bits);

// Anchors with all gaps in [gap, 2 gap - 1]. Levels double the gap: the anchors so far colour themselves over the cycle
// that they form, a maximal independent set of them stays, and gaps that became too long are divided. A round on that
// cycle is as many rounds as its longest gap. O(gap log* n) rounds. REQUIRES: identifiers.size() >= 8 gap.
Anchors spaced_anchors(const std::vector<std::uint64_t>& identifiers, std::uint32_t gap);

// The strict maxima of the values within `radius`: gaps of more than radius, and no bound above. `radius` rounds.
Anchors local_maxima(const std::vector<std::uint64_t>& values, std::uint32_t radius);

}  // namespace parley::cycle_problems

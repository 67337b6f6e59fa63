// Rings whose nodes colour themselves in one round.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "gpu/two_colouring.hpp"
#include "protocols/core/random.hpp"

namespace parley::two_colouring {

// A threshold rule as nodes carry it out: numbers have 53 bits, cells are found by their highest.
class NodeRule {
 public:
  // REQUIRES: the grid of the rule is 32.
  explicit NodeRule(const gpu::ThresholdRule& rule);

  // The colour of a node that drew b between a predecessor's a and a successor's c.
  bool colour(std::uint64_t a, std::uint64_t b, std::uint64_t c) const {
    const std::uint64_t i = a >> kCellShift;
    const std::uint64_t j = b >> kCellShift;
    const std::uint64_t bound = bounds_[(i * kGrid + j) * 2 + (a <= b ? 1 : 0)];
    return c < (bound == kOwn ? b : bound);
  }

  static constexpr unsigned kBits = 53;
  static constexpr std::uint64_t kGrid = 32;

 private:
  static constexpr unsigned kCellShift = kBits - 5;
  static constexpr std::uint64_t kOwn = ~std::uint64_t{0};  // c is compared with b itself

  std::array<std::uint64_t, kGrid * kGrid * 2> bounds_{};
};

// Edges of one colour on a ring of `n` nodes, after one round. `drawn` is room for the numbers.
std::uint64_t monochromatic_edges(const NodeRule& rule, std::uint32_t n, Rng& rng, std::vector<std::uint64_t>& drawn);

}  // namespace parley::two_colouring

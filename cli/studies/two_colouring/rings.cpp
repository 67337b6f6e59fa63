#include "cli/studies/two_colouring/rings.hpp"

#include "protocols/core/check.hpp"

namespace parley::two_colouring {

NodeRule::NodeRule(const gpu::ThresholdRule& rule) {
  check(rule.grid() == kGrid, "a rule of another grid");
  for (std::uint64_t i = 0; i < kGrid; ++i) {
    for (std::uint64_t j = 0; j < kGrid; ++j) {
      for (const bool ordered : {false, true}) {
        if (i != j && ordered != (i < j)) continue;  // no pair of numbers asks for it
        const gpu::Bound bound = rule.bound(static_cast<std::int64_t>(i), static_cast<std::int64_t>(j), ordered);
        bounds_[(i * kGrid + j) * 2 + (ordered ? 1 : 0)] =
            bound.own ? kOwn : static_cast<std::uint64_t>(bound.constant) << kCellShift;
      }
    }
  }
}

std::uint64_t monochromatic_edges(const NodeRule& rule, std::uint32_t n, Rng& rng, std::vector<std::uint64_t>& drawn) {
  drawn.resize(n);
  for (std::uint64_t& number : drawn) number = rng.next() >> (64 - NodeRule::kBits);
  const auto at = [&](std::uint32_t index) { return drawn[index]; };
  const bool first = rule.colour(at(n - 1), at(0), at(1));
  bool before = first;
  std::uint64_t alike = 0;
  for (std::uint32_t node = 1; node + 1 < n; ++node) {
    const bool colour = rule.colour(at(node - 1), at(node), at(node + 1));
    alike += colour == before ? 1U : 0U;
    before = colour;
  }
  const bool last = rule.colour(at(n - 2), at(n - 1), at(0));
  return alike + (last == before ? 1U : 0U) + (last == first ? 1U : 0U);
}

}  // namespace parley::two_colouring

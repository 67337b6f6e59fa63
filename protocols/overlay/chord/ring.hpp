// Arithmetic on Chord's identifier circle, modulo 2^64.
#pragma once

#include <cstdint>

namespace parley::chord {

using Identifier = std::uint64_t;

// Clockwise.
constexpr std::uint64_t distance(Identifier from, Identifier to) {
  return to - from;
}

// x in (a, b); all but a where a = b.
constexpr bool in_open(Identifier a, Identifier x, Identifier b) {
  return x != a && distance(a, x) - 1 < distance(a, b) - 1;
}

// x in (a, b]; everything where a = b.
constexpr bool in_half_open(Identifier a, Identifier x, Identifier b) {
  return distance(a, x) - 1 <= distance(a, b) - 1;
}

}  // namespace parley::chord

// Exact rational numbers for decisions: compared by 128-bit products, never rounded.
#pragma once

#include <cstdint>
#include <numeric>
#include <string>

namespace parley::cycle_problems {

__extension__ using Wide = __int128;

// Invariant: den > 0; in lowest terms. |num| and den stay below 2^50 for costs to 10^6 and lengths to 2^20.
struct Ratio {
  std::int64_t num = 0;
  std::int64_t den = 1;

  static Ratio of(std::int64_t num, std::int64_t den) {
    const std::int64_t divisor = std::gcd(num, den) * (den < 0 ? -1 : 1);
    return {num / divisor, den / divisor};
  }
  friend bool operator==(const Ratio&, const Ratio&) = default;
  friend bool operator<(const Ratio& a, const Ratio& b) { return Wide{a.num} * b.den < Wide{b.num} * a.den; }
  friend bool operator<=(const Ratio& a, const Ratio& b) { return !(b < a); }
  double value() const { return static_cast<double>(num) / static_cast<double>(den); }
  std::string text() const { return std::to_string(num) + (den == 1 ? "" : "/" + std::to_string(den)); }
};

}  // namespace parley::cycle_problems

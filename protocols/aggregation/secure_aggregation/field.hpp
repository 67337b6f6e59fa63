// Arithmetic modulo a prime below 2^62.
#pragma once

#include <cstdint>

namespace parley::secure_aggregation {

// REQUIRES: `order` is prime and below 2^62, operands are below it.
struct Field {
  std::uint64_t order = 2;

  std::uint64_t add(std::uint64_t a, std::uint64_t b) const {
    const std::uint64_t sum = a + b;
    return sum >= order ? sum - order : sum;
  }
  std::uint64_t negate(std::uint64_t a) const { return a == 0 ? 0 : order - a; }
  std::uint64_t subtract(std::uint64_t a, std::uint64_t b) const { return add(a, negate(b)); }
  std::uint64_t multiply(std::uint64_t a, std::uint64_t b) const {
    __extension__ using Wide = unsigned __int128;
    return static_cast<std::uint64_t>(static_cast<Wide>(a) * b % order);
  }
  std::uint64_t power(std::uint64_t base, std::uint64_t exponent) const {
    std::uint64_t result = 1 % order;
    for (; exponent != 0; exponent >>= 1) {
      if ((exponent & 1) != 0) result = multiply(result, base);
      base = multiply(base, base);
    }
    return result;
  }
  // REQUIRES: a != 0.
  std::uint64_t inverse(std::uint64_t a) const { return power(a, order - 2); }
};

// 2^61 - 1, a prime: the field of models (card 4).
inline constexpr std::uint64_t kModelOrder = (std::uint64_t{1} << 61) - 1;

// By trial division: of small orders.
constexpr bool is_prime(std::uint64_t order) {
  if (order < 2) return false;
  for (std::uint64_t divisor = 2; divisor * divisor <= order; ++divisor)
    if (order % divisor == 0) return false;
  return true;
}

}  // namespace parley::secure_aggregation

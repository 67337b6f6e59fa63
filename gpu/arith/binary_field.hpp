// GF(2^8) = GF(2)[x] / (x^8 + x^4 + x^3 + x^2 + 1) and GF(2^16) = GF(2)[x] / (x^16 + x^12 + x^3 + x + 1): the fields of
// the Reed-Solomon codes. x generates the multiplicative group of both. Not constant-time: for public data.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace parley::gpu {

struct Binary8 {
  using Symbol = std::uint8_t;
  static constexpr unsigned kBits = 8;
  static constexpr std::uint32_t kPolynomial = 0x11d;
};

struct Binary16 {
  using Symbol = std::uint16_t;
  static constexpr unsigned kBits = 16;
  static constexpr std::uint32_t kPolynomial = 0x1100b;
};

// Shift and add, the highest bit of b first: for tables, for devices, and as the oracle of what is faster.
template <class Field>
constexpr typename Field::Symbol multiply(typename Field::Symbol a, typename Field::Symbol b) {
  std::uint32_t product = 0;
  for (unsigned bit = Field::kBits; bit-- > 0;) {
    product <<= 1;
    product ^= Field::kPolynomial & (0 - (product >> Field::kBits));
    product ^= a & (0 - (static_cast<std::uint32_t>(b) >> bit & 1));
  }
  return static_cast<typename Field::Symbol>(product);
}

// a^(2^bits - 2); 0 for 0.
template <class Field>
constexpr typename Field::Symbol inverse(typename Field::Symbol a) {
  typename Field::Symbol power = 1;
  for (unsigned bit = 1; bit < Field::kBits; ++bit) {
    a = multiply<Field>(a, a);
    power = multiply<Field>(power, a);
  }
  return power;
}

// Four bytes at once, each by the same factor: the form for processors without a table in reach.
constexpr std::uint32_t multiply_four(std::uint32_t bytes, std::uint8_t factor) {
  std::uint32_t product = 0;
  for (unsigned bit = 8; bit-- > 0;) {
    const std::uint32_t over = product >> 7 & 0x01010101U;
    product = (product << 1 & 0xfefefefeU) ^ over * 0x1dU;
    product ^= bytes & (0 - (static_cast<std::uint32_t>(factor) >> bit & 1));
  }
  return product;
}

}  // namespace parley::gpu

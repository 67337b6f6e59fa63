// The groups in which vectors are summed and masked: integers modulo 2^64, modulo the Mersenne prime 2^61 - 1, and
// modulo the largest 32-bit prime. Values are canonical (below the modulus) and take 64 bits each. Constant-time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace parley::gpu {

struct Modulo64 {
  static constexpr std::string_view name = "2^64";
  template <class Word>
  static constexpr Word from_word(const Word& word) {
    return word;
  }
  template <class Word>
  static constexpr Word add(const Word& a, const Word& b) {
    return a + b;
  }
  template <class Word>
  static constexpr Word subtract(const Word& a, const Word& b) {
    return a - b;
  }
};

namespace modular_detail {

// REQUIRES: a below twice the modulus, which is below 2^62.
template <class Word>
constexpr Word reduce_once(const Word& a, std::uint64_t modulus) {
  const Word difference = a - modulus;  // negative: its high bits are set
  return difference + ((Word{} - (difference >> 63)) & modulus);
}

constexpr std::uint64_t high_product(std::uint64_t a, std::uint64_t b) {
  const std::uint64_t a0 = a & 0xffffffffU;
  const std::uint64_t a1 = a >> 32;
  const std::uint64_t b0 = b & 0xffffffffU;
  const std::uint64_t b1 = b >> 32;
  const std::uint64_t middle = a1 * b0 + (a0 * b0 >> 32);
  const std::uint64_t other = a0 * b1 + (middle & 0xffffffffU);
  return a1 * b1 + (middle >> 32) + (other >> 32);
}

}  // namespace modular_detail

struct Modulo61 {
  static constexpr std::string_view name = "2^61-1";
  static constexpr std::uint64_t modulus() { return (std::uint64_t{1} << 61) - 1; }
  // Of a uniform word: the distance from uniform is below 2^-60.
  template <class Word>
  static constexpr Word from_word(const Word& word) {
    return modular_detail::reduce_once<Word>((word & modulus()) + (word >> 61), modulus());
  }
  template <class Word>
  static constexpr Word add(const Word& a, const Word& b) {
    return modular_detail::reduce_once<Word>(a + b, modulus());
  }
  template <class Word>
  static constexpr Word subtract(const Word& a, const Word& b) {
    return modular_detail::reduce_once<Word>(a + modulus() - b, modulus());
  }
  static constexpr std::uint64_t multiply(std::uint64_t a, std::uint64_t b) {
    // 2^64 = 8 modulo p, so the halves of the product fold by shifts.
    const std::uint64_t low = a * b;
    const std::uint64_t high = modular_detail::high_product(a, b);
    return from_word((low & modulus()) + (low >> 61 | high << 3));
  }
};

struct Modulo32 {
  static constexpr std::string_view name = "2^32-5";
  static constexpr std::uint64_t modulus() { return 0xfffffffbU; }
  // 2^32 = 5 modulo p: two folds. Of a uniform word: the distance from uniform is below 2^-31.
  template <class Word>
  static constexpr Word from_word(const Word& word) {
    const Word high = word >> 32;
    const Word once = (word & 0xffffffffU) + (high << 2) + high;
    const Word over = once >> 32;
    return modular_detail::reduce_once<Word>((once & 0xffffffffU) + (over << 2) + over, modulus());
  }
  template <class Word>
  static constexpr Word add(const Word& a, const Word& b) {
    return modular_detail::reduce_once<Word>(a + b, modulus());
  }
  template <class Word>
  static constexpr Word subtract(const Word& a, const Word& b) {
    return modular_detail::reduce_once<Word>(a + modulus() - b, modulus());
  }
  static constexpr std::uint64_t multiply(std::uint64_t a, std::uint64_t b) { return from_word(a * b); }
};

}  // namespace parley::gpu

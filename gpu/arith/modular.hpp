// The groups in which vectors are summed and masked: integers modulo 2^64, modulo the Mersenne prime 2^61 - 1, and
// modulo the largest 32-bit prime. Values are canonical (below the modulus) and take 64 bits each. Constant-time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace parley::gpu {

struct Modulo64 {
  static constexpr std::string_view name = "2^64";
  static constexpr std::uint64_t from_word(std::uint64_t word) { return word; }
  static constexpr std::uint64_t add(std::uint64_t a, std::uint64_t b) { return a + b; }
  static constexpr std::uint64_t subtract(std::uint64_t a, std::uint64_t b) { return a - b; }
};

struct Modulo61 {
  static constexpr std::string_view name = "2^61-1";
  static constexpr std::uint64_t modulus() { return (std::uint64_t{1} << 61) - 1; }
  static constexpr std::uint64_t reduce_once(std::uint64_t a) {
    const std::uint64_t difference = a - modulus();  // negative: its high bits are set
    return difference + (modulus() & (0 - (difference >> 63)));
  }
  // Of a uniform word: the distance from uniform is below 2^-60.
  static constexpr std::uint64_t from_word(std::uint64_t word) {
    return reduce_once((word & modulus()) + (word >> 61));
  }
  static constexpr std::uint64_t add(std::uint64_t a, std::uint64_t b) { return reduce_once(a + b); }
  static constexpr std::uint64_t subtract(std::uint64_t a, std::uint64_t b) { return reduce_once(a + modulus() - b); }
  static constexpr std::uint64_t multiply(std::uint64_t a, std::uint64_t b) {
    // 2^64 = 8 modulo p, so the halves of the product fold by shifts.
    const std::uint64_t low = a * b;
    const std::uint64_t high = high_product(a, b);
    return reduce_once(reduce_once((low & modulus()) + ((low >> 61) | (high << 3))));
  }

 private:
  static constexpr std::uint64_t high_product(std::uint64_t a, std::uint64_t b) {
    const std::uint64_t a0 = a & 0xffffffffU;
    const std::uint64_t a1 = a >> 32;
    const std::uint64_t b0 = b & 0xffffffffU;
    const std::uint64_t b1 = b >> 32;
    const std::uint64_t middle = a1 * b0 + (a0 * b0 >> 32);
    const std::uint64_t other = a0 * b1 + (middle & 0xffffffffU);
    return a1 * b1 + (middle >> 32) + (other >> 32);
  }
};

struct Modulo32 {
  static constexpr std::string_view name = "2^32-5";
  static constexpr std::uint64_t modulus() { return 0xfffffffbU; }
  static constexpr std::uint64_t reduce_once(std::uint64_t a) {
    const std::uint64_t difference = a - modulus();
    return difference + (modulus() & (0 - (difference >> 63)));
  }
  // 2^32 = 5 modulo p: two folds. Of a uniform word: the distance from uniform is below 2^-31.
  static constexpr std::uint64_t from_word(std::uint64_t word) {
    const std::uint64_t once = (word & 0xffffffffU) + 5 * (word >> 32);
    return reduce_once((once & 0xffffffffU) + 5 * (once >> 32));
  }
  static constexpr std::uint64_t add(std::uint64_t a, std::uint64_t b) { return reduce_once(a + b); }
  static constexpr std::uint64_t subtract(std::uint64_t a, std::uint64_t b) { return reduce_once(a + modulus() - b); }
  static constexpr std::uint64_t multiply(std::uint64_t a, std::uint64_t b) { return from_word(a * b); }
};

}  // namespace parley::gpu

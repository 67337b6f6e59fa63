// Loads and stores of words in either byte order, without regard to alignment. Everything in gpu/arith is constexpr:
// that is what lets one source be compiled for the host, for a device (nvcc --expt-relaxed-constexpr) and be evaluated
// at compile time, with no qualifier in front of any function.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace parley::gpu {

using Bytes32 = std::array<std::uint8_t, 32>;
using Bytes64 = std::array<std::uint8_t, 64>;

// In place of ==, which calls a builtin of the host; nvcc would drop such a call without a word.
template <std::size_t N>
constexpr bool same(const std::array<std::uint8_t, N>& a, const std::array<std::uint8_t, N>& b) {
  unsigned different = 0;
  for (std::size_t i = 0; i < N; ++i) different |= static_cast<unsigned>(a[i] ^ b[i]);
  return different == 0;
}

template <class Word>
constexpr Word load_little(const std::uint8_t* bytes) {
  Word word = 0;
  for (std::size_t i = 0; i < sizeof(Word); ++i) word |= static_cast<Word>(static_cast<Word>(bytes[i]) << (8 * i));
  return word;
}

template <class Word>
constexpr void store_little(std::uint8_t* bytes, Word word) {
  for (std::size_t i = 0; i < sizeof(Word); ++i) bytes[i] = static_cast<std::uint8_t>(word >> (8 * i));
}

// The bytes in the other order.
constexpr std::uint64_t swapped(std::uint64_t word) {
  word = (word & 0x00ff00ff00ff00ffU) << 8 | (word >> 8 & 0x00ff00ff00ff00ffU);
  word = (word & 0x0000ffff0000ffffU) << 16 | (word >> 16 & 0x0000ffff0000ffffU);
  return word << 32 | word >> 32;
}

template <class Word>
constexpr Word load_big(const std::uint8_t* bytes) {
  Word word = 0;
  for (std::size_t i = 0; i < sizeof(Word); ++i) word = static_cast<Word>(word << 8) | static_cast<Word>(bytes[i]);
  return word;
}

template <class Word>
constexpr void store_big(std::uint8_t* bytes, Word word) {
  for (std::size_t i = 0; i < sizeof(Word); ++i)
    bytes[i] = static_cast<std::uint8_t>(word >> (8 * (sizeof(Word) - 1 - i)));
}

}  // namespace parley::gpu

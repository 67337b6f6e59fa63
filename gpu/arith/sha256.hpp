// SHA-256 (FIPS 180-4). The compression is over any word: a 32-bit integer, or a vector of them, a message a lane.
#pragma once

#include "gpu/arith/message.hpp"
#include "gpu/arith/unrolled.hpp"

namespace parley::gpu {

constexpr std::array<std::uint32_t, 64> sha256_constants() {
  return {0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
          0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
          0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
          0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
          0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
          0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
          0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
          0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};
}

constexpr std::array<std::uint32_t, 8> sha256_start() {
  return {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
}

template <class Word>
constexpr Word rotated_right_32(const Word& x, int by) {
  return x >> by | x << (32 - by);
}

// One block; its words are read as big-endian already.
template <class Word>
constexpr void sha256_compress(std::array<Word, 8>& state, std::array<Word, 16> w) {
  const std::array<std::uint32_t, 64> k = sha256_constants();
  std::array<Word, 8> v = state;
  for (std::size_t base = 0; base < 64; base += 16) {
    unrolled<16>([&](auto index) __attribute__((always_inline)) {
      constexpr std::size_t i = index;
      if (base != 0) {
        const Word& early = w[(i + 1) % 16];
        const Word& late = w[(i + 14) % 16];
        w[i] += (rotated_right_32(early, 7) ^ rotated_right_32(early, 18) ^ early >> 3) + w[(i + 9) % 16] +
                (rotated_right_32(late, 17) ^ rotated_right_32(late, 19) ^ late >> 10);
      }
      // Instead of moving a to b to c ..., the roles move backwards over the array.
      const Word& a = v[(16 - i) % 8];
      const Word& b = v[(17 - i) % 8];
      const Word& c = v[(18 - i) % 8];
      const Word& e = v[(20 - i) % 8];
      const Word& f = v[(21 - i) % 8];
      const Word& g = v[(22 - i) % 8];
      Word& h = v[(23 - i) % 8];
      h += (rotated_right_32(e, 6) ^ rotated_right_32(e, 11) ^ rotated_right_32(e, 25)) + (g ^ (e & (f ^ g))) +
           (w[i] + k[base + i]);
      v[(19 - i) % 8] += h;
      h += (rotated_right_32(a, 2) ^ rotated_right_32(a, 13) ^ rotated_right_32(a, 22)) + ((a & b) | (c & (a | b)));
    });
  }
  for (std::size_t i = 0; i < 8; ++i) state[i] += v[i];
}

// Blocks of 64 bytes that a message of `size` bytes fills with its padding.
constexpr std::size_t sha256_blocks(std::size_t size) {
  return (size + 9 + 63) / 64;
}

template <class Source>
constexpr std::array<std::uint32_t, 16> sha256_block(const Source& source, std::size_t block, bool last) {
  std::array<std::uint32_t, 16> words{};
  unrolled<16>([&](auto index) __attribute__((always_inline)) {
    constexpr std::size_t i = index;
    words[i] = padded_word<std::uint32_t>(source, 64 * block + 4 * i);
  });
  if (last) {
    const std::uint64_t bits = static_cast<std::uint64_t>(source.size()) * 8;
    words[14] = static_cast<std::uint32_t>(bits >> 32);
    words[15] = static_cast<std::uint32_t>(bits);
  }
  return words;
}

constexpr Bytes32 sha256_digest(const std::array<std::uint32_t, 8>& state) {
  Bytes32 digest{};
  for (std::size_t i = 0; i < 8; ++i) store_big(digest.data() + 4 * i, state[i]);
  return digest;
}

template <class Source>
constexpr Bytes32 sha256(const Source& source) {
  std::array<std::uint32_t, 8> state = sha256_start();
  const std::size_t blocks = sha256_blocks(source.size());
  for (std::size_t block = 0; block < blocks; ++block)
    sha256_compress(state, sha256_block(source, block, block + 1 == blocks));
  return sha256_digest(state);
}

}  // namespace parley::gpu

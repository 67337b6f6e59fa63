// SHA-512 (FIPS 180-4). The compression is over any word: a 64-bit integer, or a vector of them, a message a lane.
#pragma once

#include "gpu/arith/message.hpp"
#include "gpu/arith/unrolled.hpp"

namespace parley::gpu {

constexpr std::array<std::uint64_t, 80> sha512_constants() {
  return {0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc, 0x3956c25bf348b538,
          0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118, 0xd807aa98a3030242, 0x12835b0145706fbe,
          0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2, 0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235,
          0xc19bf174cf692694, 0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
          0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5, 0x983e5152ee66dfab,
          0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4, 0xc6e00bf33da88fc2, 0xd5a79147930aa725,
          0x06ca6351e003826f, 0x142929670a0e6e70, 0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed,
          0x53380d139d95b3df, 0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
          0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30, 0xd192e819d6ef5218,
          0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8, 0x19a4c116b8d2d0c8, 0x1e376c085141ab53,
          0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8, 0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373,
          0x682e6ff3d6b2b8a3, 0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
          0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b, 0xca273eceea26619c,
          0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178, 0x06f067aa72176fba, 0x0a637dc5a2c898a6,
          0x113f9804bef90dae, 0x1b710b35131c471b, 0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc,
          0x431d67c49c100d4c, 0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817};
}

constexpr std::array<std::uint64_t, 8> sha512_start() {
  return {0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
          0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};
}

template <class Word>
constexpr Word rotated_right_64(const Word& x, int by) {
  return x >> by | x << (64 - by);
}

// One block; its words are read as big-endian already.
template <class Word>
constexpr void sha512_compress(std::array<Word, 8>& state, std::array<Word, 16> w) {
  const std::array<std::uint64_t, 80> k = sha512_constants();
  std::array<Word, 8> v = state;
  for (std::size_t base = 0; base < 80; base += 16) {
    unrolled<16>([&](auto index) __attribute__((always_inline)) {
      constexpr std::size_t i = index;
      if (base != 0) {
        const Word& early = w[(i + 1) % 16];
        const Word& late = w[(i + 14) % 16];
        w[i] += (rotated_right_64(early, 1) ^ rotated_right_64(early, 8) ^ early >> 7) + w[(i + 9) % 16] +
                (rotated_right_64(late, 19) ^ rotated_right_64(late, 61) ^ late >> 6);
      }
      // Instead of moving a to b to c ..., the roles move backwards over the array.
      const Word& a = v[(16 - i) % 8];
      const Word& b = v[(17 - i) % 8];
      const Word& c = v[(18 - i) % 8];
      const Word& e = v[(20 - i) % 8];
      const Word& f = v[(21 - i) % 8];
      const Word& g = v[(22 - i) % 8];
      Word& h = v[(23 - i) % 8];
      h += (rotated_right_64(e, 14) ^ rotated_right_64(e, 18) ^ rotated_right_64(e, 41)) + (g ^ (e & (f ^ g))) +
           (w[i] + k[base + i]);
      v[(19 - i) % 8] += h;
      h += (rotated_right_64(a, 28) ^ rotated_right_64(a, 34) ^ rotated_right_64(a, 39)) + ((a & b) | (c & (a | b)));
    });
  }
  for (std::size_t i = 0; i < 8; ++i) state[i] += v[i];
}

// Blocks of 128 bytes that a message of `size` bytes fills with its padding.
constexpr std::size_t sha512_blocks(std::size_t size) {
  return (size + 17 + 127) / 128;
}

template <class Source>
constexpr std::array<std::uint64_t, 16> sha512_block(const Source& source, std::size_t block, bool last) {
  std::array<std::uint64_t, 16> words{};
  unrolled<16>([&](auto index) __attribute__((always_inline)) {
    constexpr std::size_t i = index;
    words[i] = padded_word<std::uint64_t>(source, 128 * block + 8 * i);
  });
  if (last) words[15] = static_cast<std::uint64_t>(source.size()) * 8;  // no message has 2^61 bytes
  return words;
}

constexpr Bytes64 sha512_digest(const std::array<std::uint64_t, 8>& state) {
  Bytes64 digest{};
  for (std::size_t i = 0; i < 8; ++i) store_big(digest.data() + 8 * i, state[i]);
  return digest;
}

template <class Source>
constexpr Bytes64 sha512(const Source& source) {
  std::array<std::uint64_t, 8> state = sha512_start();
  const std::size_t blocks = sha512_blocks(source.size());
  for (std::size_t block = 0; block < blocks; ++block)
    sha512_compress(state, sha512_block(source, block, block + 1 == blocks));
  return sha512_digest(state);
}

}  // namespace parley::gpu

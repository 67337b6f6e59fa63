// BLAKE2b without key (RFC 7693). The compression is over any word: a 64-bit integer, or a vector of them, a message a
// lane.
#pragma once

#include "gpu/arith/message.hpp"
#include "gpu/arith/sha512.hpp"
#include "gpu/arith/unrolled.hpp"

namespace parley::gpu {

// RFC 7693, section 2.7; rounds 10 and 11 repeat 0 and 1.
constexpr std::array<std::array<std::uint8_t, 16>, 10> blake2b_order() {
  return {{{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
           {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
           {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
           {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
           {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
           {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
           {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
           {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
           {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
           {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0}}};
}

namespace blake2b_detail {

template <class Word>
constexpr void mix(Word& a, Word& b, Word& c, Word& d, const Word& x, const Word& y) {
  a = a + b + x;
  d = rotated_right_64(Word(d ^ a), 32);
  c = c + d;
  b = rotated_right_64(Word(b ^ c), 24);
  a = a + b + y;
  d = rotated_right_64(Word(d ^ a), 16);
  c = c + d;
  b = rotated_right_64(Word(b ^ c), 63);
}

template <std::size_t Round, class Word>
constexpr void round(std::array<Word, 16>& v, const std::array<Word, 16>& m) {
  constexpr std::array<std::uint8_t, 16> s = blake2b_order()[Round % 10];
  unrolled<4>([&](auto index) __attribute__((always_inline)) {
    constexpr std::size_t i = index;
    mix(v[i], v[4 + i], v[8 + i], v[12 + i], m[s[2 * i]], m[s[2 * i + 1]]);
  });
  unrolled<4>([&](auto index) __attribute__((always_inline)) {
    constexpr std::size_t i = index;
    mix(v[i], v[4 + (i + 1) % 4], v[8 + (i + 2) % 4], v[12 + (i + 3) % 4], m[s[8 + 2 * i]], m[s[9 + 2 * i]]);
  });
}

}  // namespace blake2b_detail

// One block. `count`: message bytes so far, this block included; `final`: all ones in the last block, else zero.
template <class Word>
constexpr void blake2b_compress(std::array<Word, 8>& h, const std::array<Word, 16>& m, const Word& count,
                                std::uint64_t final) {
  const std::array<std::uint64_t, 8> iv = sha512_start();
  std::array<Word, 16> v{};
  for (std::size_t i = 0; i < 8; ++i) {
    v[i] = h[i];
    v[8 + i] = Word{} + iv[i];
  }
  v[12] ^= count;
  v[14] ^= final;
  unrolled<12>([&](auto index) __attribute__((always_inline)) {
    constexpr std::size_t i = index;
    blake2b_detail::round<i>(v, m);
  });
  for (std::size_t i = 0; i < 8; ++i) h[i] ^= v[i] ^ v[8 + i];
}

constexpr std::size_t blake2b_blocks(std::size_t size) {
  return size == 0 ? 1 : (size + 127) / 128;
}

// Bytes swapped and no padding but zeros: BLAKE2b counts bytes instead.
template <class Source>
constexpr std::array<std::uint64_t, 16> blake2b_block(const Source& source, std::size_t block) {
  std::array<std::uint64_t, 16> words{};
  unrolled<16>([&](auto index) __attribute__((always_inline)) {
    constexpr std::size_t i = index;
    const std::size_t at = 128 * block + 8 * i;
    if (at + 8 <= source.size()) {
      words[i] = swapped(source.template big<std::uint64_t>(at));
    } else {
      for (std::size_t j = at; j < source.size(); ++j)
        words[i] |= static_cast<std::uint64_t>(source.byte(j)) << (8 * (j - at));
    }
  });
  return words;
}

constexpr std::array<std::uint64_t, 8> blake2b_start(std::size_t digest_bytes) {
  std::array<std::uint64_t, 8> state = sha512_start();
  state[0] ^= 0x01010000U ^ digest_bytes;
  return state;
}

// The first `Bytes` bytes of the state; the length is part of what is hashed.
template <std::size_t Bytes, class Source>
constexpr std::array<std::uint8_t, Bytes> blake2b(const Source& source) {
  static_assert(Bytes % 8 == 0 && Bytes <= 64);
  std::array<std::uint64_t, 8> state = blake2b_start(Bytes);
  const std::size_t blocks = blake2b_blocks(source.size());
  for (std::size_t block = 0; block < blocks; ++block) {
    const bool last = block + 1 == blocks;
    const std::uint64_t count = last ? source.size() : 128 * (block + 1);
    blake2b_compress(state, blake2b_block(source, block), count, last ? ~std::uint64_t{0} : 0);
  }
  std::array<std::uint8_t, Bytes> digest{};
  for (std::size_t i = 0; i < Bytes / 8; ++i) store_little(digest.data() + 8 * i, state[i]);
  return digest;
}

}  // namespace parley::gpu

// The block function of ChaCha20 (RFC 8439, section 2.3), over any word: a 32-bit integer, or a vector of them, a block
// a lane. No branch and no address depends on the key.
#pragma once

#include "gpu/arith/bytes.hpp"
#include "gpu/arith/unrolled.hpp"

namespace parley::gpu {

namespace chacha_detail {

template <class Word>
constexpr Word rotated_left(const Word& x, int by) {
  return x << by | x >> (32 - by);
}

template <class Word>
constexpr void quarter_round(Word& a, Word& b, Word& c, Word& d) {
  a += b;
  d = rotated_left(Word(d ^ a), 16);
  c += d;
  b = rotated_left(Word(b ^ c), 12);
  a += b;
  d = rotated_left(Word(d ^ a), 8);
  c += d;
  b = rotated_left(Word(b ^ c), 7);
}

}  // namespace chacha_detail

// The state that a block begins with: constants, key, a 64-bit block counter and a 64-bit nonce (the layout before RFC
// 8439, which allows streams of more than 256 GiB; RFC 8439's is the same with the counter's high word in the nonce).
constexpr std::array<std::uint32_t, 16> chacha20_state(const Bytes32& key, std::uint64_t counter, std::uint64_t nonce) {
  std::array<std::uint32_t, 16> state{0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};
  for (std::size_t i = 0; i < 8; ++i) state[4 + i] = load_little<std::uint32_t>(key.data() + 4 * i);
  state[12] = static_cast<std::uint32_t>(counter);
  state[13] = static_cast<std::uint32_t>(counter >> 32);
  state[14] = static_cast<std::uint32_t>(nonce);
  state[15] = static_cast<std::uint32_t>(nonce >> 32);
  return state;
}

template <class Word>
constexpr std::array<Word, 16> chacha20_block(const std::array<Word, 16>& start) {
  using chacha_detail::quarter_round;
  std::array<Word, 16> x = start;
  for (int round = 0; round < 10; ++round) {
    unrolled<4>([&](auto index) __attribute__((always_inline)) {
      constexpr std::size_t i = index;
      quarter_round(x[i], x[4 + i], x[8 + i], x[12 + i]);
    });
    unrolled<4>([&](auto index) __attribute__((always_inline)) {
      constexpr std::size_t i = index;
      quarter_round(x[i], x[4 + (i + 1) % 4], x[8 + (i + 2) % 4], x[12 + (i + 3) % 4]);
    });
  }
  for (std::size_t i = 0; i < 16; ++i) x[i] += start[i];
  return x;
}

}  // namespace parley::gpu

// SHA-256 with the SHA extensions of x86, two messages at a time: one alone waits for the latency of its rounds.
#include <immintrin.h>

#include "gpu/arith/sha256.hpp"
#include "gpu/cpu/hash_lanes.hpp"

namespace parley::gpu::cpu {

namespace {

// The state as the instructions want it: words (a, b, e, f) and (c, d, g, h), highest first.
struct Stream {
  __m128i abef;
  __m128i cdgh;
};

const __m128i* vector_at(const void* bytes) {
  return static_cast<const __m128i*>(bytes);
}

Stream start() {
  const std::array<std::uint32_t, 8> h = sha256_start();
  const auto word = [&](std::size_t i) { return static_cast<int>(h[i]); };
  return {_mm_set_epi32(word(0), word(1), word(4), word(5)), _mm_set_epi32(word(2), word(3), word(6), word(7))};
}

void finish(const Stream& stream, std::uint8_t* digest) {
  alignas(16) std::array<std::uint32_t, 4> abef{};
  alignas(16) std::array<std::uint32_t, 4> cdgh{};
  std::memcpy(abef.data(), &stream.abef, 16);
  std::memcpy(cdgh.data(), &stream.cdgh, 16);
  const std::array<std::uint32_t, 8> state{abef[3], abef[2], cdgh[3], cdgh[2], abef[1], abef[0], cdgh[1], cdgh[0]};
  for (std::size_t i = 0; i < 8; ++i) store_big(digest + 4 * i, state[i]);
}

// Rounds 4 I to 4 I + 3, with the words that they need.
template <std::size_t I>
inline void four_rounds(Stream& stream, std::array<__m128i, 4>& w, const __m128i& k) {
  __m128i& now = w[I % 4];
  if constexpr (I >= 4) {
    const __m128i& last = w[(I + 3) % 4];
    const __m128i middle = _mm_alignr_epi8(last, w[(I + 2) % 4], 4);
    now = _mm_sha256msg2_epu32(_mm_add_epi32(_mm_sha256msg1_epu32(now, w[(I + 1) % 4]), middle), last);
  }
  const __m128i sum = _mm_add_epi32(now, k);
  stream.cdgh = _mm_sha256rnds2_epu32(stream.cdgh, stream.abef, sum);
  stream.abef = _mm_sha256rnds2_epu32(stream.abef, stream.cdgh, _mm_shuffle_epi32(sum, 0x0e));
}

inline std::array<__m128i, 4> words_of(const std::uint8_t* block) {
  const __m128i swap = _mm_set_epi8(12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3);
  std::array<__m128i, 4> w;
  for (std::size_t i = 0; i < 4; ++i) w[i] = _mm_shuffle_epi8(_mm_loadu_si128(vector_at(block + 16 * i)), swap);
  return w;
}

inline void add_to(Stream& sum, const Stream& other) {
  sum.abef = _mm_add_epi32(sum.abef, other.abef);
  sum.cdgh = _mm_add_epi32(sum.cdgh, other.cdgh);
}

void compress_two(Stream& first, Stream& second, const std::uint8_t* first_block, const std::uint8_t* second_block) {
  alignas(16) static constexpr std::array<std::uint32_t, 64> k = sha256_constants();
  std::array<__m128i, 4> first_words = words_of(first_block);
  std::array<__m128i, 4> second_words = words_of(second_block);
  const Stream first_before = first;
  const Stream second_before = second;
  unrolled<16>([&](auto index) __attribute__((always_inline)) {
    constexpr std::size_t i = index;
    const __m128i constants = _mm_load_si128(vector_at(k.data() + 4 * i));
    four_rounds<i>(first, first_words, constants);
    four_rounds<i>(second, second_words, constants);
  });
  add_to(first, first_before);
  add_to(second, second_before);
}

void run_two(const Message* messages, std::uint8_t* const* digests) {
  const PaddedMessage<64, 8> first(messages[0]);
  const PaddedMessage<64, 8> second(messages[1]);
  Stream a = start();
  Stream b = start();
  for (std::size_t block = 0; block < first.blocks(); ++block)
    compress_two(a, b, first.block(block), second.block(block));
  finish(a, digests[0]);
  finish(b, digests[1]);
}

}  // namespace

HashLanes sha256_with_sha_extensions() {
  return {2, run_two};
}

}  // namespace parley::gpu::cpu

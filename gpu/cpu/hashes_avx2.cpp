// SHA-512 and BLAKE2b with AVX2, four messages at a time, from the same compressions that devices run.
#include <immintrin.h>

#include "gpu/arith/blake2b.hpp"
#include "gpu/arith/sha512.hpp"
#include "gpu/cpu/hash_lanes.hpp"
#include "gpu/cpu/lanes.hpp"

namespace parley::gpu::cpu {

using Four = Lanes<std::uint64_t, 4>;

// Rotations by whole bytes are one shuffle; found in place of the general one by its argument.
inline Four rotated_right_64(const Four& x, int by) {
  const auto bytes = [&](__m256i order) { return Four{Four::Vector(_mm256_shuffle_epi8(__m256i(x.v), order))}; };
  switch (by) {
    case 32:
      return {Four::Vector(_mm256_shuffle_epi32(__m256i(x.v), 0xb1))};
    case 24:
      return bytes(_mm256_setr_epi8(3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10, 3, 4, 5, 6, 7, 0, 1, 2, 11,
                                    12, 13, 14, 15, 8, 9, 10));
    case 16:
      return bytes(_mm256_setr_epi8(2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9, 2, 3, 4, 5, 6, 7, 0, 1, 10,
                                    11, 12, 13, 14, 15, 8, 9));
    case 63:
      return x + x + (x >> 63);
    default:
      return x >> by | x << (64 - by);
  }
}

namespace {

// Word i of four blocks, for i = 0 .. 15.
template <bool Swap>
std::array<Four, 16> words_of(const std::array<const std::uint8_t*, 4>& blocks) {
  const __m256i swap = _mm256_setr_epi8(7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0,
                                        15, 14, 13, 12, 11, 10, 9, 8);
  std::array<Four, 16> words;
  for (std::size_t i = 0; i < 16; i += 4) {
    std::array<Four, 4> rows;
    for (std::size_t lane = 0; lane < 4; ++lane) {
      __m256i row = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(blocks[lane] + 8 * i));
      if constexpr (Swap) row = _mm256_shuffle_epi8(row, swap);
      rows[lane].v = Four::Vector(row);
    }
    const __m256i low01 = _mm256_unpacklo_epi64(__m256i(rows[0].v), __m256i(rows[1].v));
    const __m256i high01 = _mm256_unpackhi_epi64(__m256i(rows[0].v), __m256i(rows[1].v));
    const __m256i low23 = _mm256_unpacklo_epi64(__m256i(rows[2].v), __m256i(rows[3].v));
    const __m256i high23 = _mm256_unpackhi_epi64(__m256i(rows[2].v), __m256i(rows[3].v));
    words[i].v = Four::Vector(_mm256_permute2x128_si256(low01, low23, 0x20));
    words[i + 1].v = Four::Vector(_mm256_permute2x128_si256(high01, high23, 0x20));
    words[i + 2].v = Four::Vector(_mm256_permute2x128_si256(low01, low23, 0x31));
    words[i + 3].v = Four::Vector(_mm256_permute2x128_si256(high01, high23, 0x31));
  }
  return words;
}

std::array<Four, 8> spread(const std::array<std::uint64_t, 8>& state) {
  std::array<Four, 8> out;
  for (std::size_t i = 0; i < 8; ++i) out[i] = Four{} + state[i];
  return out;
}

void run_sha512(const Message* messages, std::uint8_t* const* digests) {
  using Padded = PaddedMessage<128, 16>;
  const std::array<Padded, 4> padded{Padded(messages[0]), Padded(messages[1]), Padded(messages[2]),
                                     Padded(messages[3])};
  std::array<Four, 8> state = spread(sha512_start());
  for (std::size_t block = 0; block < padded[0].blocks(); ++block) {
    sha512_compress(state, words_of<true>({padded[0].block(block), padded[1].block(block), padded[2].block(block),
                                           padded[3].block(block)}));
  }
  for (std::size_t lane = 0; lane < 4; ++lane)
    for (std::size_t i = 0; i < 8; ++i) store_big(digests[lane] + 8 * i, static_cast<std::uint64_t>(state[i].v[lane]));
}

// Zeros behind the message; lengths may differ in the last block, which is all that counts need to know.
void run_blake2b(const Message* messages, std::uint8_t* const* digests) {
  const std::size_t blocks = blake2b_blocks(messages[0].length);
  std::array<std::array<std::uint8_t, 128>, 4> tails{};
  Four last_count;
  for (std::size_t lane = 0; lane < 4; ++lane) {
    const std::size_t begin = 128 * (blocks - 1);
    if (messages[lane].length > begin)
      std::memcpy(tails[lane].data(), messages[lane].data + begin, messages[lane].length - begin);
    last_count.v[lane] = messages[lane].length;
  }
  std::array<Four, 8> state = spread(blake2b_start(32));
  for (std::size_t block = 0; block < blocks; ++block) {
    const bool last = block + 1 == blocks;
    std::array<const std::uint8_t*, 4> at{};
    for (std::size_t lane = 0; lane < 4; ++lane)
      at[lane] = last ? tails[lane].data() : messages[lane].data + 128 * block;
    const Four count = last ? last_count : Four{} + std::uint64_t{128 * (block + 1)};
    blake2b_compress(state, words_of<false>(at), count, last ? ~std::uint64_t{0} : 0);
  }
  for (std::size_t lane = 0; lane < 4; ++lane)
    for (std::size_t i = 0; i < 4; ++i)
      store_little(digests[lane] + 8 * i, static_cast<std::uint64_t>(state[i].v[lane]));
}

}  // namespace

HashLanes sha512_with_avx2() {
  return {4, run_sha512};
}
HashLanes blake2b_with_avx2() {
  return {4, run_blake2b};
}

}  // namespace parley::gpu::cpu

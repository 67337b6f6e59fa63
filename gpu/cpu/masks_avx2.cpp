// Eight blocks of ChaCha20 at a time, a block a lane, turned into stream order and added.
#include <immintrin.h>

#include "gpu/cpu/lanes.hpp"
#include "gpu/cpu/masks.hpp"

namespace parley::gpu::cpu {

using Eight = Lanes<std::uint32_t, 8>;
using Four = Lanes<std::uint64_t, 4>;

// Rotations by whole bytes are one shuffle; found in place of the general one by its argument.
inline Eight rotated_left(const Eight& x, int by) {
  const auto bytes = [&](__m256i order) { return Eight{Eight::Vector(_mm256_shuffle_epi8(__m256i(x.v), order))}; };
  switch (by) {
    case 16:
      return bytes(_mm256_setr_epi8(2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13, 2, 3, 0, 1, 6, 7, 4, 5, 10,
                                    11, 8, 9, 14, 15, 12, 13));
    case 8:
      return bytes(_mm256_setr_epi8(3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14, 3, 0, 1, 2, 7, 4, 5, 6, 11, 8,
                                    9, 10, 15, 12, 13, 14));
    default:
      return x << by | x >> (32 - by);
  }
}

namespace {

constexpr std::size_t kElements = 64;  // of eight blocks

// Rows of eight words become columns.
void transpose(const Eight* in, std::array<__m256i, 8>& out) {
  std::array<__m256i, 8> pairs;
  for (std::size_t i = 0; i < 8; i += 2) {
    pairs[i] = _mm256_unpacklo_epi32(__m256i(in[i].v), __m256i(in[i + 1].v));
    pairs[i + 1] = _mm256_unpackhi_epi32(__m256i(in[i].v), __m256i(in[i + 1].v));
  }
  std::array<__m256i, 8> fours;
  for (std::size_t i = 0; i < 8; i += 4) {
    fours[i] = _mm256_unpacklo_epi64(pairs[i], pairs[i + 2]);
    fours[i + 1] = _mm256_unpackhi_epi64(pairs[i], pairs[i + 2]);
    fours[i + 2] = _mm256_unpacklo_epi64(pairs[i + 1], pairs[i + 3]);
    fours[i + 3] = _mm256_unpackhi_epi64(pairs[i + 1], pairs[i + 3]);
  }
  for (std::size_t i = 0; i < 4; ++i) {
    out[i] = _mm256_permute2x128_si256(fours[i], fours[i + 4], 0x20);
    out[i + 4] = _mm256_permute2x128_si256(fours[i], fours[i + 4], 0x31);
  }
}

std::array<Eight, 16> start_of(const Mask& mask, std::uint64_t block) {
  const std::array<std::uint32_t, 16> state = chacha20_state(mask.key, block, mask.nonce);
  std::array<Eight, 16> out;
  for (std::size_t i = 0; i < 16; ++i) out[i] = Eight{} + state[i];
  for (std::size_t lane = 0; lane < 8; ++lane) {
    out[12].v[lane] = static_cast<std::uint32_t>(block + lane);
    out[13].v[lane] = static_cast<std::uint32_t>((block + lane) >> 32);
  }
  return out;
}

template <class G, bool Subtract>
void accumulate(std::uint64_t* sum, __m256i words) {
  auto* place = reinterpret_cast<__m256i*>(sum);
  const Four before{Four::Vector(_mm256_loadu_si256(place))};
  const Four element = G::from_word(Four{Four::Vector(words)});
  const Four after = Subtract ? G::subtract(before, element) : G::add(before, element);
  _mm256_storeu_si256(place, __m256i(after.v));
}

template <class G, bool Subtract>
void add_blocks(const Mask& mask, std::uint64_t block, std::uint64_t* sum) {
  const std::array<Eight, 16> words = chacha20_block(start_of(mask, block));
  for (std::size_t half = 0; half < 2; ++half) {
    std::array<__m256i, 8> rows;
    transpose(words.data() + 8 * half, rows);
    for (std::size_t i = 0; i < 8; ++i) accumulate<G, Subtract>(sum + 8 * i + 4 * half, rows[i]);
  }
}

template <class G>
std::size_t add_all(const MaskBatch& batch, std::size_t first, std::size_t last) {
  for (; first + kElements <= last; first += kElements) {
    for (const Mask& mask : batch.masks) {
      const std::uint64_t block = first / kElementsPerBlock;
      if (mask.subtract)
        add_blocks<G, true>(mask, block, batch.sum.data() + first);
      else
        add_blocks<G, false>(mask, block, batch.sum.data() + first);
    }
  }
  return first;
}

}  // namespace

std::size_t add_masks_avx2(const MaskBatch& batch, std::size_t first, std::size_t last) {
  switch (batch.group) {
    case Group::kModulo64:
      return add_all<Modulo64>(batch, first, last);
    case Group::kModulo61:
      return add_all<Modulo61>(batch, first, last);
    case Group::kModulo32:
      break;
  }
  return add_all<Modulo32>(batch, first, last);
}

}  // namespace parley::gpu::cpu

// Products by two shuffles a byte (Plank, Greenan, Miller, "Screaming fast Galois field arithmetic using Intel SIMD
// instructions", 2013); several rows of the matrix share each load of an input.
#include <immintrin.h>

#include "gpu/cpu/codes.hpp"

namespace parley::gpu::cpu {

namespace {

constexpr std::size_t kStep = 64;  // bytes of a block in one turn

__m256i load(const std::uint8_t* bytes) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes));
}
void store(std::uint8_t* bytes, __m256i value) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(bytes), value);
}
__m256i table(const std::uint8_t* sixteen) {
  return _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(sixteen)));
}
__m256i low_halves(__m256i bytes) {
  return _mm256_and_si256(bytes, _mm256_set1_epi8(0x0f));
}
__m256i high_halves(__m256i bytes) {
  return low_halves(_mm256_srli_epi16(bytes, 4));
}
void add(__m256i& sum, __m256i other) {
  sum = _mm256_xor_si256(sum, other);
}

// Rows `row` to `row + Rows - 1` at byte `at`.
template <std::size_t Rows>
void rows_8(const CodeBatch& batch, const std::uint8_t* tables, std::size_t row, std::size_t at) {
  std::array<__m256i, 2 * Rows> sums{};
  for (std::size_t c = 0; c < batch.columns; ++c) {
    const std::uint8_t* in = batch.input.data() + c * batch.length + at;
    const __m256i first = load(in);
    const __m256i second = load(in + 32);
    const std::array<__m256i, 4> halves{low_halves(first), high_halves(first), low_halves(second), high_halves(second)};
    for (std::size_t r = 0; r < Rows; ++r) {
      const std::uint8_t* entry = tables + 32 * ((row + r) * batch.columns + c);
      const __m256i low = table(entry);
      const __m256i high = table(entry + 16);
      add(sums[2 * r], _mm256_xor_si256(_mm256_shuffle_epi8(low, halves[0]), _mm256_shuffle_epi8(high, halves[1])));
      add(sums[2 * r + 1], _mm256_xor_si256(_mm256_shuffle_epi8(low, halves[2]), _mm256_shuffle_epi8(high, halves[3])));
    }
  }
  for (std::size_t r = 0; r < Rows; ++r) {
    std::uint8_t* out = batch.output.data() + (row + r) * batch.length + at;
    store(out, sums[2 * r]);
    store(out + 32, sums[2 * r + 1]);
  }
}

// Symbols of 16 bits: their low bytes and their high bytes are gathered first.
template <std::size_t Rows>
void rows_16(const CodeBatch& batch, const std::uint8_t* tables, std::size_t row, std::size_t at) {
  std::array<__m256i, 2 * Rows> sums{};
  const __m256i byte = _mm256_set1_epi16(0xff);
  for (std::size_t c = 0; c < batch.columns; ++c) {
    const std::uint8_t* in = batch.input.data() + c * batch.length + at;
    const __m256i first = load(in);
    const __m256i second = load(in + 32);
    const __m256i low = _mm256_packus_epi16(_mm256_and_si256(first, byte), _mm256_and_si256(second, byte));
    const __m256i high = _mm256_packus_epi16(_mm256_srli_epi16(first, 8), _mm256_srli_epi16(second, 8));
    const std::array<__m256i, 4> halves{low_halves(low), high_halves(low), low_halves(high), high_halves(high)};
    for (std::size_t r = 0; r < Rows; ++r) {
      const std::uint8_t* entry = tables + 128 * ((row + r) * batch.columns + c);
      for (std::size_t half = 0; half < 4; ++half) {
        add(sums[2 * r], _mm256_shuffle_epi8(table(entry + 32 * half), halves[half]));
        add(sums[2 * r + 1], _mm256_shuffle_epi8(table(entry + 32 * half + 16), halves[half]));
      }
    }
  }
  for (std::size_t r = 0; r < Rows; ++r) {
    std::uint8_t* out = batch.output.data() + (row + r) * batch.length + at;
    store(out, _mm256_unpacklo_epi8(sums[2 * r], sums[2 * r + 1]));
    store(out + 32, _mm256_unpackhi_epi8(sums[2 * r], sums[2 * r + 1]));
  }
}

template <std::size_t Rows>
void rows_of(const CodeBatch& batch, const std::uint8_t* tables, std::size_t row, std::size_t first, std::size_t last) {
  for (std::size_t at = first; at < last; at += kStep) {
    if (batch.field == CodeField::kBinary8)
      rows_8<Rows>(batch, tables, row, at);
    else
      rows_16<Rows>(batch, tables, row, at);
  }
}

}  // namespace

std::size_t code_avx2(const CodeBatch& batch, std::span<const std::uint8_t> tables, std::size_t first,
                      std::size_t last) {
  constexpr std::size_t kChunk = 4096;  // inputs stay in the first cache while all rows read them
  const std::size_t end = first + (last - first) / kStep * kStep;
  for (std::size_t at = first; at < end; at += kChunk) {
    const std::size_t stop = std::min(end, at + kChunk);
    std::size_t row = 0;
    for (; row + 4 <= batch.rows(); row += 4) rows_of<4>(batch, tables.data(), row, at, stop);
    for (; row < batch.rows(); ++row) rows_of<1>(batch, tables.data(), row, at, stop);
  }
  return end;
}

}  // namespace parley::gpu::cpu

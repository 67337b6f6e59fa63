// Mask expansion fused with accumulation: keystream is added while it is in registers, and never goes to memory.
#pragma once

#include "gpu/arith/chacha20.hpp"
#include "gpu/arith/modular.hpp"
#include "gpu/cpu/kernels.hpp"

namespace parley::gpu::cpu {

inline constexpr std::size_t kElementsPerBlock = 8;

// Element `lane` of a block, of 64 bits.
constexpr std::uint64_t element_of(const std::array<std::uint32_t, 16>& block, std::size_t lane) {
  return block[2 * lane] | static_cast<std::uint64_t>(block[2 * lane + 1]) << 32;
}

// sum[i] for i in [first, last) gets mask's elements i. Any range.
template <class G>
void add_mask(const Mask& mask, std::span<std::uint64_t> sum, std::size_t first, std::size_t last) {
  for (std::size_t i = first; i < last;) {
    const auto block = chacha20_block(chacha20_state(mask.key, i / kElementsPerBlock, mask.nonce));
    for (; i < last; ++i) {
      const std::uint64_t element = G::from_word(element_of(block, i % kElementsPerBlock));
      sum[i] = mask.subtract ? G::subtract(sum[i], element) : G::add(sum[i], element);
      if ((i + 1) % kElementsPerBlock == 0) {
        ++i;
        break;
      }
    }
  }
}

// The same with AVX2 for whole groups of eight blocks; returns where it stopped. REQUIRES: first is a multiple of 64.
std::size_t add_masks_avx2(const MaskBatch& batch, std::size_t first, std::size_t last);

}  // namespace parley::gpu::cpu

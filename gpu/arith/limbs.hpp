// Integers as little-endian 32-bit limbs, with the carry chains that a GPU has instructions for. On the host the same
// functions emulate the carries with 64-bit sums.
//
// Not constant-time by contract: the values are public (signatures, keys, commitments to public data).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace parley::gpu {

template <std::size_t N>
using Limbs = std::array<std::uint32_t, N>;

// out = a + b; the carry out of the highest limb.
template <std::size_t N>
constexpr std::uint32_t add_limbs(Limbs<N>& out, const Limbs<N>& a, const Limbs<N>& b) {
#ifdef __CUDA_ARCH__
  std::uint32_t carry;
  asm volatile("add.cc.u32 %0, %1, %2;" : "=r"(out[0]) : "r"(a[0]), "r"(b[0]));
  for (std::size_t i = 1; i < N; ++i) asm volatile("addc.cc.u32 %0, %1, %2;" : "=r"(out[i]) : "r"(a[i]), "r"(b[i]));
  asm volatile("addc.u32 %0, 0, 0;" : "=r"(carry));
  return carry;
#else
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < N; ++i) {
    carry += static_cast<std::uint64_t>(a[i]) + b[i];
    out[i] = static_cast<std::uint32_t>(carry);
    carry >>= 32;
  }
  return static_cast<std::uint32_t>(carry);
#endif
}

// out = a - b; 1 when that is negative (out is then taken modulo 2^(32 N)).
template <std::size_t N>
constexpr std::uint32_t sub_limbs(Limbs<N>& out, const Limbs<N>& a, const Limbs<N>& b) {
#ifdef __CUDA_ARCH__
  std::uint32_t mask;
  asm volatile("sub.cc.u32 %0, %1, %2;" : "=r"(out[0]) : "r"(a[0]), "r"(b[0]));
  for (std::size_t i = 1; i < N; ++i) asm volatile("subc.cc.u32 %0, %1, %2;" : "=r"(out[i]) : "r"(a[i]), "r"(b[i]));
  asm volatile("subc.u32 %0, 0, 0;" : "=r"(mask));
  return mask & 1;
#else
  std::uint64_t borrow = 0;
  for (std::size_t i = 0; i < N; ++i) {
    const std::uint64_t difference = static_cast<std::uint64_t>(a[i]) - b[i] - borrow;
    out[i] = static_cast<std::uint32_t>(difference);
    borrow = difference >> 63;
  }
  return static_cast<std::uint32_t>(borrow);
#endif
}

// acc[0 .. 2 Pairs) += a[0] b, a[2] b, a[4] b, ... as 64-bit columns side by side; the carry is added to acc[2 Pairs],
// which must have room for it. Columns that begin at even and at odd limbs are kept in separate accumulators, so that
// each row is one unbroken carry chain of wide multiply-adds: 72 of them a field multiplication and little else.
template <std::size_t Pairs>
constexpr void multiply_add_row(std::uint32_t* acc, const std::uint32_t* a, std::uint32_t b) {
#ifdef __CUDA_ARCH__
  asm volatile("mad.lo.cc.u32 %0, %2, %3, %0; madc.hi.cc.u32 %1, %2, %3, %1;"
               : "+r"(acc[0]), "+r"(acc[1])
               : "r"(a[0]), "r"(b));
  for (std::size_t i = 1; i < Pairs; ++i)
    asm volatile("madc.lo.cc.u32 %0, %2, %3, %0; madc.hi.cc.u32 %1, %2, %3, %1;"
                 : "+r"(acc[2 * i]), "+r"(acc[2 * i + 1])
                 : "r"(a[2 * i]), "r"(b));
  asm volatile("addc.u32 %0, %0, 0;" : "+r"(acc[2 * Pairs]));
#else
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < Pairs; ++i) {
    // The column plus the product plus a carry may pass 2^64 by one: two halves, as the device does it.
    const std::uint64_t product = static_cast<std::uint64_t>(a[2 * i]) * b;
    carry += static_cast<std::uint64_t>(acc[2 * i]) + static_cast<std::uint32_t>(product);
    acc[2 * i] = static_cast<std::uint32_t>(carry);
    carry = (carry >> 32) + acc[2 * i + 1] + (product >> 32);
    acc[2 * i + 1] = static_cast<std::uint32_t>(carry);
    carry >>= 32;
  }
  acc[2 * Pairs] += static_cast<std::uint32_t>(carry);
#endif
}

// Schoolbook product, for what is too rare to be written as carry chains.
template <std::size_t N, std::size_t M>
constexpr Limbs<N + M> multiply_limbs(const Limbs<N>& a, const Limbs<M>& b) {
  Limbs<N + M> out{};
  for (std::size_t i = 0; i < N; ++i) {
    std::uint64_t carry = 0;
    for (std::size_t j = 0; j < M; ++j) {
      carry += static_cast<std::uint64_t>(a[i]) * b[j] + out[i + j];
      out[i + j] = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    out[i + M] = static_cast<std::uint32_t>(carry);
  }
  return out;
}

}  // namespace parley::gpu

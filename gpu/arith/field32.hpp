// GF(2^255 - 19) in eight saturated 32-bit limbs: the representation for GPUs. Any value below 2^256 stands for its
// residue; all operations take and give such values, so there are no bounds to keep track of.
#pragma once

#include "gpu/arith/bytes.hpp"
#include "gpu/arith/limbs.hpp"

namespace parley::gpu {

struct Field32 {
  Limbs<8> limb{};

  static constexpr Field32 zero() { return {}; }
  static constexpr Field32 one() { return {{1}}; }
  // Bit 255 is ignored; values of p and above are taken as they are (RFC 8032, section 5.1.3, asks callers to refuse
  // them; ZIP 215 does not).
  static constexpr Field32 from_bytes(const Bytes32& bytes);
  constexpr Bytes32 to_bytes() const;  // canonical: below p

  friend constexpr Field32 operator+(const Field32& a, const Field32& b);
  friend constexpr Field32 operator-(const Field32& a, const Field32& b);
  friend constexpr Field32 operator*(const Field32& a, const Field32& b);
  constexpr Field32 squared() const;
  constexpr Field32 negated() const { return zero() - *this; }
};

namespace field32_detail {

// value + carry * 2^256, where 2^256 = 38 modulo p. A second carry can only come from a value just above 2^256, and
// then leaves limbs so small that adding 38 carries no further than limb 0.
constexpr Field32 fold_carry(Limbs<8> value, std::uint32_t carry) {
  const std::uint32_t again = add_limbs<8>(value, value, Limbs<8>{carry * 38});
  value[0] += again * 38;
  return {value};
}

// even + 2^32 odd, below 2^512, reduced.
constexpr Field32 reduce(const Limbs<18>& even, const Limbs<18>& odd) {
  Limbs<16> wide{};
  Limbs<16> low{};
  Limbs<16> high{};
  for (std::size_t i = 0; i < 16; ++i) low[i] = even[i];
  for (std::size_t i = 1; i < 16; ++i) high[i] = odd[i - 1];
  add_limbs<16>(wide, low, high);
  Limbs<9> first{};
  Limbs<9> second{};
  for (std::size_t i = 0; i < 8; ++i) first[i] = wide[i];
  multiply_add_row<4>(first.data(), wide.data() + 8, 38);
  multiply_add_row<4>(second.data(), wide.data() + 9, 38);
  Limbs<9> shifted{};
  for (std::size_t i = 1; i < 9; ++i) shifted[i] = second[i - 1];
  add_limbs<9>(first, first, shifted);
  Limbs<8> value{};
  for (std::size_t i = 0; i < 8; ++i) value[i] = first[i];
  return fold_carry(value, first[8]);
}

}  // namespace field32_detail

constexpr Field32 operator+(const Field32& a, const Field32& b) {
  Limbs<8> sum{};
  const std::uint32_t carry = add_limbs<8>(sum, a.limb, b.limb);
  return field32_detail::fold_carry(sum, carry);
}

constexpr Field32 operator-(const Field32& a, const Field32& b) {
  Limbs<8> difference{};
  const std::uint32_t borrow = sub_limbs<8>(difference, a.limb, b.limb);
  const std::uint32_t again = sub_limbs<8>(difference, difference, Limbs<8>{borrow * 38});
  difference[0] -= again * 38;
  return {difference};
}

constexpr Field32 operator*(const Field32& a, const Field32& b) {
  Limbs<18> even{};
  Limbs<18> odd{};  // its limb i has weight 2^(32 (i + 1))
  for (std::size_t i = 0; i < 8; i += 2) {
    multiply_add_row<4>(even.data() + i, a.limb.data(), b.limb[i]);
    multiply_add_row<4>(odd.data() + i, a.limb.data() + 1, b.limb[i]);
    multiply_add_row<4>(odd.data() + i, a.limb.data(), b.limb[i + 1]);
    multiply_add_row<4>(even.data() + i + 2, a.limb.data() + 1, b.limb[i + 1]);
  }
  return field32_detail::reduce(even, odd);
}

namespace field32_detail {

// The products a_i a_j with i < j: row i has its odd columns from a_(i+1), its even ones from a_(i+2).
template <std::size_t I>
constexpr void cross_rows(Limbs<18>& even, Limbs<18>& odd, const Limbs<8>& a) {
  if constexpr (I < 7) {
    multiply_add_row<(8 - I) / 2>(odd.data() + 2 * I, a.data() + I + 1, a[I]);
    if constexpr (I < 6) multiply_add_row<(7 - I) / 2>(even.data() + 2 * I + 2, a.data() + I + 2, a[I]);
    cross_rows<I + 1>(even, odd, a);
  }
}

}  // namespace field32_detail

constexpr Field32 Field32::squared() const {
  Limbs<18> even{};
  Limbs<18> odd{};
  field32_detail::cross_rows<0>(even, odd, limb);
  Limbs<18> cross{};
  for (std::size_t i = 1; i < 16; ++i) cross[i] = odd[i - 1];
  add_limbs<18>(cross, cross, even);
  Limbs<18> doubled{};
  add_limbs<18>(doubled, cross, cross);
  Limbs<18> squares{};
  for (std::size_t i = 0; i < 8; ++i) {
    const std::uint64_t square = static_cast<std::uint64_t>(limb[i]) * limb[i];
    squares[2 * i] = static_cast<std::uint32_t>(square);
    squares[2 * i + 1] = static_cast<std::uint32_t>(square >> 32);
  }
  add_limbs<18>(doubled, doubled, squares);
  return field32_detail::reduce(doubled, {});
}

constexpr Field32 Field32::from_bytes(const Bytes32& bytes) {
  Field32 value;
  for (std::size_t i = 0; i < 8; ++i) value.limb[i] = load_little<std::uint32_t>(bytes.data() + 4 * i);
  value.limb[7] &= 0x7fffffffU;
  return value;
}

constexpr Bytes32 Field32::to_bytes() const {
  // The quotient by p is 0, 1 or 2: bit 255 first, then whether adding 19 reaches 2^255.
  Limbs<8> value = limb;
  const std::uint32_t top = value[7] >> 31;
  value[7] &= 0x7fffffffU;
  add_limbs<8>(value, value, Limbs<8>{top * 19});
  Limbs<8> shifted{};
  add_limbs<8>(shifted, value, Limbs<8>{19});
  if (shifted[7] >> 31 != 0) {
    shifted[7] &= 0x7fffffffU;
    value = shifted;
  }
  Bytes32 bytes{};
  for (std::size_t i = 0; i < 8; ++i) store_little(bytes.data() + 4 * i, value[i]);
  return bytes;
}

}  // namespace parley::gpu

// Integers modulo l = 2^252 + 27742317777372353535851937790883648493, the order of the base point of edwards25519, and
// the signed-digit forms in which multiplications read them. Not constant-time: for public scalars.
#pragma once

#include "gpu/arith/bytes.hpp"
#include "gpu/arith/limbs.hpp"

namespace parley::gpu {

// Invariant: below l.
struct Scalar {
  Limbs<8> limb{};
  friend constexpr bool operator==(const Scalar&, const Scalar&) = default;
};

namespace scalar_detail {

// Functions, because device code cannot refer to variables of the host, be they constexpr.
constexpr Limbs<9> order() {
  return {0x5cf5d3ed, 0x5812631a, 0xa2f79cd6, 0x14def9de, 0, 0, 0, 0x10000000, 0};
}
constexpr Limbs<8> order_8() {
  return {0x5cf5d3ed, 0x5812631a, 0xa2f79cd6, 0x14def9de, 0, 0, 0, 0x10000000};
}
// floor(2^512 / l), for Barrett's reduction.
constexpr Limbs<9> reciprocal() {
  return {0x0a2c131b, 0xed9ce5a3, 0x086329a7, 0x2106215d, 0xffffffeb, 0xffffffff, 0xffffffff, 0xffffffff, 0xf};
}

// x below 2^512. The estimate of the quotient is at most 2 too small (Handbook of Applied Cryptography, 14.42).
constexpr Scalar reduce(const Limbs<16>& x) {
  Limbs<9> head{};
  for (std::size_t i = 0; i < 9; ++i) head[i] = x[i + 7];
  const Limbs<18> product = multiply_limbs<9, 9>(head, reciprocal());
  Limbs<9> quotient{};
  for (std::size_t i = 0; i < 9; ++i) quotient[i] = product[i + 9];
  const Limbs<18> multiple = multiply_limbs<9, 9>(quotient, order());
  Limbs<9> rest{};
  Limbs<9> tail{};
  for (std::size_t i = 0; i < 9; ++i) {
    rest[i] = x[i];
    tail[i] = multiple[i];
  }
  sub_limbs<9>(rest, rest, tail);
  for (int i = 0; i < 2; ++i) {
    Limbs<9> smaller{};
    if (sub_limbs<9>(smaller, rest, order()) == 0) rest = smaller;
  }
  Scalar scalar;
  for (std::size_t i = 0; i < 8; ++i) scalar.limb[i] = rest[i];
  return scalar;
}

}  // namespace scalar_detail

constexpr Scalar scalar_from(std::uint64_t value) {
  return {{static_cast<std::uint32_t>(value), static_cast<std::uint32_t>(value >> 32)}};
}

// A little-endian number of 64 bytes, such as a SHA-512 digest, modulo l.
constexpr Scalar scalar_from_wide(const Bytes64& bytes) {
  Limbs<16> x{};
  for (std::size_t i = 0; i < 16; ++i) x[i] = load_little<std::uint32_t>(bytes.data() + 4 * i);
  return scalar_detail::reduce(x);
}

struct DecodedScalar {
  Scalar scalar;
  bool canonical;  // below l; else scalar is 0
};

constexpr DecodedScalar decode_scalar(const Bytes32& bytes) {
  Limbs<9> value{};
  for (std::size_t i = 0; i < 8; ++i) value[i] = load_little<std::uint32_t>(bytes.data() + 4 * i);
  Limbs<9> difference{};
  if (sub_limbs<9>(difference, value, scalar_detail::order()) == 0) return {{}, false};
  DecodedScalar decoded{{}, true};
  for (std::size_t i = 0; i < 8; ++i) decoded.scalar.limb[i] = value[i];
  return decoded;
}

constexpr Bytes32 encode_scalar(const Scalar& scalar) {
  Bytes32 bytes{};
  for (std::size_t i = 0; i < 8; ++i) store_little(bytes.data() + 4 * i, scalar.limb[i]);
  return bytes;
}

constexpr Scalar operator+(const Scalar& a, const Scalar& b) {
  Limbs<8> sum{};
  add_limbs<8>(sum, a.limb, b.limb);  // below 2^254
  Limbs<8> smaller{};
  return {sub_limbs<8>(smaller, sum, scalar_detail::order_8()) == 0 ? smaller : sum};
}

constexpr Scalar operator*(const Scalar& a, const Scalar& b) {
  return scalar_detail::reduce(multiply_limbs<8, 8>(a.limb, b.limb));
}

constexpr bool is_zero(const Scalar& a) {
  std::uint32_t any = 0;
  for (const std::uint32_t limb : a.limb) any |= limb;
  return any == 0;
}

constexpr Scalar negated(const Scalar& a) {
  if (is_zero(a)) return a;
  Scalar out;
  sub_limbs<8>(out.limb, scalar_detail::order_8(), a.limb);
  return out;
}

constexpr Scalar operator-(const Scalar& a, const Scalar& b) {
  return a + negated(b);
}

// a^(l-2); 0 for 0.
constexpr Scalar inverse(const Scalar& a) {
  Limbs<9> exponent = scalar_detail::order();
  exponent[0] -= 2;
  Scalar power = scalar_from(1);
  for (std::size_t bit = 253; bit-- > 0;) {
    power = power * power;
    if ((exponent[bit / 32] >> (bit % 32) & 1) != 0) power = power * a;
  }
  return power;
}

// Bits [at, at + width) of the scalar, width at most 16; bits above 255 are zero.
constexpr std::uint32_t scalar_bits(const Scalar& scalar, std::size_t at, std::size_t width) {
  if (at >= 256) return 0;
  std::uint64_t word = scalar.limb[at / 32];
  if (at / 32 + 1 < 8) word |= static_cast<std::uint64_t>(scalar.limb[at / 32 + 1]) << 32;
  return static_cast<std::uint32_t>(word >> (at % 32)) & ((std::uint32_t{1} << width) - 1);
}

// How many signed digits of `width` bits hold any scalar: 253 bits and a carry.
constexpr std::size_t signed_digit_count(std::size_t width) {
  return 253 / width + 1;
}

// Digit i of the form sum d_i 2^(width i) with -2^(width-1) <= d_i < 2^(width-1): a window takes a carry from below
// when the bit just under it is set.
constexpr int signed_digit(const Scalar& scalar, std::size_t index, std::size_t width) {
  const std::size_t at = index * width;
  const int window = static_cast<int>(scalar_bits(scalar, at, width));
  const int carry = at == 0 ? 0 : static_cast<int>(scalar_bits(scalar, at - 1, 1));
  const int half = 1 << (width - 1);
  const int digit = window + carry;
  return window >= half ? digit - 2 * half : digit;
}

// Non-adjacent form of `width` bits: odd digits with |d| < 2^(width-1), width - 1 zeros after each, at most 8 wide.
constexpr void sliding_digits(const Scalar& scalar, std::size_t width, std::array<std::int8_t, 256>& digits) {
  const int full = 1 << width;
  int carry = 0;
  for (std::size_t at = 0; at < 256;) {
    digits[at] = 0;
    const int bit = static_cast<int>(scalar_bits(scalar, at, 1));
    if (bit == carry) {
      ++at;
      continue;
    }
    const int window = carry + static_cast<int>(scalar_bits(scalar, at, width));
    carry = window >= full / 2 ? 1 : 0;
    digits[at] = static_cast<std::int8_t>(window - (carry != 0 ? full : 0));
    for (std::size_t i = 1; i < width && at + i < 256; ++i) digits[at + i] = 0;
    at += width;
  }
}

}  // namespace parley::gpu

// GF(2^255 - 19) in five limbs of 51 bits: the representation for 64-bit processors, where a product of two limbs is
// one instruction (the layout of Bernstein, Duif, Lange, Schwabe, Yang, "High-speed high-security signatures", 2011).
//
// Limbs may exceed 51 bits. A product has limbs below 2^51 + 2^15. Sums and differences do not carry, so:
// REQUIRES of a - b: b is a product, a decoded value or a sum of two such (limbs below 2^52.6); of a * b and squared():
// limbs below 2^54, which a sum of two such differences keeps to.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "gpu/arith/bytes.hpp"

namespace parley::gpu {

__extension__ using Wide = unsigned __int128;

struct Field51 {
  std::array<std::uint64_t, 5> limb{};

  static constexpr Field51 zero() { return {}; }
  static constexpr Field51 one() { return {{1}}; }
  static constexpr Field51 from_bytes(const Bytes32& bytes);  // bit 255 is ignored
  constexpr Bytes32 to_bytes() const;                         // canonical: below p

  friend constexpr Field51 operator+(const Field51& a, const Field51& b);
  friend constexpr Field51 operator-(const Field51& a, const Field51& b);
  friend constexpr Field51 operator*(const Field51& a, const Field51& b);
  constexpr Field51 squared() const;
  constexpr Field51 negated() const;  // carried, of any value that may be multiplied
};

namespace field51_detail {

inline constexpr std::uint64_t kMask = (std::uint64_t{1} << 51) - 1;

constexpr Field51 carried(Field51 a) {
  a.limb[0] += (a.limb[4] >> 51) * 19;
  a.limb[4] &= kMask;
  for (std::size_t i = 0; i < 4; ++i) {
    a.limb[i + 1] += a.limb[i] >> 51;
    a.limb[i] &= kMask;
  }
  return a;
}

constexpr Field51 reduced(std::array<Wide, 5> t) {
  Field51 out;
  for (std::size_t i = 0; i < 4; ++i) {
    t[i + 1] += static_cast<std::uint64_t>(t[i] >> 51);
    out.limb[i] = static_cast<std::uint64_t>(t[i]) & kMask;
  }
  out.limb[4] = static_cast<std::uint64_t>(t[4]) & kMask;
  // The carry may take all 64 bits, so 19 times it needs the wide type.
  const Wide first = static_cast<Wide>(static_cast<std::uint64_t>(t[4] >> 51)) * 19 + out.limb[0];
  out.limb[0] = static_cast<std::uint64_t>(first) & kMask;
  out.limb[1] += static_cast<std::uint64_t>(first >> 51);
  return out;
}

constexpr Wide product(std::uint64_t a, std::uint64_t b) {
  return static_cast<Wide>(a) * b;
}

}  // namespace field51_detail

constexpr Field51 operator+(const Field51& a, const Field51& b) {
  return {{a.limb[0] + b.limb[0], a.limb[1] + b.limb[1], a.limb[2] + b.limb[2], a.limb[3] + b.limb[3],
           a.limb[4] + b.limb[4]}};
}

constexpr Field51 operator-(const Field51& a, const Field51& b) {
  constexpr std::uint64_t low = (field51_detail::kMask - 18) * 4;  // 4 p, limb by limb
  constexpr std::uint64_t other = field51_detail::kMask * 4;
  return {{a.limb[0] + low - b.limb[0], a.limb[1] + other - b.limb[1], a.limb[2] + other - b.limb[2],
           a.limb[3] + other - b.limb[3], a.limb[4] + other - b.limb[4]}};
}

constexpr Field51 operator*(const Field51& a, const Field51& b) {
  using field51_detail::product;
  const auto& [a0, a1, a2, a3, a4] = a.limb;
  const auto& [b0, b1, b2, b3, b4] = b.limb;
  const std::uint64_t c1 = b1 * 19;
  const std::uint64_t c2 = b2 * 19;
  const std::uint64_t c3 = b3 * 19;
  const std::uint64_t c4 = b4 * 19;
  return field51_detail::reduced(
      {product(a0, b0) + product(a1, c4) + product(a2, c3) + product(a3, c2) + product(a4, c1),
       product(a0, b1) + product(a1, b0) + product(a2, c4) + product(a3, c3) + product(a4, c2),
       product(a0, b2) + product(a1, b1) + product(a2, b0) + product(a3, c4) + product(a4, c3),
       product(a0, b3) + product(a1, b2) + product(a2, b1) + product(a3, b0) + product(a4, c4),
       product(a0, b4) + product(a1, b3) + product(a2, b2) + product(a3, b1) + product(a4, b0)});
}

constexpr Field51 Field51::squared() const {
  using field51_detail::product;
  const auto& [a0, a1, a2, a3, a4] = limb;
  const std::uint64_t d0 = 2 * a0;
  const std::uint64_t d1 = 2 * a1;
  const std::uint64_t c3 = 19 * a3;
  const std::uint64_t c4 = 19 * a4;
  return field51_detail::reduced(
      {product(a0, a0) + product(d1, c4) + product(2 * a2, c3), product(d0, a1) + product(2 * a2, c4) + product(a3, c3),
       product(d0, a2) + product(a1, a1) + product(2 * a3, c4), product(d0, a3) + product(d1, a2) + product(a4, c4),
       product(d0, a4) + product(d1, a3) + product(a2, a2)});
}

constexpr Field51 Field51::negated() const {
  return field51_detail::carried(zero() - field51_detail::carried(*this));
}

constexpr Field51 Field51::from_bytes(const Bytes32& bytes) {
  std::array<std::uint64_t, 4> word{};
  for (std::size_t i = 0; i < 4; ++i) word[i] = load_little<std::uint64_t>(bytes.data() + 8 * i);
  using field51_detail::kMask;
  return {{word[0] & kMask, (word[0] >> 51 | word[1] << 13) & kMask, (word[1] >> 38 | word[2] << 26) & kMask,
           (word[2] >> 25 | word[3] << 39) & kMask, (word[3] >> 12) & kMask}};
}

constexpr Bytes32 Field51::to_bytes() const {
  using field51_detail::kMask;
  Field51 value = field51_detail::carried(field51_detail::carried(*this));  // now below 2 p
  std::uint64_t quotient = (value.limb[0] + 19) >> 51;
  for (std::size_t i = 1; i < 5; ++i) quotient = (value.limb[i] + quotient) >> 51;
  value.limb[0] += 19 * quotient;
  for (std::size_t i = 0; i < 4; ++i) {
    value.limb[i + 1] += value.limb[i] >> 51;
    value.limb[i] &= kMask;
  }
  value.limb[4] &= kMask;
  const auto& [v0, v1, v2, v3, v4] = value.limb;
  Bytes32 bytes{};
  store_little(bytes.data(), v0 | v1 << 51);
  store_little(bytes.data() + 8, v1 >> 13 | v2 << 38);
  store_little(bytes.data() + 16, v2 >> 26 | v3 << 25);
  store_little(bytes.data() + 24, v3 >> 39 | v4 << 12);
  return bytes;
}

}  // namespace parley::gpu

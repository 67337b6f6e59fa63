// ristretto255 (RFC 9496): the group of prime order l that edwards25519 holds, with one encoding an element. Elements
// are points of the curve; two that differ by torsion of order 4 are the same element.
#pragma once

#include "gpu/arith/edwards.hpp"

namespace parley::gpu {

namespace ristretto_detail {

template <class F>
constexpr F absolute(const F& a) {
  return is_negative(a) ? a.negated() : a;
}

// 1 / sqrt(-1 - d).
template <class F>
constexpr F inverse_root_of_a_minus_d() {
  return field_constant<F>(0x99c8fdaa805d40ea, 0x9d2f16175a4172be, 0x16c27b91fe01d840, 0x786c8905cfaffca2);
}

}  // namespace ristretto_detail

// RFC 9496, section 4.3.1.
template <class F>
constexpr Decoded<F> decode_ristretto(const Bytes32& bytes) {
  using ristretto_detail::absolute;
  const F s = F::from_bytes(bytes);
  if (!same(s.to_bytes(), bytes) || is_negative(s)) return {{}, false};
  const F ss = s.squared();
  const F u1 = F::one() - ss;
  const F u2 = F::one() + ss;
  const F u2_squared = u2.squared();
  const F v = (edwards_d<F>() * u1.squared()).negated() - u2_squared;
  const RootOfRatio<F> root = root_of_ratio(F::one(), v * u2_squared);
  const F x_over = root.root * u2;
  const F x = absolute((s + s) * x_over);
  const F y = u1 * (root.root * x_over * v);
  const F t = x * y;
  const bool valid = root.square && !is_negative(t) && !is_zero(y);
  return {{x, y, F::one(), t}, valid};
}

// RFC 9496, section 4.3.2.
template <class F>
constexpr Bytes32 encode_ristretto(const Point<F>& p) {
  using ristretto_detail::absolute;
  const F u1 = (p.z + p.y) * (p.z - p.y);
  const F u2 = p.x * p.y;
  const F root = absolute(root_of_ratio(F::one(), u1 * u2.squared()).root);
  const F den1 = root * u1;
  const F den2 = root * u2;
  const F inverse_z = den1 * den2 * p.t;
  const bool rotate = is_negative(p.t * inverse_z);
  const F x = rotate ? p.y * sqrt_minus_one<F>() : p.x;
  const F y = rotate ? p.x * sqrt_minus_one<F>() : p.y;
  const F den = rotate ? den1 * ristretto_detail::inverse_root_of_a_minus_d<F>() : den2;
  const F signed_y = is_negative(x * inverse_z) ? y.negated() : y;
  return absolute(den * (p.z - signed_y)).to_bytes();
}

// RFC 9496, section 4.3.3.
template <class F>
constexpr bool same_element(const Point<F>& p, const Point<F>& q) {
  return equal(p.x * q.y, p.y * q.x) || equal(p.y * q.y, p.x * q.x);
}

}  // namespace parley::gpu

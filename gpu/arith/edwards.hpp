// The curve -x^2 + y^2 = 1 + d x^2 y^2 over GF(2^255 - 19) (RFC 8032), over either representation F of the field.
// Formulas: Hisil, Wong, Carter, Dawson, "Twisted Edwards curves revisited" (2008); they are complete here, so that
// points of small order and equal operands need no special cases. Not constant-time: for public points and scalars.
#pragma once

#include "gpu/arith/field_ops.hpp"
#include "gpu/arith/scalar.hpp"

namespace parley::gpu {

// x = X/Z, y = Y/Z.
template <class F>
struct Projective {
  F x = F::zero();
  F y = F::one();
  F z = F::one();
};

// And T = XY/Z. A value-initialised point is the identity.
template <class F>
struct Point {
  F x = F::zero();
  F y = F::one();
  F z = F::one();
  F t = F::zero();
};

// What a sum is before its last products: x = X/Z, y = Y/T.
template <class F>
struct Completed {
  F x, y, z, t;
};

// A summand that is used often: y + x, y - x, z, 2 d t.
template <class F>
struct Cached {
  F sum, difference, z, t2d;
};

// The same with z = 1.
template <class F>
struct AffineCached {
  F sum = F::one();
  F difference = F::one();
  F t2d = F::zero();
};

template <class F>
constexpr Projective<F> to_projective(const Completed<F>& p) {
  return {p.x * p.t, p.y * p.z, p.z * p.t};
}

template <class F>
constexpr Point<F> to_point(const Completed<F>& p) {
  return {p.x * p.t, p.y * p.z, p.z * p.t, p.x * p.y};
}

template <class F>
constexpr Cached<F> to_cached(const Point<F>& p) {
  return {p.y + p.x, p.y - p.x, p.z, p.t * edwards_2d<F>()};
}

// REQUIRES: z of the point is one.
template <class F>
constexpr AffineCached<F> to_affine_cached(const Point<F>& p) {
  return {p.y + p.x, p.y - p.x, p.t * edwards_2d<F>()};
}

template <class F>
constexpr Cached<F> negated(const Cached<F>& p) {
  return {p.difference, p.sum, p.z, p.t2d.negated()};
}

template <class F>
constexpr AffineCached<F> negated(const AffineCached<F>& p) {
  return {p.difference, p.sum, p.t2d.negated()};
}

template <class F>
constexpr Point<F> negated(const Point<F>& p) {
  return {p.x.negated(), p.y, p.z, p.t.negated()};
}

namespace edwards_detail {

template <class F>
constexpr Completed<F> sum(const F& a, const F& b, const F& c, const F& twice_z) {
  return {b - a, b + a, twice_z + c, twice_z - c};
}

}  // namespace edwards_detail

template <class F>
constexpr Completed<F> add(const Point<F>& p, const Cached<F>& q) {
  const F z = p.z * q.z;
  return edwards_detail::sum((p.y - p.x) * q.difference, (p.y + p.x) * q.sum, p.t * q.t2d, z + z);
}

template <class F>
constexpr Completed<F> add(const Point<F>& p, const AffineCached<F>& q) {
  return edwards_detail::sum((p.y - p.x) * q.difference, (p.y + p.x) * q.sum, p.t * q.t2d, p.z + p.z);
}

template <class F>
constexpr Completed<F> subtract(const Point<F>& p, const Cached<F>& q) {
  const F z = p.z * q.z;
  const F twice = z + z;
  const F c = p.t * q.t2d;
  const F a = (p.y - p.x) * q.sum;
  const F b = (p.y + p.x) * q.difference;
  return {b - a, b + a, twice - c, twice + c};
}

template <class F>
constexpr Completed<F> subtract(const Point<F>& p, const AffineCached<F>& q) {
  const F twice = p.z + p.z;
  const F c = p.t * q.t2d;
  const F a = (p.y - p.x) * q.sum;
  const F b = (p.y + p.x) * q.difference;
  return {b - a, b + a, twice - c, twice + c};
}

template <class F>
constexpr Point<F> operator+(const Point<F>& p, const Point<F>& q) {
  return to_point(add(p, to_cached(q)));
}

template <class F>
constexpr Point<F> operator-(const Point<F>& p, const Point<F>& q) {
  return to_point(subtract(p, to_cached(q)));
}

template <class F>
constexpr Completed<F> doubled(const Projective<F>& p) {
  const F xx = p.x.squared();
  const F yy = p.y.squared();
  const F zz = p.z.squared();
  const F sum = yy + xx;
  const F difference = yy - xx;
  // z and t: 2 z^2 - (y^2 - x^2), with the subtrahend written out so that it stays a sum of products.
  return {(p.x + p.y).squared() - sum, sum, difference, (zz + zz + xx) - yy};
}

template <class F>
constexpr Projective<F> to_projective(const Point<F>& p) {
  return {p.x, p.y, p.z};
}

template <class F>
constexpr Point<F> doubled(const Point<F>& p) {
  return to_point(doubled(to_projective(p)));
}

// 2^times p. REQUIRES: times > 0.
template <class F>
constexpr Point<F> doubled_times(const Point<F>& p, int times) {
  Projective<F> q = to_projective(p);
  for (int i = 1; i < times; ++i) q = to_projective(doubled(q));
  return to_point(doubled(q));
}

template <class F>
constexpr bool is_identity(const Projective<F>& p) {
  return is_zero(p.x) && equal(p.y, p.z);
}

// The order divides the cofactor 8.
template <class F>
constexpr bool is_small_order(const Point<F>& p) {
  return is_identity(to_projective(doubled_times(p, 3)));
}

template <class F>
constexpr bool equal(const Point<F>& p, const Point<F>& q) {
  return equal(p.x * q.z, q.x * p.z) && equal(p.y * q.z, q.y * p.z);
}

template <class F>
struct Decoded {
  Point<F> point;  // z is one
  bool valid;
};

// RFC 8032, section 5.1.3, but for what ZIP 215 allows: y of p and above, and a set sign bit beside x = 0.
template <class F>
constexpr Decoded<F> decode_point(const Bytes32& bytes) {
  const F y = F::from_bytes(bytes);
  const F yy = y.squared();
  const RootOfRatio<F> x = root_of_ratio(yy - F::one(), yy * edwards_d<F>() + F::one());
  if (!x.square) return {{}, false};
  const bool sign = (bytes[31] & 0x80) != 0;
  const F signed_x = is_negative(x.root) == sign ? x.root : x.root.negated();
  return {{signed_x, y, F::one(), signed_x * y}, true};
}

// The encoding that RFC 8032 would give to what these bytes decode to: y below p, and no sign beside x = 0.
constexpr bool is_canonical_encoding(const Bytes32& bytes) {
  Bytes32 y = bytes;
  y[31] &= 0x7f;
  if (!same(Field51::from_bytes(bytes).to_bytes(), y)) return false;
  const bool sign = (bytes[31] & 0x80) != 0;
  const Field51 value = Field51::from_bytes(y);
  return !sign || !is_zero(value.squared() - Field51::one());
}

// REQUIRES: inverse_z is 1/z of the point.
template <class F>
constexpr Bytes32 encode_with(const Projective<F>& p, const F& inverse_z) {
  Bytes32 bytes = (p.y * inverse_z).to_bytes();
  if (is_negative(p.x * inverse_z)) bytes[31] |= 0x80;
  return bytes;
}

template <class F>
constexpr Bytes32 encode_point(const Point<F>& p) {
  return encode_with(to_projective(p), inverse(p.z));
}

template <class F>
constexpr Point<F> base_point() {
  return {field_constant<F>(0xc9562d608f25d51a, 0x692cc7609525a7b2, 0xc0a4e231fdd6dc5c, 0x216936d3cd6e53fe),
          field_constant<F>(0x6666666666666658, 0x6666666666666666, 0x6666666666666666, 0x6666666666666666), F::one(),
          field_constant<F>(0x6dde8ab3a5b7dda3, 0x20f09f80775152f5, 0x66ea4e8e64abe37d, 0x67875f0fd78b7665)};
}

// Double-and-add: slow and obvious.
template <class F>
constexpr Point<F> multiply(const Scalar& scalar, const Point<F>& p) {
  const Cached<F> summand = to_cached(p);
  Point<F> sum;
  for (std::size_t bit = 253; bit-- > 0;) {
    sum = doubled(sum);
    if (scalar_bits(scalar, bit, 1) != 0) sum = to_point(add(sum, summand));
  }
  return sum;
}

}  // namespace parley::gpu

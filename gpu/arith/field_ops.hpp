// What both representations of GF(2^255 - 19) share: powers, inverses, square roots, comparisons, constants.
#pragma once

#include "gpu/arith/bytes.hpp"
#include "gpu/arith/field32.hpp"
#include "gpu/arith/field51.hpp"

namespace parley::gpu {

// Little-endian words of a constant.
template <class F>
constexpr F field_constant(std::uint64_t w0, std::uint64_t w1, std::uint64_t w2, std::uint64_t w3) {
  Bytes32 bytes{};
  store_little(bytes.data(), w0);
  store_little(bytes.data() + 8, w1);
  store_little(bytes.data() + 16, w2);
  store_little(bytes.data() + 24, w3);
  return F::from_bytes(bytes);
}

// Functions, because device code cannot refer to variables of the host, be they constexpr.
// RFC 8032, section 5.1: d = -121665/121666; sqrt(-1) = 2^((p-1)/4).
template <class F>
constexpr F edwards_d() {
  return field_constant<F>(0x75eb4dca135978a3, 0x00700a4d4141d8ab, 0x8cc740797779e898, 0x52036cee2b6ffe73);
}

template <class F>
constexpr F edwards_2d() {
  return field_constant<F>(0xebd69b9426b2f159, 0x00e0149a8283b156, 0x198e80f2eef3d130, 0x2406d9dc56dffce7);
}

template <class F>
constexpr F sqrt_minus_one() {
  return field_constant<F>(0xc4ee1b274a0ea0b0, 0x2f431806ad2fe478, 0x2b4d00993dfbd7a7, 0x2b8324804fc1df0b);
}

template <class F>
constexpr bool is_zero(const F& a) {
  const Bytes32 bytes = a.to_bytes();
  std::uint8_t any = 0;
  for (const std::uint8_t byte : bytes) any = static_cast<std::uint8_t>(any | byte);
  return any == 0;
}

// The sign of RFC 8032: the lowest bit of the canonical value.
template <class F>
constexpr bool is_negative(const F& a) {
  return (a.to_bytes()[0] & 1) != 0;
}

template <class F>
constexpr bool equal(const F& a, const F& b) {
  return same(a.to_bytes(), b.to_bytes());
}

template <class F>
constexpr F squared_times(F a, int times) {
  for (int i = 0; i < times; ++i) a = a.squared();
  return a;
}

namespace field_detail {

template <class F>
struct Powers {
  F eleven;    // a^11
  F ones_250;  // a^(2^250 - 1)
};

template <class F>
constexpr Powers<F> common_powers(const F& a) {
  const F a2 = a.squared();
  const F a9 = squared_times(a2, 2) * a;
  const F a11 = a9 * a2;
  const F ones_5 = a11.squared() * a9;
  const F ones_10 = squared_times(ones_5, 5) * ones_5;
  const F ones_20 = squared_times(ones_10, 10) * ones_10;
  const F ones_40 = squared_times(ones_20, 20) * ones_20;
  const F ones_50 = squared_times(ones_40, 10) * ones_10;
  const F ones_100 = squared_times(ones_50, 50) * ones_50;
  const F ones_200 = squared_times(ones_100, 100) * ones_100;
  return {a11, squared_times(ones_200, 50) * ones_50};
}

}  // namespace field_detail

// a^(p-2); 0 for 0.
template <class F>
constexpr F inverse(const F& a) {
  const field_detail::Powers<F> powers = field_detail::common_powers(a);
  return squared_times(powers.ones_250, 5) * powers.eleven;
}

// a^((p-5)/8), the heart of a square root.
template <class F>
constexpr F power_p58(const F& a) {
  return squared_times(field_detail::common_powers(a).ones_250, 2) * a;
}

// A root of u/v when `square`; when not, a root of sqrt(-1) u/v. Zero u gives root 0 and `square`; zero v with u not
// zero gives root 0 and not `square`.
template <class F>
struct RootOfRatio {
  F root;
  bool square;
};

template <class F>
constexpr RootOfRatio<F> root_of_ratio(const F& u, const F& v) {
  const F v3 = v.squared() * v;
  F root = u * v3 * power_p58(u * v3.squared() * v);
  const F check = v * root.squared();
  if (equal(check, u)) return {root, true};
  if (equal(check, u.negated())) return {root * sqrt_minus_one<F>(), true};
  if (equal(check, (u * sqrt_minus_one<F>()).negated())) root = root * sqrt_minus_one<F>();
  return {root, false};
}

// All inverses for one exponentiation and three products each (Montgomery's trick). REQUIRES: no value is zero;
// `scratch` has room for `count` values.
template <class F>
constexpr void invert_all(F* values, F* scratch, std::size_t count) {
  F product = F::one();
  for (std::size_t i = 0; i < count; ++i) {
    scratch[i] = product;
    product = product * values[i];
  }
  F rest = inverse(product);
  for (std::size_t i = count; i-- > 0;) {
    const F inverted = rest * scratch[i];
    rest = rest * values[i];
    values[i] = inverted;
  }
}

}  // namespace parley::gpu

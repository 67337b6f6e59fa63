// Big integers (GMP) as the independent word on field and scalar arithmetic, and a second Ed25519 written over them in
// the obvious way: affine points, one formula, no tables.
#pragma once

#include <gmpxx.h>
#include <string_view>

#include "gpu/arith/bytes.hpp"

namespace parley::gpu::oracle {

template <std::size_t N>
mpz_class number(const std::array<std::uint8_t, N>& little) {
  mpz_class value;
  mpz_import(value.get_mpz_t(), N, -1, 1, 0, 0, little.data());
  return value;
}

inline Bytes32 bytes(const mpz_class& value) {
  Bytes32 out{};
  mpz_export(out.data(), nullptr, -1, 1, 0, 0, value.get_mpz_t());
  return out;
}

inline mpz_class power_of_two(unsigned long exponent) {
  return mpz_class(1) << exponent;
}

inline const mpz_class kPrime = power_of_two(255) - 19;
inline const mpz_class kOrder = power_of_two(252) + mpz_class("27742317777372353535851937790883648493");

inline mpz_class modulo(const mpz_class& value, const mpz_class& modulus) {
  mpz_class out;
  mpz_mod(out.get_mpz_t(), value.get_mpz_t(), modulus.get_mpz_t());
  return out;
}
inline mpz_class mod_p(const mpz_class& value) {
  return modulo(value, kPrime);
}

inline mpz_class power(const mpz_class& base, const mpz_class& exponent, const mpz_class& modulus) {
  mpz_class out;
  mpz_powm(out.get_mpz_t(), base.get_mpz_t(), exponent.get_mpz_t(), modulus.get_mpz_t());
  return out;
}
inline mpz_class inverse(const mpz_class& value, const mpz_class& modulus) {
  mpz_class out;
  if (mpz_invert(out.get_mpz_t(), value.get_mpz_t(), modulus.get_mpz_t()) == 0) return 0;  // of zero
  return out;
}

inline const mpz_class kD = mod_p(-121665 * inverse(121666, kPrime));

// RFC 8032, section 5.1: -x^2 + y^2 = 1 + d x^2 y^2.
struct AffinePoint {
  mpz_class x = 0;
  mpz_class y = 1;
  friend bool operator==(const AffinePoint&, const AffinePoint&) = default;
};

inline AffinePoint add(const AffinePoint& p, const AffinePoint& q) {
  const mpz_class product = mod_p(kD * p.x * q.x * p.y * q.y);
  return {mod_p((p.x * q.y + q.x * p.y) * inverse(1 + product, kPrime)),
          mod_p((p.y * q.y + p.x * q.x) * inverse(kPrime + 1 - product, kPrime))};
}

inline AffinePoint multiply(const mpz_class& scalar, AffinePoint p) {
  AffinePoint sum;
  for (mpz_class rest = scalar; rest > 0; rest >>= 1) {
    if (mpz_odd_p(rest.get_mpz_t()) != 0) sum = add(sum, p);
    p = add(p, p);
  }
  return sum;
}

struct MaybePoint {
  bool valid = false;
  AffinePoint point;
};

// As ZIP 215 decodes: any 255-bit y, any sign.
inline MaybePoint decode(const Bytes32& encoding) {
  const mpz_class y = mod_p(number(encoding) % power_of_two(255));
  const mpz_class xx = mod_p((y * y - 1) * inverse(mod_p(kD * y * y + 1), kPrime));
  mpz_class x = power(xx, (kPrime + 3) / 8, kPrime);
  if (mod_p(x * x) != xx) x = mod_p(x * power(2, (kPrime - 1) / 4, kPrime));
  if (mod_p(x * x) != xx) return {};
  const bool sign = (encoding[31] & 0x80) != 0;
  if ((mpz_odd_p(x.get_mpz_t()) != 0) != sign) x = mod_p(-x);
  return {true, {x, y}};
}

inline AffinePoint base() {
  Bytes32 encoding;
  encoding.fill(0x66);
  encoding[0] = 0x58;
  return decode(encoding).point;
}

// ZIP 215, given the digest of R, A and the message.
inline bool verify_zip215(const Bytes32& key, const Bytes64& signature, const Bytes64& digest) {
  Bytes32 r{};
  Bytes32 s{};
  for (std::size_t i = 0; i < 32; ++i) {
    r[i] = signature[i];
    s[i] = signature[32 + i];
  }
  const MaybePoint a_point = decode(key);
  const MaybePoint r_point = decode(r);
  if (!a_point.valid || !r_point.valid || number(s) >= kOrder) return false;
  const mpz_class k = modulo(number(digest), kOrder);
  const AffinePoint right = add(r_point.point, multiply(k, a_point.point));
  return multiply(8, multiply(number(s), base())) == multiply(8, right);
}

}  // namespace parley::gpu::oracle

// Verification of one Ed25519 signature, as a thread of a device or of the host does it, over either representation of
// the field. Not constant-time: keys, signatures and messages are public.
#pragma once

#include "gpu/arith/edwards.hpp"
#include "gpu/arith/sha512.hpp"
#include "gpu/ed25519/rule.hpp"

namespace parley::gpu {

// Multiples of the base point: window i of 8 bits holds d 256^i B for d = 1 .. 128, as 32 rows of 128. And of a key:
// window i of 4 bits holds -d 16^i A for d = 1 .. 8, as 64 rows of 8.
inline constexpr std::size_t kBaseWindows = 32;
inline constexpr std::size_t kBaseRow = 128;
inline constexpr std::size_t kKeyWindows = 64;
inline constexpr std::size_t kKeyRow = 8;

struct SignatureParts {
  Bytes32 r{};
  Scalar s;
  bool canonical = false;  // S < l
};

constexpr SignatureParts split_signature(const Bytes64& signature) {
  SignatureParts parts;
  Bytes32 s{};
  for (std::size_t i = 0; i < 32; ++i) {
    parts.r[i] = signature[i];
    s[i] = signature[32 + i];
  }
  const DecodedScalar decoded = decode_scalar(s);
  parts.s = decoded.scalar;
  parts.canonical = decoded.canonical;
  return parts;
}

constexpr Scalar challenge_of(const Bytes32& r, const Bytes32& key, const Message& message) {
  return scalar_from_wide(sha512(Challenge{r, key, message}));
}

// table[|digit| - 1] with the digit's sign, added to p. All threads of a warp take the same path but for the sign.
template <class F, class Summand>
constexpr Point<F> add_digit(const Point<F>& p, const Summand* table, int digit) {
  if (digit == 0) return p;
  return digit > 0 ? to_point(add(p, table[digit - 1])) : to_point(subtract(p, table[-digit - 1]));
}

// [s]B - [k]A for an A that is met for the first time: windows of four bits, so that threads of a warp add at the same
// time; sliding windows would have some thread of a warp adding at every doubling.
template <class F>
constexpr Point<F> combine(const Scalar& s, const Scalar& k, const Point<F>& a, const AffineCached<F>* base) {
  std::array<Cached<F>, kKeyRow> table{};
  table[0] = to_cached(negated(a));
  Point<F> multiple = negated(a);
  for (std::size_t i = 1; i < kKeyRow; ++i) {
    multiple = to_point(add(multiple, table[0]));
    table[i] = to_cached(multiple);
  }
  Point<F> sum;
  for (std::size_t window = kKeyWindows; window-- > 0;) {
    sum = doubled_times(sum, 4);
    sum = add_digit(sum, table.data(), signed_digit(k, window, 4));
    if (window % 2 == 0) sum = add_digit(sum, base, signed_digit(s, window / 2, 8));  // the first row: d B
  }
  return sum;
}

// The same for a registered key: its table and the base point's hold all doublings.
template <class F>
constexpr Point<F> combine_registered(const Scalar& s, const Scalar& k, const AffineCached<F>* key,
                                      const AffineCached<F>* base) {
  Point<F> sum;
  for (std::size_t window = 0; window < kBaseWindows; ++window)
    sum = add_digit(sum, base + window * kBaseRow, signed_digit(s, window, 8));
  for (std::size_t window = 0; window < kKeyWindows; ++window)
    sum = add_digit(sum, key + window * kKeyRow, signed_digit(k, window, 4));
  return sum;
}

// Whether R, as received, goes with p = [S]B - [k]A, whose encoding is given. Nearly every valid signature has R in its
// one canonical encoding, and then no square root is needed under either rule.
template <class F>
constexpr bool matches(Rule rule, const Point<F>& p, const Bytes32& encoding, const Bytes32& r) {
  if (rule == Rule::kLibsodium) return same(encoding, r) && !is_small_order(p);
  if (same(encoding, r)) return true;
  const Decoded<F> point = decode_point<F>(r);
  return point.valid && is_small_order(p - point.point);
}

template <class F>
struct DecodedKey {
  Point<F> point;
  bool valid;
};

// What the rule asks of a key by itself.
template <class F>
constexpr DecodedKey<F> decode_key(Rule rule, const Bytes32& key) {
  const Decoded<F> decoded = decode_point<F>(key);
  if (!decoded.valid) return {{}, false};
  const bool fine = rule == Rule::kZip215 || (is_canonical_encoding(key) && !is_small_order(decoded.point));
  return {decoded.point, fine};
}

template <class F>
constexpr bool verify(Rule rule, const Bytes32& key, const Bytes64& signature, const Message& message,
                      const AffineCached<F>* base) {
  const SignatureParts parts = split_signature(signature);
  const DecodedKey<F> a = decode_key<F>(rule, key);
  if (!parts.canonical || !a.valid) return false;
  const Point<F> p = combine(parts.s, challenge_of(parts.r, key, message), a.point, base);
  return matches(rule, p, encode_point(p), parts.r);
}

}  // namespace parley::gpu

#include "gpu/commitment/commitment.hpp"

#include <bit>
#include <sodium.h>
#include <stdexcept>
#include <string>
#include <string_view>

#include "gpu/arith/sha512.hpp"
#include "gpu/commitment/transcript.hpp"
#include "gpu/ed25519/msm.hpp"
#include "gpu/ed25519/tables.hpp"

namespace parley::gpu {

namespace {

// libsodium has the map from 64 bytes to the group (RFC 9496, section 4.3.4).
Element generator(std::string_view label, std::string_view kind, std::size_t index) {
  const std::string text = std::string(label) + "/" + std::string(kind) + "/" + std::to_string(index);
  const std::vector<std::uint8_t> bytes(text.begin(), text.end());
  const Bytes64 hash = sha512(Message{bytes.data(), bytes.size()});
  Bytes32 encoding{};
  crypto_core_ristretto255_from_hash(encoding.data(), hash.data());
  return decode_ristretto<Field51>(encoding).point;
}

Element sum_of(const std::vector<Scalar>& scalars, const std::vector<Element>& points) {
  const std::vector<AffineCached<Field51>> table = to_affine_cached(points);
  return multiply_sum<Field51>(scalars, table);
}

}  // namespace

CommitmentKey::CommitmentKey(std::size_t size, std::string_view label)
    : blinding_(generator(label, "blinding", 0)), product_(generator(label, "product", 0)) {
  if (size < 2 || size > 256 || !std::has_single_bit(size))
    throw std::invalid_argument("vector commitments have 2 to 256 entries, a power of two");
  for (std::size_t i = 0; i < size; ++i) generators_.push_back(generator(label, "entry", i));
  Transcript transcript("key");
  transcript.add(encode_ristretto(generators_.back()));
  transcript.add(encode_ristretto(product_));
  identity_ = encode_scalar(transcript.challenge());
}

Element CommitmentKey::commit(std::span<const Scalar> values, const Scalar& blinding) const {
  std::vector<Scalar> scalars(values.begin(), values.end());
  std::vector<Element> points = generators_;
  scalars.push_back(blinding);
  points.push_back(blinding_);
  return sum_of(scalars, points);
}

Element CommitmentKey::update(const Element& commitment, std::size_t index, const Scalar& before,
                              const Scalar& after) const {
  return commitment + multiply(after - before, generators_[index]);
}

Scalar inner_product(std::span<const Scalar> a, std::span<const Scalar> b) {
  Scalar sum;
  for (std::size_t i = 0; i < a.size(); ++i) sum = sum + a[i] * b[i];
  return sum;
}

namespace {

// What prover and verifier hash first, and the factor that ties the claimed product to the statement.
Scalar begin(Transcript& transcript, const CommitmentKey& key, const Element& commitment,
             std::span<const Scalar> weights, const Scalar& claimed) {
  transcript.add(key.identity());
  transcript.add(encode_ristretto(commitment));
  for (const Scalar& weight : weights) transcript.add(encode_scalar(weight));
  transcript.add(encode_scalar(claimed));
  return transcript.challenge();
}

// a_i x + a_(i + half) y, for i < half.
void fold(std::vector<Scalar>& values, const Scalar& x, const Scalar& y) {
  const std::size_t half = values.size() / 2;
  for (std::size_t i = 0; i < half; ++i) values[i] = values[i] * x + values[half + i] * y;
  values.resize(half);
}

// The cross term of one round: one half of the values with the other half of generators and weights.
Bytes32 cross_term(std::span<const Scalar> values, std::span<const Scalar> weights, std::span<const Element> generators,
                   const Element& product) {
  std::vector<Scalar> scalars(values.begin(), values.end());
  std::vector<Element> points(generators.begin(), generators.end());
  scalars.push_back(inner_product(values, weights));
  points.push_back(product);
  return encode_ristretto(sum_of(scalars, points));
}

}  // namespace

InnerProductProof prove_inner_product(const CommitmentKey& key, std::span<const Scalar> values,
                                      std::span<const Scalar> weights) {
  Transcript transcript("inner product");
  const Scalar tie = begin(transcript, key, key.commit(values), weights, inner_product(values, weights));
  const Element product = multiply(tie, key.product());
  std::vector<Scalar> a(values.begin(), values.end());
  std::vector<Scalar> b(weights.begin(), weights.end());
  std::vector<Element> g = key.generators();
  InnerProductProof proof;
  while (a.size() > 1) {
    const std::size_t half = a.size() / 2;
    const std::span all_a(a);
    const std::span all_b(b);
    const std::span all_g(g);
    proof.left.push_back(cross_term(all_a.first(half), all_b.last(half), all_g.last(half), product));
    proof.right.push_back(cross_term(all_a.last(half), all_b.first(half), all_g.first(half), product));
    transcript.add(proof.left.back());
    transcript.add(proof.right.back());
    const Scalar x = transcript.challenge();
    const Scalar y = inverse(x);
    fold(a, x, y);
    fold(b, y, x);
    for (std::size_t i = 0; i < half; ++i) g[i] = sum_of({y, x}, {g[i], g[half + i]});
    g.resize(half);
  }
  proof.last = encode_scalar(a[0]);
  return proof;
}

namespace {

// After all rounds G_i enters with the product of x or 1/x, by the bits of i, the first round being the highest.
std::vector<Scalar> folded_factors(std::span<const Scalar> challenges) {
  std::vector<Scalar> factors{scalar_from(1)};
  for (const Scalar& x : challenges) {
    const Scalar y = inverse(x);
    std::vector<Scalar> longer;
    for (const Scalar& factor : factors) {
      longer.push_back(factor * y);
      longer.push_back(factor * x);
    }
    factors = std::move(longer);
  }
  return factors;
}

}  // namespace

// C + c Q + sum (x^2 L + x^-2 R) = a (sum s_i G_i + <s, b> Q), as one sum that must be the identity.
bool verify_inner_product(const CommitmentKey& key, const Element& commitment, std::span<const Scalar> weights,
                          const Scalar& claimed, const InnerProductProof& proof) {
  const auto rounds = static_cast<std::size_t>(std::countr_zero(key.size()));
  const DecodedScalar last = decode_scalar(proof.last);
  const bool shaped = proof.left.size() == rounds && proof.right.size() == rounds && weights.size() == key.size();
  if (!shaped || !last.canonical) return false;
  Transcript transcript("inner product");
  const Scalar tie = begin(transcript, key, commitment, weights, claimed);
  std::vector<Scalar> scalars{scalar_from(1)};
  std::vector<Element> points{commitment};
  std::vector<Scalar> challenges;
  for (std::size_t round = 0; round < rounds; ++round) {
    transcript.add(proof.left[round]);
    transcript.add(proof.right[round]);
    const Scalar x = transcript.challenge();
    if (is_zero(x)) return false;
    challenges.push_back(x);
    const Scalar y = inverse(x);
    for (const auto& [bytes, factor] : {std::pair{proof.left[round], x * x}, {proof.right[round], y * y}}) {
      const Decoded<Field51> decoded = decode_ristretto<Field51>(bytes);
      if (!decoded.valid) return false;
      scalars.push_back(factor);
      points.push_back(decoded.point);
    }
  }
  const std::vector<Scalar> factors = folded_factors(challenges);
  for (std::size_t i = 0; i < key.size(); ++i) {
    scalars.push_back(negated(last.scalar * factors[i]));
    points.push_back(key.generators()[i]);
  }
  scalars.push_back(tie * (claimed - last.scalar * inner_product(factors, weights)));
  points.push_back(key.product());
  return same_element(sum_of(scalars, points), Element{});
}

namespace {

std::vector<Scalar> unit_vector(std::size_t size, std::size_t index) {
  std::vector<Scalar> weights(size);
  weights[index] = scalar_from(1);
  return weights;
}

}  // namespace

InnerProductProof prove_entry(const CommitmentKey& key, std::span<const Scalar> values, std::size_t index) {
  return prove_inner_product(key, values, unit_vector(key.size(), index));
}

bool verify_entry(const CommitmentKey& key, const Element& commitment, std::size_t index, const Scalar& value,
                  const InnerProductProof& proof) {
  return index < key.size() && verify_inner_product(key, commitment, unit_vector(key.size(), index), value, proof);
}

}  // namespace parley::gpu

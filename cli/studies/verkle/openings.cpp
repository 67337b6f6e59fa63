#include "cli/studies/verkle/openings.hpp"

#include "gpu/commitment/transcript.hpp"
#include "gpu/ed25519/msm.hpp"
#include "gpu/ed25519/tables.hpp"

namespace parley::verkle {

namespace {

using gpu::Element;
using gpu::Scalar;

// Vectors are values of polynomials at 0 .. k-1. A'(j) = product of j - i over i != j.
std::vector<Scalar> derivatives(std::size_t size) {
  std::vector<Scalar> all;
  for (std::size_t j = 0; j < size; ++j) {
    Scalar product = gpu::scalar_from(1);
    for (std::size_t i = 0; i < size; ++i)
      if (i != j) product = product * (gpu::scalar_from(j) - gpu::scalar_from(i));
    all.push_back(product);
  }
  return all;
}

struct Challenges {
  std::vector<Scalar> powers;  // r^i
  gpu::Transcript transcript;
};

Challenges begin(const gpu::CommitmentKey& key, std::span<const Claim> claims) {
  Challenges challenges{{}, gpu::Transcript("openings")};
  challenges.transcript.add(key.identity());
  for (const Claim& claim : claims) {
    challenges.transcript.add(gpu::encode_ristretto(claim.commitment));
    challenges.transcript.add(gpu::encode_scalar(gpu::scalar_from(claim.slot)));
    challenges.transcript.add(gpu::encode_scalar(claim.value));
  }
  const Scalar r = challenges.transcript.challenge();
  Scalar power = gpu::scalar_from(1);
  for (std::size_t i = 0; i < claims.size(); ++i, power = power * r) challenges.powers.push_back(power);
  return challenges;
}

// The point t, r^i / (t - z_i), and the weights of an evaluation at t: A(t) / (A'(j) (t - j)).
struct Evaluation {
  std::vector<Scalar> factors;
  std::vector<Scalar> weights;
};

Evaluation evaluate_at(const Scalar& t, std::span<const Claim> claims, const Challenges& challenges,
                       std::span<const Scalar> slopes) {
  Evaluation evaluation;
  std::vector<Scalar> gaps;  // 1 / (t - j)
  Scalar product = gpu::scalar_from(1);
  for (std::size_t j = 0; j < slopes.size(); ++j) {
    const Scalar gap = t - gpu::scalar_from(j);
    product = product * gap;
    gaps.push_back(gpu::inverse(gap));
  }
  for (std::size_t j = 0; j < slopes.size(); ++j)
    evaluation.weights.push_back(product * gaps[j] * gpu::inverse(slopes[j]));
  for (std::size_t i = 0; i < claims.size(); ++i)
    evaluation.factors.push_back(challenges.powers[i] * gaps[claims[i].slot]);
  return evaluation;
}

// Adds factor (f - f(z)) / (X - z), in values at 0 .. k-1.
void add_quotient(std::span<const Scalar> values, std::size_t z, const Scalar& factor, std::span<const Scalar> slopes,
                  std::span<const Scalar> inverse_slopes, std::span<const Scalar> inverses, std::vector<Scalar>& sum) {
  Scalar at_z;
  for (std::size_t j = 0; j < values.size(); ++j) {
    if (j == z) continue;
    const Scalar inverse = j > z ? inverses[j - z] : gpu::negated(inverses[z - j]);
    const Scalar quotient = (values[j] - values[z]) * inverse;
    sum[j] = sum[j] + factor * quotient;
    at_z = at_z - slopes[z] * inverse_slopes[j] * quotient;
  }
  sum[z] = sum[z] + factor * at_z;
}

}  // namespace

Openings prove_openings(const gpu::CommitmentKey& key, std::span<const Claim> claims,
                        std::span<const std::vector<gpu::Scalar>* const> vectors) {
  const std::size_t size = key.size();
  const std::vector<Scalar> slopes = derivatives(size);
  std::vector<Scalar> inverse_slopes;
  std::vector<Scalar> inverses{Scalar{}};
  for (const Scalar& slope : slopes) inverse_slopes.push_back(gpu::inverse(slope));
  for (std::size_t i = 1; i < size; ++i) inverses.push_back(gpu::inverse(gpu::scalar_from(i)));
  Challenges challenges = begin(key, claims);
  std::vector<Scalar> quotient(size);
  for (std::size_t i = 0; i < claims.size(); ++i)
    add_quotient(*vectors[i], claims[i].slot, challenges.powers[i], slopes, inverse_slopes, inverses, quotient);
  Openings openings;
  openings.quotient = gpu::encode_ristretto(key.commit(quotient));
  challenges.transcript.add(openings.quotient);
  const Scalar t = challenges.transcript.challenge();
  const Evaluation evaluation = evaluate_at(t, claims, challenges, slopes);
  std::vector<Scalar> opened(size);
  for (std::size_t j = 0; j < size; ++j) {
    for (std::size_t i = 0; i < claims.size(); ++i) opened[j] = opened[j] + evaluation.factors[i] * (*vectors[i])[j];
    opened[j] = opened[j] - quotient[j];
  }
  openings.argument = gpu::prove_inner_product(key, opened, evaluation.weights);
  return openings;
}

// sum r^i / (t - z_i) C_i - D opens at t to sum r^i y_i / (t - z_i).
bool verify_openings(const gpu::CommitmentKey& key, std::span<const Claim> claims, const Openings& openings) {
  if (claims.empty()) return false;
  for (const Claim& claim : claims)
    if (claim.slot >= key.size()) return false;
  const auto quotient = gpu::decode_ristretto<gpu::Field51>(openings.quotient);
  if (!quotient.valid) return false;
  Challenges challenges = begin(key, claims);
  challenges.transcript.add(openings.quotient);
  const Scalar t = challenges.transcript.challenge();
  const Evaluation evaluation = evaluate_at(t, claims, challenges, derivatives(key.size()));
  std::vector<Scalar> scalars{gpu::negated(gpu::scalar_from(1))};
  std::vector<Element> points{quotient.point};
  Scalar expected;
  for (std::size_t i = 0; i < claims.size(); ++i) {
    scalars.push_back(evaluation.factors[i]);
    points.push_back(claims[i].commitment);
    expected = expected + evaluation.factors[i] * claims[i].value;
  }
  const auto table = gpu::to_affine_cached(points);
  const Element combined = gpu::multiply_sum<gpu::Field51>(scalars, table);
  return gpu::verify_inner_product(key, combined, evaluation.weights, expected, openings.argument);
}

}  // namespace parley::verkle

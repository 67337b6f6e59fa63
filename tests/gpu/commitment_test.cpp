// ristretto255 against libsodium and RFC 9496; commitments and inner-product proofs, honest and not.
#include "gpu/commitment/commitment.hpp"

#include <gtest/gtest.h>
#include <sodium.h>

#include "gpu/ed25519/msm.hpp"
#include "gpu/ed25519/tables.hpp"
#include "tests/gpu/samples.hpp"

namespace parley::gpu {
namespace {

Scalar random_scalar(Samples& samples) {
  return scalar_from_wide(samples.bytes<64>());
}

template <class F>
void check_against_libsodium(Samples& samples) {
  for (std::uint64_t i = 0; i < samples.count(); ++i) {
    Bytes32 a{};
    Bytes32 b{};
    crypto_core_ristretto255_from_hash(a.data(), samples.bytes<64>().data());
    crypto_core_ristretto255_from_hash(b.data(), samples.bytes<64>().data());
    const Decoded<F> p = decode_ristretto<F>(a);
    const Decoded<F> q = decode_ristretto<F>(b);
    ASSERT_TRUE(p.valid && q.valid);
    ASSERT_EQ(encode_ristretto(p.point), a);
    Bytes32 sum{};
    crypto_core_ristretto255_add(sum.data(), a.data(), b.data());
    ASSERT_EQ(encode_ristretto(p.point + q.point), sum);
    ASSERT_FALSE(same_element(p.point, q.point));
    // libsodium 1.0.18 takes no notice of bit 255, which RFC 9496, section 4.3.1, wants to be clear.
    Bytes32 noise = samples.edge_bytes();
    if ((noise[31] & 0x80) != 0) {
      ASSERT_FALSE(decode_ristretto<F>(noise).valid);
    }
    noise[31] &= 0x7f;
    ASSERT_EQ(decode_ristretto<F>(noise).valid, crypto_core_ristretto255_is_valid_point(noise.data()) == 1);
  }
}

TEST(Ristretto, AgreesWithLibsodium) {
  Samples samples(2'000);
  check_against_libsodium<Field51>(samples);
  Samples fewer(200);
  check_against_libsodium<Field32>(fewer);
}

// Points that differ by torsion of order 4 are one element.
TEST(Ristretto, ForgetsTorsion) {
  const auto base = base_point<Field51>();
  const auto four = decode_point<Field51>(Bytes32{});
  ASSERT_TRUE(four.valid && is_small_order(four.point));
  EXPECT_TRUE(same_element(base, base + four.point));
  EXPECT_EQ(encode_ristretto(base), encode_ristretto(base + four.point));
  // RFC 9496, appendix A.1, multiples 0 and 1 of the generator.
  EXPECT_EQ(to_hex(encode_ristretto(Point<Field51>{})), std::string(64, '0'));
  EXPECT_EQ(to_hex(encode_ristretto(base)), "e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76");
}

TEST(MultiplySum, IsTheSumOfMultiples) {
  Samples samples(12);
  for (std::uint64_t round = 0; round < samples.count(); ++round) {
    const std::size_t size = samples.below(40) + (round == 0 ? 300 : 0);
    std::vector<Scalar> scalars;
    std::vector<Point<Field51>> points;
    Point<Field51> expected;
    for (std::size_t i = 0; i < size; ++i) {
      scalars.push_back(i % 5 == 0 ? scalar_from(samples.below(3)) : random_scalar(samples));
      points.push_back(multiply(random_scalar(samples), base_point<Field51>()));
      expected = expected + multiply(scalars.back(), points.back());
    }
    const auto table = to_affine_cached(points);
    ASSERT_TRUE(equal(multiply_sum<Field51>(scalars, table), expected)) << size;
  }
}

std::vector<Scalar> random_vector(Samples& samples, std::size_t size) {
  std::vector<Scalar> values;
  for (std::size_t i = 0; i < size; ++i) values.push_back(random_scalar(samples));
  return values;
}

class Commitments : public testing::TestWithParam<std::size_t> {};

TEST_P(Commitments, AreLinearAndUpdate) {
  Samples samples(1);
  const CommitmentKey key(GetParam());
  const auto a = random_vector(samples, key.size());
  auto b = random_vector(samples, key.size());
  std::vector<Scalar> sum;
  for (std::size_t i = 0; i < a.size(); ++i) sum.push_back(a[i] + b[i]);
  const Scalar r = random_scalar(samples);
  EXPECT_TRUE(same_element(key.commit(a, r) + key.commit(b), key.commit(sum, r)));
  EXPECT_FALSE(same_element(key.commit(a, r), key.commit(a)));
  const Element before = key.commit(b);
  const std::size_t index = samples.below(b.size());
  const Scalar old = b[index];
  b[index] = random_scalar(samples);
  EXPECT_TRUE(same_element(key.update(before, index, old, b[index]), key.commit(b)));
}

TEST_P(Commitments, OpenTheirEntries) {
  Samples samples(2);
  const CommitmentKey key(GetParam());
  const auto values = random_vector(samples, key.size());
  const Element commitment = key.commit(values);
  for (std::uint64_t i = 0; i < samples.count(); ++i) {
    const std::size_t index = samples.below(key.size());
    const InnerProductProof proof = prove_entry(key, values, index);
    EXPECT_TRUE(verify_entry(key, commitment, index, values[index], proof));
    EXPECT_FALSE(verify_entry(key, commitment, index, values[index] + scalar_from(1), proof));
    EXPECT_FALSE(verify_entry(key, commitment, (index + 1) % key.size(), values[index], proof));
    EXPECT_FALSE(verify_entry(key, commitment + key.generators()[0], index, values[index], proof));
    EXPECT_FALSE(verify_entry(CommitmentKey(key.size(), "another"), commitment, index, values[index], proof));
    EXPECT_FALSE(verify_entry(key, commitment, key.size(), values[index], proof));
  }
}

TEST_P(Commitments, DamagedProofsAreRefused) {
  Samples samples(1);
  const CommitmentKey key(GetParam());
  const auto values = random_vector(samples, key.size());
  const auto weights = random_vector(samples, key.size());
  const Element commitment = key.commit(values);
  const Scalar claimed = inner_product(values, weights);
  const InnerProductProof proof = prove_inner_product(key, values, weights);
  ASSERT_TRUE(verify_inner_product(key, commitment, weights, claimed, proof));
  const auto refused = [&](const InnerProductProof& damaged) {
    return !verify_inner_product(key, commitment, weights, claimed, damaged);
  };
  InnerProductProof damaged = proof;
  std::swap(damaged.left[0], damaged.right[0]);
  EXPECT_TRUE(refused(damaged));
  damaged = proof;
  damaged.last[0] ^= 1;
  EXPECT_TRUE(refused(damaged));
  damaged = proof;
  damaged.last.fill(0xff);
  EXPECT_TRUE(refused(damaged));
  damaged = proof;
  damaged.left.pop_back();
  EXPECT_TRUE(refused(damaged));
  damaged = proof;
  damaged.right.back() = Bytes32{1};  // no encoding: negative
  EXPECT_TRUE(refused(damaged));
}

INSTANTIATE_TEST_SUITE_P(Arities, Commitments, testing::Values(2, 8, 64));

TEST(CommitmentKeys, HaveArities) {
  for (const std::size_t size : {0U, 1U, 3U, 512U}) EXPECT_THROW(CommitmentKey{size}, std::invalid_argument);
}

}  // namespace
}  // namespace parley::gpu

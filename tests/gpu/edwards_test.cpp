// Points of edwards25519 against the affine formulas over GMP, and against libsodium.
#include "gpu/arith/edwards.hpp"

#include <gtest/gtest.h>
#include <sodium.h>

#include "tests/gpu/oracle.hpp"
#include "tests/gpu/samples.hpp"

namespace parley::gpu {
namespace {

using oracle::AffinePoint;
using oracle::number;

template <class F>
AffinePoint affine(const Point<F>& p) {
  const F inverted = inverse(p.z);
  return {number((p.x * inverted).to_bytes()), number((p.y * inverted).to_bytes())};
}

template <class F>
class Curve : public testing::Test {};
using Representations = testing::Types<Field32, Field51>;
TYPED_TEST_SUITE(Curve, Representations);

TYPED_TEST(Curve, DecodesAndAddsAsTheFormulasSay) {
  using F = TypeParam;
  Samples samples(2'000);
  Point<F> sum;
  AffinePoint expected;
  std::size_t valid = 0;
  for (std::uint64_t i = 0; i < samples.count(); ++i) {
    const Bytes32 bytes = samples.edge_bytes();
    const Decoded<F> decoded = decode_point<F>(bytes);
    const oracle::MaybePoint point = oracle::decode(bytes);
    ASSERT_EQ(decoded.valid, point.valid) << to_hex(bytes);
    if (!point.valid) continue;
    ++valid;
    ASSERT_EQ(affine(decoded.point), point.point);
    ASSERT_EQ(is_canonical_encoding(bytes), encode_point(decoded.point) == bytes);
    sum = to_point(add(sum, to_affine_cached(decoded.point)));
    expected = oracle::add(expected, point.point);
    ASSERT_EQ(affine(sum), expected);
    ASSERT_EQ(affine(doubled(sum)), oracle::add(expected, expected));
    ASSERT_TRUE(equal(sum - decoded.point + decoded.point, sum));
    ASSERT_TRUE(equal(to_point(subtract(sum, to_affine_cached(decoded.point))), sum - decoded.point));
    ASSERT_TRUE(equal(sum + negated(decoded.point), sum - decoded.point));
  }
  EXPECT_GT(valid, samples.count() / 3);
}

TYPED_TEST(Curve, MultipliesTheBasePoint) {
  using F = TypeParam;
  Samples samples(300);
  const Point<F> base = base_point<F>();
  EXPECT_EQ(affine(base), oracle::base());
  EXPECT_TRUE(is_zero(base.x * base.y - base.t));
  EXPECT_TRUE(is_identity(to_projective(multiply(scalar_from(0), base))));
  EXPECT_TRUE(equal(multiply(scalar_from(0) - scalar_from(1), base), negated(base)));
  for (std::uint64_t i = 0; i < samples.count(); ++i) {
    const Scalar scalar = scalar_from_wide(samples.bytes<64>());
    const Bytes32 bytes = encode_scalar(scalar);
    Bytes32 expected{};
    ASSERT_EQ(crypto_scalarmult_ed25519_base_noclamp(expected.data(), bytes.data()), 0);
    ASSERT_EQ(encode_point(multiply(scalar, base)), expected);
  }
}

// The eight points of small order: multiples of one of order 8.
TYPED_TEST(Curve, KnowsItsSmallSubgroup) {
  using F = TypeParam;
  const Bytes32 eight = array_from_hex<32>("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a");
  const Decoded<F> generator = decode_point<F>(eight);
  ASSERT_TRUE(generator.valid);
  Point<F> p;
  for (int i = 0; i < 8; ++i) {
    EXPECT_EQ(is_identity(to_projective(p)), i == 0);
    EXPECT_TRUE(is_small_order(p));
    p = p + generator.point;
  }
  EXPECT_TRUE(is_identity(to_projective(p)));
  EXPECT_FALSE(is_small_order(base_point<F>()));
  EXPECT_FALSE(is_small_order(base_point<F>() + generator.point));
}

}  // namespace
}  // namespace parley::gpu

// Both representations of GF(2^255 - 19), and the scalars, against GMP.
#include <gtest/gtest.h>

#include "gpu/arith/field_ops.hpp"
#include "gpu/arith/scalar.hpp"
#include "tests/gpu/oracle.hpp"
#include "tests/gpu/samples.hpp"

namespace parley::gpu {
namespace {

using oracle::mod_p;
using oracle::number;

mpz_class low_255(const Bytes32& bytes) {
  return number(bytes) % oracle::power_of_two(255);
}

template <class F>
class Field : public testing::Test {};
using Representations = testing::Types<Field32, Field51>;
TYPED_TEST_SUITE(Field, Representations);

TYPED_TEST(Field, AgreesWithGmp) {
  using F = TypeParam;
  Samples samples;
  for (std::uint64_t i = 0; i < samples.count() && !this->HasFailure(); ++i) {
    const Bytes32 a_bytes = samples.edge_bytes();
    const Bytes32 b_bytes = samples.edge_bytes();
    const F a = F::from_bytes(a_bytes);
    const F b = F::from_bytes(b_bytes);
    const mpz_class x = low_255(a_bytes);
    const mpz_class y = low_255(b_bytes);
    ASSERT_EQ(number((a * b).to_bytes()), mod_p(x * y));
    ASSERT_EQ(number((a + b).to_bytes()), mod_p(x + y));
    ASSERT_EQ(number((a - b).to_bytes()), mod_p(x - y));
    ASSERT_EQ(number(a.squared().to_bytes()), mod_p(x * x));
    // The deepest sums and differences that the point formulas multiply.
    ASSERT_EQ(number(((a + a + b - b) * ((a + b) - b)).to_bytes()), mod_p(2 * x * x));
    ASSERT_EQ(number((a - b).negated().to_bytes()), mod_p(y - x));
    ASSERT_EQ(number(((a - b) + (a - b)).squared().to_bytes()), mod_p(4 * (x - y) * (x - y)));
  }
}

// Chains of operations on results: values that no encoding reaches.
TYPED_TEST(Field, StaysRightOverLongChains) {
  using F = TypeParam;
  Samples samples(20'000);
  F value = F::one();
  mpz_class expected = 1;
  for (std::uint64_t i = 0; i < samples.count(); ++i) {
    const Bytes32 bytes = samples.edge_bytes();
    const F b = F::from_bytes(bytes);
    const mpz_class y = low_255(bytes);
    switch (samples.below(4)) {
      case 0:
        value = (value + b) * (value - b), expected = (expected + y) * (expected - y);
        break;
      case 1:
        value = value * b, expected = expected * y;
        break;
      case 2:
        value = (b - value).squared(), expected = (y - expected) * (y - expected);
        break;
      default:
        value = value.negated() * value, expected = -expected * expected;
        break;
    }
    expected = mod_p(expected);
    ASSERT_EQ(number(value.to_bytes()), expected) << i;
  }
}

TYPED_TEST(Field, InvertsAndFindsRoots) {
  using F = TypeParam;
  Samples samples(5'000);
  std::size_t squares = 0;
  for (std::uint64_t i = 0; i < samples.count(); ++i) {
    const Bytes32 bytes = samples.edge_bytes();
    const F a = F::from_bytes(bytes);
    ASSERT_EQ(number(inverse(a).to_bytes()), oracle::inverse(low_255(bytes), oracle::kPrime));
    const F b = F::from_bytes(samples.bytes<32>());
    const RootOfRatio<F> root = root_of_ratio(a, b);
    const F times = root.square ? F::one() : sqrt_minus_one<F>();
    ASSERT_TRUE(equal(root.root.squared() * b, a * times));
    squares += root.square ? 1 : 0;
  }
  EXPECT_GT(squares, samples.count() / 3);
  EXPECT_LT(squares, samples.count());
}

TYPED_TEST(Field, HasItsConstants) {
  using F = TypeParam;
  EXPECT_EQ(number(edwards_d<F>().to_bytes()), oracle::kD);
  EXPECT_EQ(number(edwards_2d<F>().to_bytes()), mod_p(2 * oracle::kD));
  EXPECT_EQ(number(sqrt_minus_one<F>().squared().to_bytes()), oracle::kPrime - 1);
  static_assert(is_zero(F::zero()) && !is_zero(F::one()) && is_negative(F::one()));
  EXPECT_EQ(root_of_ratio(F::zero(), F::zero()).square, true);
  EXPECT_EQ(root_of_ratio(F::one(), F::zero()).square, false);
}

TYPED_TEST(Field, InvertsManyForOneExponentiation) {
  using F = TypeParam;
  Samples samples(300);
  std::vector<F> values;
  for (std::uint64_t i = 0; i < samples.count(); ++i) values.push_back(F::from_bytes(samples.bytes<32>()));
  std::vector<F> inverted = values;
  std::vector<F> scratch(values.size());
  invert_all(inverted.data(), scratch.data(), values.size());
  for (std::size_t i = 0; i < values.size(); ++i) EXPECT_TRUE(equal(values[i] * inverted[i], F::one()));
}

Scalar reduced(const Bytes32& bytes) {
  Bytes64 wide{};
  std::copy(bytes.begin(), bytes.end(), wide.begin());
  return scalar_from_wide(wide);
}

mpz_class number(const Scalar& scalar) {
  return number(encode_scalar(scalar));
}

TEST(Scalars, AgreeWithGmp) {
  Samples samples;
  for (std::uint64_t i = 0; i < samples.count(); ++i) {
    Bytes64 wide = samples.bytes<64>();
    if (i % 3 == 0) wide.fill(static_cast<std::uint8_t>(samples.below(2) * 0xff));
    const Scalar x = scalar_from_wide(wide);
    ASSERT_EQ(number(x), oracle::modulo(number(wide), oracle::kOrder));
    const Bytes32 y_bytes = samples.edge_bytes();
    const Scalar y = reduced(y_bytes);
    ASSERT_EQ(number(x * y), oracle::modulo(number(x) * number(y_bytes), oracle::kOrder));
    ASSERT_EQ(number(x + y), oracle::modulo(number(x) + number(y_bytes), oracle::kOrder));
    ASSERT_EQ(number(x - y), oracle::modulo(number(x) - number(y_bytes), oracle::kOrder));
    const DecodedScalar decoded = decode_scalar(y_bytes);
    ASSERT_EQ(decoded.canonical, number(y_bytes) < oracle::kOrder);
    if (decoded.canonical) {
      ASSERT_EQ(decoded.scalar, y);
    }
  }
}

TEST(Scalars, AtMultiplesOfTheOrder) {
  for (int multiple = 0; multiple < 16; ++multiple) {
    for (int offset = -3; offset <= 3; ++offset) {
      const mpz_class value = multiple * oracle::kOrder + offset;
      if (value < 0 || value >= oracle::power_of_two(256)) continue;
      const Bytes32 bytes = oracle::bytes(value);
      EXPECT_EQ(number(reduced(bytes)), oracle::modulo(value, oracle::kOrder));
      EXPECT_EQ(decode_scalar(bytes).canonical, value < oracle::kOrder);
    }
  }
}

TEST(Scalars, HaveInverses) {
  Samples samples(300);
  for (std::uint64_t i = 0; i < samples.count(); ++i) {
    const Scalar x = reduced(samples.bytes<32>());
    EXPECT_EQ(x * inverse(x), scalar_from(1));
  }
}

TEST(Scalars, AreTheSumOfTheirDigits) {
  Samples samples(2'000);
  for (std::uint64_t i = 0; i < samples.count(); ++i) {
    const Scalar x = i == 0 ? scalar_from(0) - scalar_from(1) : reduced(samples.edge_bytes());
    for (std::size_t width = 2; width <= 14; ++width) {
      mpz_class sum = 0;
      for (std::size_t digit = signed_digit_count(width); digit-- > 0;) {
        const int value = signed_digit(x, digit, width);
        ASSERT_LE(std::abs(value), 1 << (width - 1));
        sum = (sum << width) + value;
      }
      ASSERT_EQ(sum, number(x)) << width;
    }
    for (std::size_t width = 2; width <= 8; ++width) {
      std::array<std::int8_t, 256> digits{};
      sliding_digits(x, width, digits);
      mpz_class sum = 0;
      for (std::size_t digit = 256; digit-- > 0;) {
        ASSERT_TRUE(digits[digit] == 0 || digits[digit] % 2 != 0);
        sum = 2 * sum + static_cast<int>(digits[digit]);
      }
      ASSERT_EQ(sum, number(x)) << width;
    }
  }
}

}  // namespace
}  // namespace parley::gpu

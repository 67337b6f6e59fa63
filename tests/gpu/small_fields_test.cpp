// Sums modulo 2^64, 2^61 - 1 and 2^32 - 5 against GMP; the binary fields against their defining polynomials.
#include <gtest/gtest.h>
#include <set>

#include "gpu/arith/binary_field.hpp"
#include "gpu/arith/modular.hpp"
#include "tests/gpu/oracle.hpp"
#include "tests/gpu/samples.hpp"

namespace parley::gpu {
namespace {

mpz_class number(std::uint64_t value) {
  return (mpz_class(static_cast<unsigned long>(value >> 32)) << 32) + static_cast<unsigned long>(value & 0xffffffffU);
}

template <class Group>
mpz_class modulus() {
  if constexpr (std::is_same_v<Group, Modulo64>)
    return oracle::power_of_two(64);
  else
    return number(Group::modulus());
}

template <class Group>
void check_group() {
  Samples samples;
  const mpz_class m = modulus<Group>();
  EXPECT_TRUE(m == oracle::power_of_two(64) || mpz_probab_prime_p(m.get_mpz_t(), 30) != 0);
  for (std::uint64_t i = 0; i < samples.count(); ++i) {
    const std::uint64_t first = i % 4 == 0 ? ~std::uint64_t{0} - samples.below(40) : samples.word();
    const std::uint64_t a = Group::from_word(first);
    const std::uint64_t b = Group::from_word(samples.word() | (i % 3 == 0 ? 0xffffffff00000000U : 0));
    ASSERT_EQ(number(a), number(first) % m);
    ASSERT_EQ(number(Group::add(a, b)), (number(a) + number(b)) % m);
    ASSERT_EQ(number(Group::subtract(a, b)), (number(a) + m - number(b)) % m);
    if constexpr (!std::is_same_v<Group, Modulo64>) {
      ASSERT_EQ(number(Group::multiply(a, b)), (number(a) * number(b)) % m);
    }
  }
}

TEST(Modular, PowerOfTwo) {
  check_group<Modulo64>();
}
TEST(Modular, Mersenne) {
  check_group<Modulo61>();
}
TEST(Modular, Prime32) {
  check_group<Modulo32>();
}

// Long division of the product of two polynomials.
template <class Field>
std::uint32_t slow_product(std::uint32_t a, std::uint32_t b) {
  std::uint64_t product = 0;
  for (unsigned i = 0; i < Field::kBits; ++i)
    if ((b >> i & 1) != 0) product ^= static_cast<std::uint64_t>(a) << i;
  for (unsigned i = 2 * Field::kBits; i-- > Field::kBits;)
    if ((product >> i & 1) != 0) product ^= static_cast<std::uint64_t>(Field::kPolynomial) << (i - Field::kBits);
  return static_cast<std::uint32_t>(product);
}

TEST(BinaryField, EightBitsEveryPair) {
  for (unsigned a = 0; a < 256; ++a) {
    for (unsigned b = 0; b < 256; ++b) {
      const auto product = multiply<Binary8>(static_cast<std::uint8_t>(a), static_cast<std::uint8_t>(b));
      ASSERT_EQ(product, slow_product<Binary8>(a, b));
      ASSERT_EQ(multiply_four(a * 0x01000001U, static_cast<std::uint8_t>(b)), product * 0x01000001U);
    }
    const auto symbol = static_cast<std::uint8_t>(a);
    EXPECT_EQ(multiply<Binary8>(symbol, inverse<Binary8>(symbol)), a == 0 ? 0 : 1);
  }
}

TEST(BinaryField, SixteenBits) {
  Samples samples;
  for (std::uint64_t i = 0; i < samples.count(); ++i) {
    const auto a = static_cast<std::uint16_t>(samples.word());
    const auto b = static_cast<std::uint16_t>(samples.word());
    ASSERT_EQ(multiply<Binary16>(a, b), slow_product<Binary16>(a, b));
    if (i < 70'000) {
      ASSERT_EQ(multiply<Binary16>(a, inverse<Binary16>(a)), a == 0 ? 0 : 1);
    }
  }
}

// x generates everything: the polynomials are primitive, so the rings are fields.
TEST(BinaryField, XGenerates) {
  std::set<std::uint16_t> powers;
  std::uint16_t power = 1;
  for (int i = 0; i < 65'535; ++i) {
    powers.insert(power);
    power = multiply<Binary16>(power, 2);
  }
  EXPECT_EQ(powers.size(), 65'535U);
  std::set<std::uint8_t> small;
  std::uint8_t byte = 1;
  for (int i = 0; i < 255; ++i) {
    small.insert(byte);
    byte = multiply<Binary8>(byte, 2);
  }
  EXPECT_EQ(small.size(), 255U);
}

}  // namespace
}  // namespace parley::gpu

// Exact probabilities of one-round two-colouring rules (arXiv 2603.04235).
#include "gpu/two_colouring.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "tests/gpu/samples.hpp"

namespace parley::gpu {
namespace {

double value(const Rational& rational) {
  return static_cast<double>(rational.numerator) / static_cast<double>(rational.denominator);
}

// The paper's upper bound, to the last digit.
TEST(TwoColouring, TheBestRuleKnown) {
  EXPECT_EQ(monochromatic_probability(NestedThresholds()), (Rational{94835, 393216}));
}

// One threshold: 1/4 at 1/2, and never better than 0.2414.
TEST(TwoColouring, OneThreshold) {
  EXPECT_EQ(monochromatic_probability(OneThreshold(16)), (Rational{1, 4}));
  for (std::int64_t t = 0; t <= 32; ++t) EXPECT_GT(value(monochromatic_probability(OneThreshold(t))), 0.2414) << t;
  EXPECT_NEAR(value(monochromatic_probability(OneThreshold(20))), 0.241536, 1e-6);
  EXPECT_EQ(monochromatic_probability(OneThreshold(0)), (Rational{1, 1})) << "all nodes of one colour";
}

// Sampling agrees, by a program that shares nothing with the integral.
TEST(TwoColouring, SamplingAgrees) {
  Samples samples;
  const auto z0 = [](double a, double b) {
    const auto rule = [&](double low, double high, double t) {
      if (b >= t) return a < t ? high : t;
      if (a >= t) return low;
      return a <= b ? t : b;
    };
    const bool inside = a >= 0.375 && a <= 0.625 && b >= 0.375 && b <= 0.625;
    return inside ? rule(0.375, 0.625, 17.0 / 32) : rule(0, 1, 0.625);
  };
  const auto unit = [&] { return static_cast<double>(samples.word() >> 11) * 0x1.0p-53; };
  std::uint64_t alike = 0;
  for (std::uint64_t i = 0; i < samples.count(); ++i) {
    const double a = unit(), b = unit(), c = unit(), d = unit();
    alike += (c < z0(a, b)) == (d < z0(b, c)) ? 1U : 0U;
  }
  const double n = static_cast<double>(samples.count());
  EXPECT_NEAR(static_cast<double>(alike) / n, 94835.0 / 393216, 5 * 0.43 / std::sqrt(n));
}

std::uint64_t slow_count(std::span<const std::uint8_t> colours, std::size_t m) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < m * m * m * m; ++i) sum += colours[i / m] == colours[i % (m * m * m)] ? 1U : 0U;
  return sum;
}

TEST(TwoColouring, CountsOfQuadruples) {
  Samples samples(200);
  for (std::uint64_t i = 0; i < samples.count(); ++i) {
    const std::size_t m = 1 + samples.below(6);
    std::vector<std::uint8_t> colours(m * m * m);
    for (std::uint8_t& colour : colours) colour = static_cast<std::uint8_t>(samples.below(2));
    ASSERT_EQ(monochromatic_quadruples(colours, m), slow_count(colours, m));
  }
}

// With two symbols the best is 4 of 16: the old bound. More symbols do better than that.
TEST(TwoColouring, SearchFindsWhatIsKnown) {
  EXPECT_EQ(search_rule(2, 20, 1).monochromatic, 4U);
  const SymbolRule five = search_rule(5, 12, 1);
  EXPECT_EQ(five.monochromatic, slow_count(five.colours, 5));
  EXPECT_LE(five.monochromatic * 4, 625U + 40U);
  EXPECT_EQ(search_rule(3, 3, 9).colours, search_rule(3, 3, 9).colours) << "seeded";
}

TEST(Rationals, AreExact) {
  EXPECT_EQ(make_rational(-6, -4), (Rational{3, 2}));
  EXPECT_EQ(make_rational(1, 6) + make_rational(1, 10), (Rational{4, 15}));
  EXPECT_EQ(make_rational(2, 3) * make_rational(-3, 4), (Rational{-1, 2}));
  EXPECT_THROW(make_rational(1, INT64_MAX) * make_rational(1, 3), std::overflow_error);
  EXPECT_THROW(make_rational(1, 0), std::overflow_error);
}

}  // namespace
}  // namespace parley::gpu

// Latencies stay within their bounds and have the mean they state; partitions separate groups and nobody else.
#include "net/sim/options.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <vector>

namespace parley::sim {
namespace {

struct Sample {
  double mean = 0;
  std::uint64_t least = 0;
  std::uint64_t most = 0;
  double median = 0;
};

Sample sample(const Latency& latency) {
  constexpr std::size_t kDraws = 100'000;
  Rng rng(42);
  std::vector<std::uint64_t> draws(kDraws);
  double sum = 0;
  for (std::uint64_t& draw : draws) sum += static_cast<double>(draw = latency.sample(rng));
  std::sort(draws.begin(), draws.end());
  return {sum / kDraws, draws.front(), draws.back(), static_cast<double>(draws[kDraws / 2])};
}

TEST(Latency, Constant) {
  const Sample seen = sample({LatencyKind::kConstant, 7, 0});
  EXPECT_EQ(seen.least, 7U);
  EXPECT_EQ(seen.most, 7U);
}

TEST(Latency, UniformReachesBothEnds) {
  const Sample seen = sample({LatencyKind::kUniform, 5, 25});
  EXPECT_EQ(seen.least, 5U);
  EXPECT_EQ(seen.most, 25U);
  EXPECT_NEAR(seen.mean, 15, 0.1);  // standard error 0.02
}

TEST(Latency, Exponential) {
  const Sample seen = sample({LatencyKind::kExponential, 100, 0});
  EXPECT_EQ(seen.least, 1U);
  EXPECT_NEAR(seen.mean, 100, 2);  // standard error 0.32
  EXPECT_NEAR(seen.median, 100 * std::log(2.0), 2);
}

TEST(Latency, Poisson) {
  const Sample small = sample({LatencyKind::kPoisson, 20, 0});
  EXPECT_NEAR(small.mean, 20, 0.1);  // standard error 0.014
  EXPECT_GE(small.least, 1U);
  EXPECT_LT(small.most, 60U);
  const Sample large = sample({LatencyKind::kPoisson, 1300, 0});  // drawn in parts
  EXPECT_NEAR(large.mean, 1300, 1);
  EXPECT_NEAR(large.median, 1300, 1);
}

TEST(Latency, LogNormal) {
  const double sigma = 0.5;
  const Sample seen = sample({LatencyKind::kLogNormal, 100, sigma});
  EXPECT_NEAR(seen.median, 100, 1);
  EXPECT_NEAR(seen.mean, 100 * std::exp(sigma * sigma / 2), 1);
}

// Whatever the parameters, a latency is at least one tick, and no tick count overflows.
TEST(Latency, ExtremesStayInRange) {
  const Latency extremes[] = {{LatencyKind::kExponential, 0, 0},
                              {LatencyKind::kPoisson, 0, 0},
                              {LatencyKind::kLogNormal, 0, 20},
                              {LatencyKind::kLogNormal, 1e9, 20},
                              {LatencyKind::kExponential, 1e9, 0}};
  Rng rng(7);
  for (const Latency& latency : extremes) {
    for (int draw = 0; draw < 10'000; ++draw) {
      const std::uint64_t ticks = latency.sample(rng);
      ASSERT_GE(ticks, 1U);
      ASSERT_LE(ticks, std::uint64_t{1'000'000'000'000'000});
    }
  }
}

TEST(Partition, SeparatesGroupsAndNobodyElse) {
  const Partition cut{
      0, 1, {ProcessSet{ProcessId{0}, ProcessId{1}}, ProcessSet{ProcessId{2}}, ProcessSet{ProcessId{3}}}};
  const std::vector<int> group{0, 0, 1, 2, -1, -2};  // 4 and 5 are in none
  for (std::uint32_t a = 0; a < group.size(); ++a)
    for (std::uint32_t b = 0; b < group.size(); ++b)
      EXPECT_EQ(cut.separates(ProcessId{a}, ProcessId{b}), group[a] >= 0 && group[b] >= 0 && group[a] != group[b])
          << a << ", " << b;
}

}  // namespace
}  // namespace parley::sim

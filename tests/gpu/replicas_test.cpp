// Monte-Carlo of small protocols against what is known in closed form or by exact iteration.
#include <cmath>
#include <gtest/gtest.h>
#include <map>

#include "gpu/backend.hpp"
#include "tests/gpu/samples.hpp"

namespace parley::gpu {
namespace {

std::vector<std::uint64_t> results(const std::variant<Race, Majority>& model, std::size_t replicas,
                                   std::uint64_t first = 0) {
  std::vector<std::uint64_t> out(replicas);
  EXPECT_TRUE(compute(*make_cpu_backend(2), ReplicaBatch{model, 1, first, out}));
  return out;
}

// Rosenfeld, "Analysis of hashrate-based double spending" (2012), equation 1.
double catches_up(double q, int z) {
  const double p = 1 - q;
  double sum = 0;
  double choose = 1;  // (k + z - 1) choose k
  for (int k = 0; k <= z; ++k) {
    sum += choose * (std::pow(p, z) * std::pow(q, k) - std::pow(p, k) * std::pow(q, z));
    choose = choose * (k + z) / (k + 1);
  }
  return 1 - sum;
}

TEST(Replicas, RaceHasTheKnownProbability) {
  Samples samples(200'000);
  for (const double q : {0.1, 0.25, 0.4}) {
    for (const std::uint32_t z : {1U, 3U, 6U}) {
      std::uint64_t caught = 0;
      for (const std::uint64_t each : results(Race{static_cast<std::uint32_t>(q * 0x1.0p32), z, 100}, samples.count()))
        caught += each;
      const double expected = catches_up(q, static_cast<int>(z));
      const double n = static_cast<double>(samples.count());
      EXPECT_NEAR(static_cast<double>(caught) / n, expected, 5 * std::sqrt(expected * (1 - expected) / n) + 1e-9);
    }
  }
}

// The probability that all end with x, by iterating the chain over (x, y) until nothing moves.
double exact_majority(int n, int x) {
  std::map<std::pair<int, int>, double> wins;
  for (int sweep = 0; sweep < 3000; ++sweep) {
    for (int a = 0; a <= n; ++a) {
      for (int b = 0; a + b <= n; ++b) {
        const int blank = n - a - b;
        const double total = a * b * 2 + (a + b) * blank;
        if (a == n || total == 0) {
          wins[{a, b}] = a == n ? 1 : 0;
          continue;
        }
        const double gain_x = a * blank * wins[{a + 1, b}] + b * blank * wins[{a, b + 1}];
        wins[{a, b}] = (gain_x + a * b * (wins[{a, b - 1}] + wins[{a - 1, b}])) / total;
      }
    }
  }
  return wins[{x, n - x}];
}

TEST(Replicas, MajorityHasTheExactProbability) {
  Samples samples(50'000);
  for (const auto& [n, x] : {std::pair{2, 1}, {5, 3}, {8, 3}, {12, 8}}) {
    std::uint64_t x_wins = 0;
    const Majority model{static_cast<std::uint32_t>(n), static_cast<std::uint32_t>(x)};
    for (const std::uint64_t each : results(model, samples.count())) x_wins += each & 1;
    const double expected = exact_majority(n, x);
    const double count = static_cast<double>(samples.count());
    EXPECT_NEAR(static_cast<double>(x_wins) / count, expected, 5 * std::sqrt(0.25 / count)) << n << " " << x;
  }
}

TEST(Replicas, AreNumbered) {
  const auto all = results(Majority{20, 11}, 100);
  const auto later = results(Majority{20, 11}, 40, 60);
  EXPECT_TRUE(std::equal(later.begin(), later.end(), all.begin() + 60));
  EXPECT_THROW(results(Majority{1, 0}, 1), std::invalid_argument);
  EXPECT_THROW(results(Race{0x80000000U, 1, 10}, 1), std::invalid_argument);
}

}  // namespace
}  // namespace parley::gpu

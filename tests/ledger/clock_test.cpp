// The miner's clock: geometrically distributed, the same on every machine.
#include "protocols/ledger/nakamoto/clock.hpp"

#include <cmath>
#include <gtest/gtest.h>

#include "protocols/core/random.hpp"

namespace parley::nakamoto {
namespace {

constexpr std::uint64_t kTickets = std::uint64_t{1} << 32;
constexpr std::uint64_t kTick = 65536;

TEST(MinersClock, LogarithmIsThatOfTheLibrary) {
  Rng rng(1);
  for (int draw = 0; draw < 100'000; ++draw) {
    const std::uint64_t tickets = 1 + rng.below(kTickets);
    const std::uint64_t ticket = rng.below(tickets);
    const double exact = -std::log2(static_cast<double>(ticket + 1) / static_cast<double>(tickets));
    EXPECT_NEAR(static_cast<double>(minus_log2(ticket, tickets)) * 0x1p-24, exact, 1e-5);
  }
}

// P(more than k ticks) = (1 - 1/m)^k.
TEST(MinersClock, OutlastsEveryTickWithTheSameProbability) {
  Rng rng(2);
  constexpr int kDraws = 100'000;
  for (const double mean : {1.5, 2.0, 10.0, 1000.0}) {
    double sum = 0;
    int longer = 0;
    const auto ticks = static_cast<std::uint64_t>(mean);
    for (int draw = 0; draw < kDraws; ++draw) {
      const std::uint64_t time =
          geometric_ticks(rng.below(kTickets), kTickets, static_cast<std::uint64_t>(mean * kTick));
      sum += static_cast<double>(time);
      longer += time > ticks ? 1 : 0;
    }
    const double error = mean / std::sqrt(kDraws);
    EXPECT_NEAR(sum / kDraws, mean, 3 * error + 0.005 * mean) << mean;
    const double expected = std::pow(1 - 1 / mean, static_cast<double>(ticks));
    EXPECT_NEAR(longer / static_cast<double>(kDraws), expected, 0.01) << mean;
  }
}

TEST(MinersClock, TakesATickAtLeastAndEndsInTheEnd) {
  EXPECT_EQ(geometric_ticks(kTickets - 1, kTickets, 100 * kTick), 1U);
  EXPECT_EQ(geometric_ticks(0, 1, 100 * kTick), 1U);
  EXPECT_EQ(geometric_ticks(0, kTickets, kTick), 1U);
  EXPECT_EQ(geometric_ticks(0, kTickets, 0), 1U);
  // The longest: 32 ln 2 times the mean, about.
  EXPECT_NEAR(static_cast<double>(geometric_ticks(0, kTickets, 1000 * kTick)), 32 * std::log(2) * 999.5, 1);
  EXPECT_LT(geometric_ticks(0, kTickets, ~std::uint64_t{0} >> 1), std::uint64_t{1} << 62);
}

}  // namespace
}  // namespace parley::nakamoto

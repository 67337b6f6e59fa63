// Samples against exact distributions: hypergeometric, the length of a batch, and whole batches against the Markov
// chain of single interactions.
#include "protocols/local/population/sampling.hpp"

#include <array>
#include <cmath>
#include <gtest/gtest.h>
#include <map>

#include "protocols/local/population/baselines.hpp"
#include "protocols/local/population/batch.hpp"

namespace parley::population {
namespace {

// Pearson's statistic against its bound: freedom + 6 standard deviations.
template <class Key>
void expect_fits(const std::map<Key, double>& expected, const std::map<Key, std::uint64_t>& seen, double samples) {
  double statistic = 0;
  double cells = 0;
  double rare_expected = 0;
  double rare_seen = 0;
  for (const auto& [key, probability] : expected) {
    const auto found = seen.find(key);
    const double times = found == seen.end() ? 0 : static_cast<double>(found->second);
    if (probability * samples < 10) {
      rare_expected += probability * samples;
      rare_seen += times;
      continue;
    }
    statistic += (times - probability * samples) * (times - probability * samples) / (probability * samples);
    ++cells;
  }
  if (rare_expected > 1) statistic += (rare_seen - rare_expected) * (rare_seen - rare_expected) / rare_expected;
  for (const auto& [key, times] : seen) EXPECT_TRUE(expected.contains(key));
  EXPECT_GT(cells, 3);
  EXPECT_LT(statistic, cells + 6 * std::sqrt(2 * cells) + 6);
}

TEST(Sampling, HypergeometricProbabilitiesAddUp) {
  double sum = 0;
  double mean = 0;
  for (std::uint64_t k = 0; k <= 40'000; ++k) {
    const double p = hypergeometric_probability(k, 300'000'000'000, 700'000'000'000, 40'000);
    sum += p;
    mean += p * static_cast<double>(k);
  }
  EXPECT_NEAR(sum, 1, 1e-11);
  EXPECT_NEAR(mean, 12'000, 1e-6);
  EXPECT_NEAR(hypergeometric_probability(2, 5, 7, 4), 210.0 / 495, 1e-14);
  EXPECT_NEAR(hypergeometric_probability(0, 5, 7, 4), 35.0 / 495, 1e-14);
}

TEST(Sampling, HypergeometricSamplesFit) {
  Rng rng(1);
  for (const auto& [marked, others, draws] :
       std::vector<std::array<std::uint64_t, 3>>{{9, 5, 7}, {40, 60, 30}, {3, 1000, 500}}) {
    std::map<std::uint64_t, double> expected;
    for (std::uint64_t k = draws > others ? draws - others : 0; k <= std::min(marked, draws); ++k)
      expected[k] = hypergeometric_probability(k, marked, others, draws);
    std::map<std::uint64_t, std::uint64_t> seen;
    for (int sample = 0; sample < 100'000; ++sample) ++seen[draw_hypergeometric(rng, marked, others, draws)];
    expect_fits(expected, seen, 100'000);
  }
}

TEST(Sampling, RunLengthsFit) {
  EXPECT_DOUBLE_EQ(run_length_tail(10, 1), 1);
  EXPECT_NEAR(run_length_tail(10, 2), 56.0 / 90, 1e-14);
  for (const std::uint64_t length : {1U, 2U, 5U, 20U, 30U}) {  // the two ways of computing it, at their border
    double product = 1;
    for (std::uint64_t used = 0; used < 2 * length; used += 2)
      product *= static_cast<double>((100 - used) * (99 - used)) / (100.0 * 99.0);
    EXPECT_NEAR(run_length_tail(100, length), product, 1e-13 * product + 1e-18);
  }
  Rng rng(2);
  std::map<std::uint64_t, double> expected;
  std::map<std::uint64_t, std::uint64_t> seen;
  for (std::uint64_t length = 1; length <= 50; ++length)
    expected[length] = run_length_tail(100, length) - run_length_tail(100, length + 1);
  for (int sample = 0; sample < 100'000; ++sample) ++seen[draw_run_length(rng, 100)];
  expect_fits(expected, seen, 100'000);
}

std::map<Counts, double> exact_distribution(const PairTable& table, const Counts& start, int interactions) {
  std::map<Counts, double> now{{start, 1}};
  for (int done = 0; done < interactions; ++done) {
    std::map<Counts, double> next;
    for (const auto& [counts, probability] : now) {
      double n = 0;
      for (const std::uint64_t count : counts) n += static_cast<double>(count);
      for (std::size_t p = 0; p < counts.size(); ++p)
        for (std::size_t q = 0; q < counts.size(); ++q) {
          const double pairs = static_cast<double>(counts[p]) * (static_cast<double>(counts[q]) - (p == q ? 1.0 : 0.0));
          if (pairs <= 0) continue;
          Counts after = counts;
          --after[p];
          --after[q];
          ++after[table.of(p, q).initiator];
          ++after[table.of(p, q).responder];
          next[after] += probability * pairs / (n * (n - 1));
        }
    }
    now = std::move(next);
  }
  return now;
}

TEST(Sampling, BatchesHaveTheDistributionOfSingleInteractions) {
  for (const Baseline baseline : {Baseline::majority, Baseline::parity, Baseline::leader_election}) {
    const Protocol protocol = baseline_protocol(baseline);
    const PairTable table = pair_table(protocol);
    Counts start(protocol.states(), 0);
    start[protocol.input[0]] += 6;
    start[protocol.input[1]] += 5;
    const auto expected = exact_distribution(table, start, 13);
    std::map<Counts, std::uint64_t> batched;
    std::map<Counts, std::uint64_t> plain;
    Rng rng(3);
    for (int sample = 0; sample < 40'000; ++sample) {
      Counts counts = start;
      EXPECT_EQ(simulate_batches(rng, table, counts, 13, {}), 13U);
      ++batched[counts];
      counts = start;
      simulate_plainly(rng, table, counts, 13);
      ++plain[counts];
    }
    expect_fits(expected, batched, 40'000);
    expect_fits(expected, plain, 40'000);
  }
}

TEST(Sampling, ManyAgentsFollowTheMeanField) {
  // Leaders: dl/dt = -l^2 with t interactions an agent, so 1/2 are left at t = 1.
  const Protocol protocol = baseline_protocol(Baseline::leader_election);
  Counts counts{10'000'000, 0};
  Rng rng(4);
  simulate_batches(rng, pair_table(protocol), counts, 10'000'000, {});
  EXPECT_NEAR(static_cast<double>(counts[0]), 5e6, 1e4);
}

}  // namespace
}  // namespace parley::population

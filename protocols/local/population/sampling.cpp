#include "protocols/local/population/sampling.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace parley::population {
namespace {

double real(std::uint64_t value) {
  return static_cast<double>(value);
}

// ln n! - ( (n + 1/2) ln n - n + ln(2 pi) / 2 )
double stirling_error(std::uint64_t n) {
  constexpr std::uint64_t kExact = 16;
  if (n < kExact) {
    double factorial = 1;
    for (std::uint64_t k = 2; k <= n; ++k) factorial *= real(k);
    if (n == 0) return 0;  // not used
    const double x = real(n);
    return std::log(factorial) - ((x + 0.5) * std::log(x) - x + 0.5 * std::log(2 * std::numbers::pi));
  }
  const double x = real(n);
  const double square = x * x;
  return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - 1.0 / 1188 / square) / square) / square) / square) / x;
}

// x ln(x / mean) + mean - x
double deviance(double x, double mean) {
  if (std::abs(x - mean) >= 0.1 * (x + mean)) return x * std::log(x / mean) + mean - x;
  const double v = (x - mean) / (x + mean);
  double sum = (x - mean) * v;
  double term = 2 * x * v;
  for (int j = 1; j < 1000; ++j) {
    term *= v * v;
    const double next = sum + term / (2 * j + 1);
    if (next == sum) break;
    sum = next;
  }
  return sum;
}

// ln P(k successes of n) with success probability p = 1 - q, both in (0, 1).
double log_binomial(std::uint64_t k, std::uint64_t n, double p, double q) {
  if (n == 0) return 0;
  if (k == 0) return p < 0.1 ? -deviance(real(n), real(n) * q) - real(n) * p : real(n) * std::log(q);
  if (k == n) return q < 0.1 ? -deviance(real(n), real(n) * p) - real(n) * q : real(n) * std::log(p);
  return stirling_error(n) - stirling_error(k) - stirling_error(n - k) - deviance(real(k), real(n) * p) -
         deviance(real(n - k), real(n) * q) -
         0.5 * (std::log(2 * std::numbers::pi) + std::log(real(k)) + std::log1p(-real(k) / real(n)));
}

}  // namespace

// P(k) = b(k; marked) b(draws - k; others) / b(draws; marked + others), b binomial with p = draws / (marked + others)
double hypergeometric_probability(std::uint64_t k, std::uint64_t marked, std::uint64_t others, std::uint64_t draws) {
  const std::uint64_t all = marked + others;
  if (draws == 0 || draws == all) return 1;
  const double p = real(draws) / real(all);
  const double q = real(all - draws) / real(all);
  return std::exp(log_binomial(k, marked, p, q) + log_binomial(draws - k, others, p, q) -
                  log_binomial(draws, all, p, q));
}

std::uint64_t draw_hypergeometric(Rng& rng, std::uint64_t marked, std::uint64_t others, std::uint64_t draws) {
  const std::uint64_t least = draws > others ? draws - others : 0;
  const std::uint64_t most = std::min(marked, draws);
  if (least == most) return least;
  const double centre = (real(draws) + 1) * (real(marked) + 1) / (real(marked) + real(others) + 2);
  const std::uint64_t mode = std::clamp(static_cast<std::uint64_t>(centre), least, most);
  const double at_mode = hypergeometric_probability(mode, marked, others, draws);
  for (;;) {
    double rest = rng.unit() - at_mode;
    if (rest < 0) return mode;
    std::uint64_t up = mode;
    std::uint64_t down = mode;
    double p_up = at_mode;
    double p_down = at_mode;
    while (up < most || down > least) {
      if (up < most) {
        //   P(k+1) = P(k) (marked-k) (draws-k) / ((k+1) (others-draws+k+1))
        p_up *= real(marked - up) * real(draws - up) / (real(up + 1) * real(others + up + 1 - draws));
        rest -= p_up;
        ++up;
        if (rest < 0) return up;
      }
      if (down > least) {
        p_down *= real(down) * real(others + down - draws) / (real(marked - down + 1) * real(draws - down + 1));
        rest -= p_down;
        --down;
        if (rest < 0) return down;
      }
      if (p_up + p_down < 1e-30) break;  // what is left is rounding: draw again
    }
  }
}

void draw_kinds(Rng& rng, std::span<const std::uint64_t> counts, std::uint64_t total, std::uint64_t draws,
                std::span<std::uint64_t> taken) {
  for (std::size_t kind = 0; kind < counts.size(); ++kind) {
    total -= counts[kind];
    taken[kind] = draw_hypergeometric(rng, counts[kind], total, draws);
    draws -= taken[kind];
  }
}

double run_length_tail(std::uint64_t n, std::uint64_t length) {
  const std::uint64_t agents = 2 * length;
  if (agents > n) return 0;
  if (agents == n || n < 64) {
    double product = 1;
    for (std::uint64_t used = 0; used < agents; used += 2)
      product *= real(n - used) / real(n) * (real(n - used - 1) / real(n - 1));
    return product;
  }
  //   ln n!/(n-m)! - m ln n = -(n-m+1/2) ln(1 - m/n) - m + e(n) - e(n-m),   e the error of Stirling's formula
  const double logarithm = -(real(n - agents) + 0.5) * std::log1p(-real(agents) / real(n)) - real(agents) +
                           stirling_error(n) - stirling_error(n - agents) - real(length) * std::log1p(-1 / real(n));
  return std::exp(logarithm);
}

std::uint64_t draw_run_length(Rng& rng, std::uint64_t n) {
  const double u = 1 - rng.unit();  // in (0, 1]
  // The greatest length with P(L >= length) >= u; that of 1 is 1.
  std::uint64_t low = 1;
  std::uint64_t high = 2;
  while (high <= n / 2 && run_length_tail(n, high) >= u) {
    low = high;
    high *= 2;
  }
  high = std::min(high, n / 2 + 1);
  while (high - low > 1) {
    const std::uint64_t middle = low + (high - low) / 2;
    (run_length_tail(n, middle) >= u ? low : high) = middle;
  }
  return low;
}

}  // namespace parley::population

// Exact samples of the distributions that batches of interactions need (batch.hpp): probabilities are computed without
// loss of digits for populations of 10^12, by C. Loader's saddle-point form of the binomial ("Fast and accurate
// computation of binomial probabilities", 2000), and inverted from the mode outwards.
#pragma once

#include <cstdint>
#include <span>

#include "protocols/core/random.hpp"

namespace parley::population {

// The probability of k marked ones among `draws` of a population of `marked` + `others`, without replacement.
// REQUIRES: draws <= marked + others; k possible.
double hypergeometric_probability(std::uint64_t k, std::uint64_t marked, std::uint64_t others, std::uint64_t draws);

// A sample of it. O(standard deviation) time.
std::uint64_t draw_hypergeometric(Rng& rng, std::uint64_t marked, std::uint64_t others, std::uint64_t draws);

// How `draws` without replacement from a population with these counts are shared among the kinds: writes `taken`.
// REQUIRES: draws <= total = sum of counts; taken.size() == counts.size().
void draw_kinds(Rng& rng, std::span<const std::uint64_t> counts, std::uint64_t total, std::uint64_t draws,
                std::span<std::uint64_t> taken);

// The number L of interactions before the first that has an agent of an earlier one:
//   P(L >= l) = n (n-1) ... (n-2l+1) / (n (n-1))^l
// REQUIRES: n >= 2. The result is at least 1 and at most n / 2. O(log n) time.
std::uint64_t draw_run_length(Rng& rng, std::uint64_t n);
double run_length_tail(std::uint64_t n, std::uint64_t length);  // P(L >= length)

}  // namespace parley::population

// What a scheme costs at scale, and what a dropout does to it.
#pragma once

#include <cstdint>
#include <string>

#include "protocols/aggregation/secure_aggregation/leakage.hpp"
#include "protocols/core/study.hpp"

namespace parley::secure_aggregation {

// Per input symbol. Symbols sent while keys are handed out are not counted, as in the paper.
struct Rates {
  std::uint64_t sent = 0;         // by the busiest user, a broadcast counted once
  std::uint64_t unicasts = 0;     // by the busiest user, a broadcast counted K-1 times
  std::uint64_t keys = 0;         // held by the user with most, shares of others included
  std::uint64_t independent = 0;  // of all users together
  std::uint64_t rounds = 0;
  std::uint64_t leak = 0;  // largest over sampled coalitions of promised sizes
  std::uint64_t coalitions = 0;
  bool survives = false;  // user 0 can find the sum of the others after the last user is gone from the start
  bool sums_right = false;
  bool done = false;
};

struct RateJob {
  SchemeSpec spec = {};
  std::uint32_t symbols = 0;     // of inputs, added up in numbers with fresh keys
  std::uint32_t coalitions = 0;  // sampled
};

Rates measure(const RateJob& job, std::uint64_t stream, const StudyConditions& conditions);

}  // namespace parley::secure_aggregation

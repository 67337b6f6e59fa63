// What the literature computes, for runs to be held against.
#pragma once

#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace parley::nakamoto {

// M. Rosenfeld, "Analysis of Hashrate-Based Double Spending", 2014, section 4, without a block mined beforehand: while
// honest miners find z blocks, the attacker, with a part q of the power, finds m with a negative binomial distribution;
// from there it comes to lead by one with probability (q / p)^(z - m + 1). (Nakamoto 2008, section 11, takes a Poisson
// distribution for m, and counts a tie as success.)
inline double race(double q, int z) {
  const double p = 1 - q;
  double failure = 0;
  double probability = std::pow(p, z);
  for (int m = 0; m <= z; ++m) {
    failure += probability * (1 - std::pow(q / p, z - m + 1));
    probability *= q * (m + z) / (m + 1);
  }
  return 1 - failure;
}

// The part of the main chain of a parasite with a part q of the power that publishes its branch when it is `lead`
// blocks higher than the public one, and begins anew there, or when it has fallen behind: a gambler's ruin from 0 with
// ends at -1, where the public blocks count, and at `lead`, where its own do. The two expectations add up step by step.
inline double parasite_share(double q, int lead) {
  struct Odds {
    double here = 0;    // probability of standing here, both ends not reached
    double own = 0;     // expected own blocks, times that
    double others = 0;  // and those of the others
  };
  std::vector<Odds> at(static_cast<std::size_t>(lead) + 2);  // by height above -1
  at[1].here = 1;
  double gained = 0;
  double lost = 0;
  for (double left = 1; left > 1e-12;) {
    std::vector<Odds> next(at.size());
    left = 0;
    for (std::size_t place = 1; place + 1 < at.size(); ++place) {
      const Odds& from = at[place];
      next[place + 1].here += q * from.here;
      next[place + 1].own += q * (from.own + from.here);
      next[place + 1].others += q * from.others;
      next[place - 1].here += (1 - q) * from.here;
      next[place - 1].own += (1 - q) * from.own;
      next[place - 1].others += (1 - q) * (from.others + from.here);
      left += from.here;
    }
    gained += next.back().own;
    lost += next.front().others;
    next.front() = next.back() = {};
    at = std::move(next);
  }
  return gained / (gained + lost);
}

}  // namespace parley::nakamoto

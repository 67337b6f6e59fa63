// The class of an approximation task in the LOCAL model on directed cycles: deterministic and randomised complexity.
// [arXiv 2602.13046: four classes, found by seven parameters of the word graph. The parameters' definitions were not
// available; the rules are a reconstruction, RECON, section 3 of the card, with the ties settled as said below.]
//
// Sums (weights are minimised; b(C) the least mean of a cycle in component C):
//   opt = min b(C);  flex = min b(C) over C of period 1;  loop = min b(C) over C with a constant word;
//   constant = least weight of a constant word
//   constant within alpha of opt                     -> O(1), O(1)
//   loop strictly within                             -> log* n, O(1)
//   flex strictly within, or exactly at alpha of opt with walks of every large length that lose nothing
//                                                    -> log* n, log* n
//   otherwise                                        -> n, n
// The tie: where flex is exactly at the bound, no walk may be dearer than the mean by any constant, as for infinitely
// many n the optimum is n opt. Such walks exist for all large lengths iff the graph of critical edges (on cycles of the
// least mean) has a component of period 1.
// Extremes (H_t: the words of weight <= t): opt = least t with a cycle in H_t, coprime = least t with a component of
// period 1, constant as above; coprime within alpha of opt -> log* n, log* n. No tie: one window more costs nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "protocols/local/cycle_problems/walks.hpp"

namespace parley::cycle_problems {

enum class Class : std::uint8_t {
  kNone,      // no cycle has a feasible labelling
  kConstant,  // (O(1), O(1))
  kRandom,    // (log* n, O(1))
  kLogStar,   // (log* n, log* n)
  kGlobal,    // (n, n)
};
std::string_view to_string(Class value);

struct Classification {
  Class value = Class::kNone;
  bool tie = false;  // some parameter is exactly alpha away from opt, and decided
  // As weights; nothing where no component is of the kind.
  std::optional<Ratio> opt = {};
  std::optional<Ratio> flexible = {};  // coprime for extremes
  std::optional<Ratio> loop = {};
  std::optional<Ratio> constant = {};
  std::uint32_t critical_period = 0;  // of the cheapest cycles: gcd of their lengths, least over their components
};

// O(V E) for V words, times the number of different weights for extremes.
Classification classify(const Task& task);

}  // namespace parley::cycle_problems

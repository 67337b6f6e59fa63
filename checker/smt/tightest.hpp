// The tightest resilience condition: how far "n > k * t + c" can be weakened before a specification fails.
#pragma once

#include <string>
#include <vector>

#include "checker/smt/verify.hpp"

namespace parley {

// A condition under which the specification fails, and how.
struct NextWeaker {
  std::string condition;
  SpecResult result;
};

struct Tightest {
  std::string spec;
  std::string condition;         // the weakest found under which the specification holds, such as "n > 3 * t"; or empty
  std::string reason;            // why there is none, or why a weaker one may exist
  std::vector<NextWeaker> next;  // with one coefficient less, or a constant less: each is violated
};

// Lowers the coefficients of the fault parameters one after the other, each as far as the specification holds with the
// others as they are, and then the constant. A specification that is violated as it stands is first tried with larger
// coefficients. Weaker conditions admit more runs, so that the verdicts along each line change once.
//
// The condition is the assumption that bounds the number of processes from below by fault parameters: the parameter on
// its larger side occurs in an initial condition beside location counters. Throws as verify does.
Tightest find_tightest(const ThresholdAutomaton& automaton, const SpecResult& verdict, const VerifyOptions& options);

}  // namespace parley

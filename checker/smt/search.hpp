// One specification against one automaton: deepening over the number of segments.
#pragma once

#include "checker/smt/limits.hpp"
#include "checker/smt/system.hpp"
#include "checker/smt/verify.hpp"

namespace parley {

struct SearchScope {
  bool proofs = true;
  bool instances = false;  // a glance at the smallest instances, after the first attempt at a proof
};

SpecResult search(const System& system, const Specification& specification, const Limits& limits,
                  const SearchScope& scope = {});

// Some values of the parameters satisfy the assumptions.
bool has_parameters(const System& system);

}  // namespace parley

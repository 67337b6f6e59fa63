// One specification against one automaton: deepening over the number of segments.
#pragma once

#include <chrono>

#include "checker/smt/system.hpp"
#include "checker/smt/verify.hpp"

namespace parley {

using Deadline = std::chrono::steady_clock::time_point;

SpecResult search(const System& system, const Specification& specification, Deadline deadline);

// Some values of the parameters satisfy the assumptions.
bool has_parameters(const System& system);

}  // namespace parley

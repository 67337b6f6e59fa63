// The strategies that are one step simpler than a given one, simplest first.
#pragma once

#include <vector>

#include "faults/plan.hpp"

namespace parley::faults {

// Finite chains: no strategy is simpler than itself.
std::vector<StrategySpec> simpler_specs(const StrategySpec& spec);

}  // namespace parley::faults

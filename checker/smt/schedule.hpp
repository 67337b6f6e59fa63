// Turns the firing counts of a segment into an order in which they can be fired.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "checker/smt/counterexample.hpp"
#include "checker/smt/system.hpp"

namespace parley {

// `counts[i]` firings of system.rules[i], starting with `counters` processes by location. Locations are emptied in
// topological order, so that each counter first rises and then falls; within a cycle of locations a firing is chosen
// so that what remains stays connected to occupied locations. Updates `counters`. Nothing when no order exists.
std::optional<std::vector<AcceleratedStep>> schedule(const System& system, const std::vector<std::int64_t>& counts,
                                                     std::vector<std::int64_t>& counters);

}  // namespace parley

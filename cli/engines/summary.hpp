// Many runs as one result: verdicts by property, counters summed.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "cli/experiment.hpp"
#include "cli/result.hpp"
#include "net/sim/simulation.hpp"

namespace parley::cli {

// `results` in order of their number; fewer than `runs` when stopped before all were begun.
VerbResult summarise(const Experiment& experiment, std::span<const PropertyInfo> properties,
                     std::span<const sim::RunResult> results, std::uint64_t runs, double seconds);

// The name of the first property in `set`.
std::string first_name(std::span<const PropertyInfo> properties, PropertySet set);

}  // namespace parley::cli

// Many runs as one result: verdicts by property, counters summed.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/experiment.hpp"
#include "cli/result.hpp"
#include "net/sim/run_result.hpp"

namespace parley::cli {

// `results` in order of their number; fewer than `runs` when stopped before all were begun.
VerbResult summarise(const Experiment& experiment, std::span<const PropertyInfo> properties,
                     std::span<const sim::RunResult> results, std::uint64_t runs, double seconds);

// The first run, and of it the first property asked for, that is violated.
struct FirstViolation {
  std::uint64_t run = 0;
  std::string property;
};
std::optional<FirstViolation> first_violation(const Experiment& experiment, std::span<const PropertyInfo> properties,
                                              std::span<const sim::RunResult> results);

}  // namespace parley::cli

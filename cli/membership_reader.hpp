// The sections "churn" and "joins" of an experiment: processes that come and go, and those that come later.
#pragma once

#include <cstdint>
#include <vector>

#include "cli/document.hpp"
#include "faults/plan.hpp"
#include "net/sim/options.hpp"

namespace parley::cli {

// Of processes 0 .. n-1; none of them may be in the fault plan. Throws InputError.
sim::Churn read_churn(const Place& place, std::uint32_t n, const faults::FaultPlan& plan);
std::vector<sim::Join> read_joins(const Place& place, std::uint32_t n, const faults::FaultPlan& plan);

}  // namespace parley::cli

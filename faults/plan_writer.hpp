// Writes a plan as the "faults" object that plan_reader.hpp reads: reading it again gives an equal plan.
#pragma once

#include <nlohmann/json.hpp>

#include "faults/plan.hpp"

namespace parley::faults {

nlohmann::json write_fault_plan(const FaultPlan& plan);

}  // namespace parley::faults

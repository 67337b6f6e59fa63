// Reads the "faults" object of an experiment:
//   {"byzantine": [{"process": 3, "strategies": [{"type": "equivocate", "second_face_to": [1]}, ...]}],
//    "crashes": [{"process": 1, "at_tick": 50, "restart_at_tick": 100}]}
// docs/faults.md lists the strategies with their parameters.
#pragma once

#include <cstdint>
#include <string_view>

#include <nlohmann/json.hpp>

#include "faults/plan.hpp"

namespace parley::faults {

// `path` is the JSON path of `document` in `file`, for errors; processes are 0 .. process_count - 1. Throws InputError
// with the path of the offending value. What depends on the protocol (kinds of messages, its attacks) is checked by
// validate_plan (mixed.hpp).
FaultPlan read_fault_plan(const nlohmann::json& document, std::string_view file, std::string_view path,
                          std::uint32_t process_count);

}  // namespace parley::faults

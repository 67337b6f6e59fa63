// The results of a sweep as line charts: one for each metric of single runs, against what was swept.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace parley::cli {

// A section of a page for a result that has `points`; empty for others. The first swept path whose values are numbers
// is the horizontal axis (else the first path, by position), and each combination of the others is a line.
std::string sweep_section(const nlohmann::json& result);

}  // namespace parley::cli

// Line charts: the results of a sweep, one for each metric of single runs against what was swept, and tables of
// studies.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace parley::cli {

// A section of a page for a result that has `points`; empty for others. The first swept path whose values are numbers
// is the horizontal axis (else the first path, by position), and each combination of the others is a line.
std::string sweep_section(const nlohmann::json& result);

// One chart a plotted column of a study's table (cli/report/tables.hpp). Throws json::exception where it is no such
// table.
std::string table_charts(const nlohmann::json& table);

}  // namespace parley::cli

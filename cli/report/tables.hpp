// The tables of a study: for people, for programs, for spreadsheets, and on a page, where some are drawn as well.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "protocols/core/study.hpp"

namespace parley::cli {

// The caption, then columns that are as wide as they must be; the last line of a long table says how much is left out.
std::vector<std::string> to_table_lines(const StudyTable& table);

// {"name", "caption", "columns", "rows"} and, where it is drawn, "drawn_over", "plotted", "line_of".
nlohmann::json to_json(const StudyTable& table);

std::string to_csv(const StudyTable& table);

// A field of a CSV file, in quotes where it must be.
std::string csv_field(const std::string& text);

// A section of a page for each of a result's `tables`; empty for a result without.
std::string table_sections(const nlohmann::json& result);

}  // namespace parley::cli

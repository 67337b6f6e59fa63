// Reads threshold automata in the .ta format of ByMC and its .eta extension by TACO (resets and decrements).
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "models/threshold_automaton.hpp"

namespace parley {

// Throws InputError(file_name, "line L, column C", expectation). Any bytes are safe to read.
ThresholdAutomaton read_ta(std::string_view text, std::string_view file_name);

// Numbers that synthesis looks for: ByMC's `unknowns`, and those of definitions that a caller replaces.
struct TaUnknowns {
  // By the name of a `define`, the expression to take instead; the reader removes those that it has met.
  std::map<std::string, std::string> definitions;
  std::map<std::string, std::int64_t> values;  // by unknown
  std::vector<std::string> names;              // filled by the reader, in the order of the file
};

// With every unknown replaced by its value, or by 1 where `values` has none. Throws InputError as read_ta does, which
// refuses unknowns; errors in a replaced definition name "--threshold" as the file.
ThresholdAutomaton read_ta_with(TaUnknowns& unknowns, std::string_view text, std::string_view file_name);

// The text of a model file. Throws InputError when it is missing, a folder, unreadable or above 64 MiB.
std::string read_model_text(const std::filesystem::path& path);

// By extension: .ta, .eta, .tla. Throws InputError, also when the file is missing, a folder, or above 64 MiB.
ThresholdAutomaton read_model_file(const std::filesystem::path& path);

// Conditions over the parameters of `automaton`, separated by ';' or '&&', such as "n > 2*t". They replace those
// assumptions that relate exactly the same parameters; the others stay. Throws InputError("--resilience", ...) on
// a syntax error and when a condition replaces nothing.
ThresholdAutomaton with_resilience(ThresholdAutomaton automaton, std::string_view conditions);

}  // namespace parley

// Reads threshold automata in the .ta format of ByMC and its .eta extension by TACO (resets and decrements).
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "models/threshold_automaton.hpp"

namespace parley {

// Throws InputError(file_name, "line L, column C", expectation). Any bytes are safe to read.
ThresholdAutomaton read_ta(std::string_view text, std::string_view file_name);

// By extension: .ta, .eta, .tla. Throws InputError, also when the file is missing, a folder, or above 64 MiB.
ThresholdAutomaton read_model_file(const std::filesystem::path& path);

// Conditions over the parameters of `automaton`, separated by ';' or '&&', such as "n > 2*t". They replace those
// assumptions that relate exactly the same parameters; the others stay. Throws InputError("--resilience", ...) on
// a syntax error and when a condition replaces nothing.
ThresholdAutomaton with_resilience(ThresholdAutomaton automaton, std::string_view conditions);

}  // namespace parley

// JSON from outside: any text is either a value that later code may copy, print and look up without care, or an
// InputError of one line.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace parley::faults {

// Of an experiment or a cluster; what encloses one (a trace's header) may be deeper.
inline constexpr int kDeepestDocument = 64;

// Whether brackets outside strings nest deeper than `levels`: values are copied and printed by recursion, so this is
// asked before parsing. On text that is no JSON the answer means nothing.
bool nests_deeper_than(std::string_view text, int levels);

// Throws InputError: broken JSON (with line and column), numbers out of range, a member named twice in one object,
// nested deeper than kDeepestDocument. `file` is used in errors.
nlohmann::json parse_json(std::string_view text, std::string_view file);

// `value` as text, on one line when `indent` is negative. What is no UTF-8 becomes U+FFFD: texts for people may hold
// what a peer sent, or the name of a file.
std::string write_json(const nlohmann::json& value, int indent = -1);

}  // namespace parley::faults

// Regular expressions: letters of the alphabet, `.` any letter, `[abc]` one of them, `*`, `+`, `?`, `|`, parentheses;
// blanks are skipped, and nothing at all is the empty word. By Glushkov's construction (V. Glushkov, "The abstract
// theory of automata", 1961): one state an occurrence of a letter.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "protocols/local/population/automaton.hpp"

namespace parley::population {

struct ParsedExpression {
  std::optional<Dfa> minimal = {};  // nullopt: see `problem`
  std::string problem = {};
};

// At most 60 occurrences of letters, and at most kMostSubsets states on the way to the minimal automaton.
inline constexpr std::uint32_t kMostSubsets = 4096;
ParsedExpression parse_expression(std::string_view text, std::string_view alphabet);

}  // namespace parley::population

// First-order logic with two variables over words, FO2[<], decided directly: an oracle that shares nothing with the
// automata. A formula:
//   a(x)   the letter at x       x<y, x=y   positions       !f   f & g   f | g   f -> g   (f)   Ex f   Ay f
// with the variables x and y, which quantifiers may reuse; -> binds least and to the right, then |, then &; a
// quantifier reaches as far as a negation does, so Ex (f & g) needs its parentheses.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/local/population/word.hpp"

namespace parley::population {

struct FormulaNode {
  enum class Kind : std::uint8_t { kLetter, kLess, kEqual, kNot, kAnd, kOr, kExists };
  Kind kind = Kind::kLetter;
  Letter letter = 0;
  std::uint8_t first = 0;   // variable, 0 for x and 1 for y: of the letter, left of <, bound by the quantifier
  std::uint8_t second = 0;  // variable, right of < and =
  std::size_t left = 0;     // parts, by index
  std::size_t right = 0;
};

// A sentence. Invariant: parts of a node stand before it; the last node is the whole.
struct Formula {
  std::vector<FormulaNode> nodes = {};
};

struct ParsedFormula {
  std::optional<Formula> formula = {};
  std::string problem = {};
};
ParsedFormula parse_formula(std::string_view text, std::string_view alphabet);

inline constexpr std::size_t kLongestModel = 64;

// REQUIRES: 1 <= word.size() <= kLongestModel. O(n^2 / 64) words of work a quantifier or connective.
bool holds(const Formula& formula, const Word& word);

}  // namespace parley::population

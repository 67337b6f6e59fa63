#include "protocols/local/population/expression.hpp"

#include <bit>
#include <vector>

namespace parley::population {
namespace {

constexpr std::uint32_t kMostOccurrences = 60;
constexpr std::size_t kDeepestNesting = 100;

// Glushkov's sets of a part of an expression.
struct Part {
  bool nullable = true;
  std::uint64_t first = 0;
  std::uint64_t last = 0;
};

class ExpressionParser {
 public:
  ExpressionParser(std::string_view text, std::string_view alphabet) : text_(text), alphabet_(alphabet) {}

  ParsedExpression parse() {
    const Part whole = parse_union(0);
    if (problem_.empty() && place_ < text_.size()) fail("unexpected '" + std::string(1, text_[place_]) + "'");
    if (!problem_.empty()) return {.problem = problem_};
    const std::optional<Dfa> dfa = determinise(nfa_of(whole), kMostSubsets);
    if (!dfa) return {.problem = "its deterministic automaton is too large"};
    return {.minimal = minimise(*dfa)};
  }

 private:
  void fail(const std::string& what) {
    if (problem_.empty()) problem_ = what + " at character " + std::to_string(place_ + 1);
    place_ = text_.size();
  }
  void skip_blanks() {
    while (place_ < text_.size() && text_[place_] == ' ') ++place_;
  }
  bool at(char c) {
    skip_blanks();
    return place_ < text_.size() && text_[place_] == c;
  }

  Part parse_union(std::size_t depth) {
    Part result = parse_sequence(depth);
    while (at('|')) {
      ++place_;
      const Part other = parse_sequence(depth);
      result = {result.nullable || other.nullable, result.first | other.first, result.last | other.last};
    }
    return result;
  }

  Part parse_sequence(std::size_t depth) {
    Part result{};
    while (skip_blanks(), place_ < text_.size() && text_[place_] != '|' && text_[place_] != ')') {
      const Part next = parse_repeated(depth);
      follow_all(result.last, next.first);
      result = {result.nullable && next.nullable, result.first | (result.nullable ? next.first : 0),
                next.last | (next.nullable ? result.last : 0)};
    }
    return result;
  }

  Part parse_repeated(std::size_t depth) {
    Part result = parse_atom(depth);
    for (; at('*') || at('+') || at('?'); ++place_) {
      if (text_[place_] != '?') follow_all(result.last, result.first);
      if (text_[place_] != '+') result.nullable = true;
    }
    return result;
  }

  Part parse_atom(std::size_t depth) {
    const char c = text_[place_];
    if (c == '(') {
      if (depth == kDeepestNesting) return fail("nested too deeply"), Part{};
      ++place_;
      const Part inner = parse_union(depth + 1);
      if (!at(')')) return fail("')' is missing"), Part{};
      ++place_;
      return inner;
    }
    if (c == '[') return parse_set();
    ++place_;
    if (c == '.') return occurrence(all_letters(alphabet_.size()));
    const std::size_t letter = alphabet_.find(c);
    if (letter == std::string_view::npos) {
      --place_;
      return fail("'" + std::string(1, c) + "' is not of the alphabet"), Part{};
    }
    return occurrence(LetterSet{1} << letter);
  }

  Part parse_set() {
    LetterSet letters = 0;
    for (++place_; place_ < text_.size() && text_[place_] != ']'; ++place_) {
      const std::size_t letter = alphabet_.find(text_[place_]);
      if (letter == std::string_view::npos)
        return fail("'" + std::string(1, text_[place_]) + "' is not of the alphabet"), Part{};
      letters |= LetterSet{1} << letter;
    }
    if (place_ == text_.size()) return fail("']' is missing"), Part{};
    ++place_;
    return occurrence(letters);
  }

  Part occurrence(LetterSet letters) {
    if (letters_.size() == kMostOccurrences) return fail("more than 60 letters"), Part{};
    letters_.push_back(letters);
    follow_.push_back(0);
    const std::uint64_t bit = std::uint64_t{1} << (letters_.size() - 1);
    return {false, bit, bit};
  }

  void follow_all(std::uint64_t from, std::uint64_t to) {
    for (; from != 0; from &= from - 1) follow_[static_cast<std::size_t>(std::countr_zero(from))] |= to;
  }

  // State 0 is the start, state 1 + p occurrence p.
  Nfa nfa_of(const Part& whole) const {
    const auto letters = static_cast<std::uint32_t>(alphabet_.size());
    Nfa nfa{.letters = letters, .states = static_cast<std::uint32_t>(letters_.size() + 1), .start = 1};
    nfa.accepting = (whole.last << 1) | (whole.nullable ? 1U : 0U);
    for (std::size_t state = 0; state <= letters_.size(); ++state)
      for (std::size_t letter = 0; letter < letters; ++letter) {
        std::uint64_t to = 0;
        for (std::uint64_t rest = state == 0 ? whole.first : follow_[state - 1]; rest != 0; rest &= rest - 1) {
          const auto next = static_cast<std::size_t>(std::countr_zero(rest));
          if (((letters_[next] >> letter) & 1) != 0) to |= std::uint64_t{2} << next;
        }
        nfa.next.push_back(to);
      }
    return nfa;
  }

  std::string_view text_;
  std::string_view alphabet_;
  std::size_t place_ = 0;
  std::string problem_ = {};
  std::vector<LetterSet> letters_ = {};     // by occurrence
  std::vector<std::uint64_t> follow_ = {};  // by occurrence
};

}  // namespace

ParsedExpression parse_expression(std::string_view text, std::string_view alphabet) {
  return ExpressionParser(text, alphabet).parse();
}

}  // namespace parley::population

#include "protocols/local/population/logic.hpp"

#include <utility>

namespace parley::population {
namespace {

constexpr std::size_t kMostNodes = 1000;
constexpr std::size_t kDeepestFormula = 100;

class FormulaParser {
 public:
  FormulaParser(std::string_view text, std::string_view alphabet) : text_(text), alphabet_(alphabet) {}

  ParsedFormula parse() {
    implication(0);
    skip_blanks();
    if (place_ < text_.size()) fail("unexpected '" + std::string(1, text_[place_]) + "'");
    if (problem_.empty() && free_ != 0) fail("a variable is not bound");
    if (!problem_.empty()) return {.problem = problem_};
    return {.formula = std::move(formula_)};
  }

 private:
  using Kind = FormulaNode::Kind;

  void skip_blanks() {
    while (place_ < text_.size() && text_[place_] == ' ') ++place_;
  }
  bool take(std::string_view token) {
    skip_blanks();
    if (!text_.substr(place_).starts_with(token)) return false;
    place_ += token.size();
    return true;
  }
  std::size_t fail(const std::string& what) {
    if (problem_.empty()) problem_ = what + " at character " + std::to_string(place_ + 1);
    place_ = text_.size();
    return 0;
  }
  std::size_t add(FormulaNode node) {
    if (formula_.nodes.size() >= kMostNodes) return fail("more than 1000 parts");
    formula_.nodes.push_back(node);
    return formula_.nodes.size() - 1;
  }
  std::size_t negation_of(std::size_t part) { return add({.kind = Kind::kNot, .left = part}); }

  // f -> g is !f | g.
  std::size_t implication(std::size_t depth) {
    if (depth > kDeepestFormula) return fail("nested too deeply");
    const std::size_t left = disjunction(depth);
    if (!take("->")) return left;
    const std::size_t negated = negation_of(left);
    const std::size_t right = implication(depth + 1);
    return add({.kind = Kind::kOr, .left = negated, .right = right});
  }
  std::size_t disjunction(std::size_t depth) {
    std::size_t left = conjunction(depth);
    while (take("|")) {
      const std::size_t right = conjunction(depth);
      left = add({.kind = Kind::kOr, .left = left, .right = right});
    }
    return left;
  }
  std::size_t conjunction(std::size_t depth) {
    std::size_t left = unary(depth);
    while (take("&")) {
      const std::size_t right = unary(depth);
      left = add({.kind = Kind::kAnd, .left = left, .right = right});
    }
    return left;
  }

  std::size_t unary(std::size_t depth) {
    if (depth > kDeepestFormula) return fail("nested too deeply");
    if (take("!")) return negation_of(unary(depth + 1));
    if (take("(")) {
      const std::size_t inner = implication(depth + 1);
      if (!take(")")) return fail("')' is missing");
      return inner;
    }
    if (take("E")) return quantifier(depth, false);
    if (take("A")) return quantifier(depth, true);
    return atom();
  }

  std::size_t quantifier(std::size_t depth, bool all) {
    const std::uint8_t bound = variable();
    const std::uint8_t outside = free_;
    free_ = 0;
    std::size_t inner = unary(depth + 1);
    free_ = static_cast<std::uint8_t>((free_ & ~(1U << bound)) | outside);
    if (all) inner = negation_of(inner);
    const std::size_t exists = add({.kind = Kind::kExists, .first = bound, .left = inner});
    return all ? negation_of(exists) : exists;
  }

  std::uint8_t variable() {
    if (take("x")) return 0;
    if (take("y")) return 1;
    fail("expected the variable x or y");
    return 0;
  }
  std::uint8_t used_variable() {
    const std::uint8_t used = variable();
    free_ = static_cast<std::uint8_t>(free_ | (1U << used));
    return used;
  }

  std::size_t atom() {
    skip_blanks();
    if (place_ == text_.size()) return fail("the formula ends too early");
    if (text_.substr(place_ + 1).starts_with("(")) {
      const std::size_t letter = alphabet_.find(text_[place_]);
      if (letter == std::string_view::npos)
        return fail("'" + std::string(1, text_[place_]) + "' is not of the alphabet");
      place_ += 2;
      const std::uint8_t of = used_variable();
      if (!take(")")) return fail("')' is missing");
      return add({.kind = Kind::kLetter, .letter = static_cast<Letter>(letter), .first = of});
    }
    const std::uint8_t first = used_variable();
    const bool less = take("<");
    if (!less && !take("=")) return fail("expected < or =");
    const std::uint8_t second = used_variable();
    return add({.kind = less ? Kind::kLess : Kind::kEqual, .first = first, .second = second});
  }

  std::string_view text_;
  std::string_view alphabet_;
  std::size_t place_ = 0;
  std::uint8_t free_ = 0;  // variables, as bits, that are free in what was read last
  std::string problem_ = {};
  Formula formula_ = {};
};

// By x the set of y for which a part holds.
using TruthTable = std::vector<std::uint64_t>;

TruthTable truth_of_atom(const FormulaNode& node, const Word& word) {
  const std::size_t n = word.size();
  TruthTable table(n, 0);
  for (std::size_t x = 0; x < n; ++x)
    for (std::size_t y = 0; y < n; ++y) {
      const std::size_t first = node.first == 0 ? x : y;
      const std::size_t second = node.second == 0 ? x : y;
      const bool value = node.kind == FormulaNode::Kind::kLetter ? word[first] == node.letter
                         : node.kind == FormulaNode::Kind::kLess ? first < second
                                                                 : first == second;
      if (value) table[x] |= std::uint64_t{1} << y;
    }
  return table;
}

TruthTable exists(const TruthTable& inner, std::uint8_t bound, std::uint64_t all) {
  TruthTable table(inner.size(), 0);
  std::uint64_t some_x = 0;
  for (const std::uint64_t row : inner) some_x |= row;
  for (std::size_t x = 0; x < inner.size(); ++x) table[x] = bound == 0 ? some_x : (inner[x] != 0 ? all : 0);
  return table;
}

}  // namespace

ParsedFormula parse_formula(std::string_view text, std::string_view alphabet) {
  return FormulaParser(text, alphabet).parse();
}

bool holds(const Formula& formula, const Word& word) {
  const std::uint64_t all = ~std::uint64_t{0} >> (64 - word.size());
  std::vector<TruthTable> tables;
  for (const FormulaNode& node : formula.nodes) {
    using Kind = FormulaNode::Kind;
    if (node.kind == Kind::kLetter || node.kind == Kind::kLess || node.kind == Kind::kEqual) {
      tables.push_back(truth_of_atom(node, word));
    } else if (node.kind == Kind::kExists) {
      tables.push_back(exists(tables[node.left], node.first, all));
    } else {
      TruthTable table = tables[node.left];
      for (std::size_t x = 0; x < word.size(); ++x) {
        if (node.kind == Kind::kNot) table[x] = ~table[x] & all;
        if (node.kind == Kind::kAnd) table[x] &= tables[node.right][x];
        if (node.kind == Kind::kOr) table[x] |= tables[node.right][x];
      }
      tables.push_back(std::move(table));
    }
  }
  return (tables.back()[0] & 1) != 0;
}

}  // namespace parley::population

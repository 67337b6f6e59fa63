#include "models/ta_expression.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "protocols/core/error.hpp"

namespace parley {
namespace {

constexpr int kMaxDepth = 1000;
constexpr std::size_t kMaxExpandedTerms = 50'000'000;  // bounds memory when defines are used again and again

enum Precedence : int { kImplication = 1, kDisjunction, kConjunction, kRelation, kSum, kProduct };

std::optional<Relation> relation_of(std::string_view text) {
  if (text == "==" || text == "=") return Relation::kEqual;
  if (text == "!=" || text == "=!") return Relation::kNotEqual;
  if (text == "<") return Relation::kLess;
  if (text == "<=") return Relation::kLessEqual;
  if (text == ">") return Relation::kGreater;
  if (text == ">=") return Relation::kGreaterEqual;
  return std::nullopt;
}

int precedence_of(const Token& token) {
  if (token.kind != TokenKind::kPunctuation) return 0;
  if (token.text == "->") return kImplication;
  if (token.text == "||") return kDisjunction;
  if (token.text == "&&") return kConjunction;
  if (relation_of(token.text)) return kRelation;
  if (token.text == "+" || token.text == "-") return kSum;
  if (token.text == "*" || token.text == "/") return kProduct;
  return 0;
}

std::string_view kind_name(SymbolKind kind) {
  switch (kind) {
    case SymbolKind::kParameter:
      return "parameter";
    case SymbolKind::kShared:
      return "shared variable";
    case SymbolKind::kLocation:
      return "location";
  }
  return "name";
}

// Fractions are compared exactly, but an equation with a fraction on its left is about the integer part: taken exactly,
// (N + T) / 2 == K would demand an even N + T, which no model means.
Formula read_comparison(const LinearExpr& left, Relation relation, const LinearExpr& right) {
  const bool is_equation = relation == Relation::kEqual || relation == Relation::kNotEqual;
  if (!is_equation || left.denominator == 1) return compare(left, relation, right);
  const LinearExpr next = add(right, constant_expr(1));
  if (relation == Relation::kEqual)
    return combine(Connective::kAnd, compare(left, Relation::kGreaterEqual, right),
                   compare(left, Relation::kLess, next));
  return combine(Connective::kOr, compare(left, Relation::kLess, right), compare(left, Relation::kGreaterEqual, next));
}

}  // namespace

const Token& TaCursor::peek(std::size_t ahead) const {
  return tokens_[std::min(next_ + ahead, tokens_.size() - 1)];
}

Token TaCursor::take() {
  const Token token = peek();
  if (next_ + 1 < tokens_.size()) ++next_;
  return token;
}

bool TaCursor::at(std::string_view text) const {
  return peek().kind != TokenKind::kEnd && peek().text == text;
}

bool TaCursor::accept(std::string_view text) {
  if (!at(text)) return false;
  take();
  return true;
}

Token TaCursor::expect(std::string_view text) {
  if (!at(text)) fail_expected("'" + std::string(text) + "'");
  return take();
}

Token TaCursor::expect_identifier(std::string_view what) {
  if (peek().kind != TokenKind::kIdentifier) fail_expected(what);
  return take();
}

void TaCursor::fail(const Token& where, std::string_view expectation) const {
  throw InputError(file_name_, place_of(where), expectation);
}

void TaCursor::fail_expected(std::string_view what) const {
  fail(peek(), "expected " + std::string(what) + ", found " + describe(peek()));
}

LinearExpr TaExpressionReader::read_expression(const TaScope& scope) {
  scope_ = scope;
  const Token start = cursor_.peek();
  return as_expression(read_binary(kSum), start);
}

Formula TaExpressionReader::read_formula(const TaScope& scope) {
  scope_ = scope;
  const Token start = cursor_.peek();
  return as_formula(read_binary(kImplication), start);
}

TaExpressionReader::Value TaExpressionReader::read_binary(int loosest) {
  if (++depth_ > kMaxDepth) cursor_.fail(cursor_.peek(), "expected at most 1000 levels of nesting, found more");
  Value left = read_operand();
  for (int precedence = precedence_of(cursor_.peek()); precedence >= loosest && precedence != 0;
       precedence = precedence_of(cursor_.peek())) {
    const Token op = cursor_.take();
    Value right = read_binary(precedence == kImplication ? precedence : precedence + 1);
    left = apply(op, std::move(left), std::move(right));
  }
  --depth_;
  return left;
}

TaExpressionReader::Value TaExpressionReader::read_operand() {
  const Token& token = cursor_.peek();
  if (token.kind == TokenKind::kIdentifier) return read_name();
  if (token.kind == TokenKind::kNumber) {
    const Token number = cursor_.take();
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(number.text.data(), number.text.data() + number.text.size(), value);
    if (error != std::errc()) cursor_.fail(number, "expected a number below 2^63, found " + describe(number));
    return constant_expr(value);
  }
  if (cursor_.accept("(")) {
    Value inner = read_binary(kImplication);
    cursor_.expect(")");
    return inner;
  }
  const Token op = token;
  if (cursor_.accept("-")) return scale(as_expression(read_binary(kProduct), op), -1);
  if (cursor_.accept("!")) return negate(as_formula(read_binary(kRelation), op));
  if (cursor_.at("[]") || cursor_.at("<>")) {
    if (!scope_.temporal)
      cursor_.fail(op, "expected no temporal operator in " + std::string(scope_.where) + ", found " + describe(op));
    cursor_.take();
    Formula operand = as_formula(read_binary(kRelation), op);
    return op.text == "[]" ? always(std::move(operand)) : eventually(std::move(operand));
  }
  cursor_.fail_expected("a number, a name or '('");
}

TaExpressionReader::Value TaExpressionReader::read_name() {
  const Token name = cursor_.take();
  if (name.text == "true") return truth(true);
  if (name.text == "false") return truth(false);
  const auto found = names_.find(std::string(name.text));
  if (found == names_.end())
    cursor_.fail(name, "expected a declared name, found " + describe(name) + ", which is not declared");
  for (const Term& term : found->second.terms) {
    const SymbolKind kind = term.symbol.kind;
    if ((kind == SymbolKind::kLocation && !scope_.locations) || (kind == SymbolKind::kShared && !scope_.shared))
      cursor_.fail(name, "expected no " + std::string(kind_name(kind)) + " in " + std::string(scope_.where) +
                             ", found " + describe(name));
  }
  expanded_terms_ += found->second.terms.size();
  if (expanded_terms_ > kMaxExpandedTerms)
    cursor_.fail(name, "expected a smaller file: its expressions grow too large");
  return found->second;
}

TaExpressionReader::Value TaExpressionReader::apply(const Token& op, Value left, Value right) {
  try {
    if (const auto relation = relation_of(op.text))
      return read_comparison(as_expression(std::move(left), op), *relation, as_expression(std::move(right), op));
    if (precedence_of(op) >= kSum)
      return apply_arithmetic(op, as_expression(std::move(left), op), as_expression(std::move(right), op));
  } catch (const ArithmeticOverflow&) {
    cursor_.fail(op, "expected coefficients below 2^63, found larger ones");
  }
  Formula first = as_formula(std::move(left), op);
  Formula second = as_formula(std::move(right), op);
  if (op.text == "->") return implies(std::move(first), std::move(second));
  return combine(op.text == "&&" ? Connective::kAnd : Connective::kOr, std::move(first), std::move(second));
}

TaExpressionReader::Value TaExpressionReader::apply_arithmetic(const Token& op, const LinearExpr& left,
                                                               const LinearExpr& right) {
  if (op.text == "+") return add(left, right);
  if (op.text == "-") return subtract(left, right);
  if (op.text == "*") {
    if (right.is_constant()) return scale(left, right.constant, right.denominator);
    if (left.is_constant()) return scale(right, left.constant, left.denominator);
    cursor_.fail(op, "expected a linear expression, found a product of two names");
  }
  if (!right.is_constant()) cursor_.fail(op, "expected a linear expression, found a division by a name");
  if (right.constant == 0) cursor_.fail(op, "expected a divisor other than 0, found 0");
  return scale(left, right.denominator, right.constant);
}

LinearExpr TaExpressionReader::as_expression(Value value, const Token& where) const {
  if (auto* expression = std::get_if<LinearExpr>(&value)) return std::move(*expression);
  cursor_.fail(where, "expected numbers around " + describe(where) + ", found a condition");
}

Formula TaExpressionReader::as_formula(Value value, const Token& where) const {
  if (auto* formula = std::get_if<Formula>(&value)) return std::move(*formula);
  const LinearExpr& expression = std::get<LinearExpr>(value);  // 1 and 0 also mean true and false
  if (expression == constant_expr(1)) return truth(true);
  if (expression == constant_expr(0)) return truth(false);
  cursor_.fail(where, "expected a condition at " + describe(where) + ", found an expression");
}

}  // namespace parley

#include "models/linear_expr.hpp"

#include <limits>
#include <numeric>

#include "protocols/core/check.hpp"

namespace parley {
namespace {

// |INT64_MIN| is no int64: every coefficient stays strictly above it, so that negation and gcd are safe.
std::int64_t in_range(std::int64_t value) {
  if (value == std::numeric_limits<std::int64_t>::min()) throw ArithmeticOverflow();
  return value;
}

LinearExpr reduced(LinearExpr expr) {
  std::erase_if(expr.terms, [](const Term& term) { return term.coefficient == 0; });
  std::int64_t divisor = std::gcd(expr.denominator, expr.constant);
  for (const Term& term : expr.terms) divisor = std::gcd(divisor, term.coefficient);
  if (divisor <= 1) return expr;
  expr.denominator /= divisor;
  expr.constant /= divisor;
  for (Term& term : expr.terms) term.coefficient /= divisor;
  return expr;
}

}  // namespace

std::int64_t checked_add(std::int64_t left, std::int64_t right) {
  std::int64_t result = 0;
  if (__builtin_add_overflow(left, right, &result)) throw ArithmeticOverflow();
  return in_range(result);
}

std::int64_t checked_multiply(std::int64_t left, std::int64_t right) {
  std::int64_t result = 0;
  if (__builtin_mul_overflow(left, right, &result)) throw ArithmeticOverflow();
  return in_range(result);
}

LinearExpr constant_expr(std::int64_t value) {
  return {.terms = {}, .constant = in_range(value), .denominator = 1};
}

LinearExpr symbol_expr(Symbol symbol) {
  return {.terms = {Term{.symbol = symbol, .coefficient = 1}}, .constant = 0, .denominator = 1};
}

LinearExpr scale(const LinearExpr& expr, std::int64_t numerator, std::int64_t denominator) {
  check(denominator != 0, "a linear expression is divided by a number other than 0");
  if (denominator < 0) {
    denominator = -in_range(denominator);
    numerator = -in_range(numerator);
  }
  LinearExpr result = expr;
  result.denominator = checked_multiply(result.denominator, denominator);
  result.constant = checked_multiply(result.constant, numerator);
  for (Term& term : result.terms) term.coefficient = checked_multiply(term.coefficient, numerator);
  return reduced(std::move(result));
}

LinearExpr add(const LinearExpr& left, const LinearExpr& right) {
  const std::int64_t common =
      checked_multiply(left.denominator / std::gcd(left.denominator, right.denominator), right.denominator);
  const std::int64_t left_factor = common / left.denominator;
  const std::int64_t right_factor = common / right.denominator;
  LinearExpr sum;
  sum.denominator = common;
  sum.constant =
      checked_add(checked_multiply(left.constant, left_factor), checked_multiply(right.constant, right_factor));
  auto a = left.terms.begin();
  auto b = right.terms.begin();
  while (a != left.terms.end() || b != right.terms.end()) {
    const bool take_left = b == right.terms.end() || (a != left.terms.end() && a->symbol <= b->symbol);
    const bool take_right = a == left.terms.end() || (b != right.terms.end() && b->symbol <= a->symbol);
    Term term{.symbol = take_left ? a->symbol : b->symbol, .coefficient = 0};
    if (take_left) term.coefficient = checked_multiply((a++)->coefficient, left_factor);
    if (take_right)
      term.coefficient = checked_add(term.coefficient, checked_multiply((b++)->coefficient, right_factor));
    sum.terms.push_back(term);
  }
  return reduced(std::move(sum));
}

LinearExpr subtract(const LinearExpr& left, const LinearExpr& right) {
  return add(left, scale(right, -1));
}

LinearExpr without_denominator(LinearExpr expr) {
  expr.denominator = 1;
  return reduced(std::move(expr));
}

std::int64_t coefficient_of(const LinearExpr& expr, Symbol symbol) {
  for (const Term& term : expr.terms)
    if (term.symbol == symbol) return term.coefficient;
  return 0;
}

}  // namespace parley

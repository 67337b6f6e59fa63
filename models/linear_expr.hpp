// Linear expressions over parameters, shared variables and location counters, with exact rational coefficients:
// thresholds such as (N + T) / 2 + 1 must not be rounded.
#pragma once

#include <compare>
#include <cstdint>
#include <stdexcept>
#include <vector>

namespace parley {

enum class SymbolKind : std::uint8_t { kParameter, kShared, kLocation };

// A name of an automaton, by its position in the automaton's list of that kind.
struct Symbol {
  SymbolKind kind = SymbolKind::kParameter;
  std::uint32_t index = 0;
  friend auto operator<=>(const Symbol&, const Symbol&) = default;
};

struct Term {
  Symbol symbol;
  std::int64_t coefficient = 0;
  friend bool operator==(const Term&, const Term&) = default;
};

// (sum of terms + constant) / denominator. Invariants: terms ascend strictly by symbol, no coefficient is 0,
// denominator >= 1, and the greatest common divisor of all the numbers is 1.
struct LinearExpr {
  std::vector<Term> terms;
  std::int64_t constant = 0;
  std::int64_t denominator = 1;

  bool is_constant() const { return terms.empty(); }
  friend bool operator==(const LinearExpr&, const LinearExpr&) = default;
};

// A coefficient left the range of 64 bits.
struct ArithmeticOverflow : std::overflow_error {
  ArithmeticOverflow() : std::overflow_error("a coefficient exceeds 64 bits") {}
};

// All of these throw ArithmeticOverflow.
LinearExpr constant_expr(std::int64_t value);
LinearExpr symbol_expr(Symbol symbol);
LinearExpr add(const LinearExpr& left, const LinearExpr& right);
LinearExpr subtract(const LinearExpr& left, const LinearExpr& right);
// expr * numerator / denominator. REQUIRES: denominator != 0.
LinearExpr scale(const LinearExpr& expr, std::int64_t numerator, std::int64_t denominator = 1);
// The same expression times its denominator: integer coefficients, same sign everywhere.
LinearExpr without_denominator(LinearExpr expr);

// Checked 64-bit arithmetic.
std::int64_t checked_add(std::int64_t left, std::int64_t right);
std::int64_t checked_multiply(std::int64_t left, std::int64_t right);

// The coefficient of `symbol`, 0 when absent, before division by the denominator.
std::int64_t coefficient_of(const LinearExpr& expr, Symbol symbol);

// numerator of the expression when `value_of(symbol)` gives the symbols' values.
template <class ValueOf>
std::int64_t evaluate_numerator(const LinearExpr& expr, const ValueOf& value_of) {
  std::int64_t sum = expr.constant;
  for (const Term& term : expr.terms) sum = checked_add(sum, checked_multiply(term.coefficient, value_of(term.symbol)));
  return sum;
}

}  // namespace parley

// Formulas of threshold automata: guards, assumptions, initial conditions and specifications share one syntax tree.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "models/linear_expr.hpp"

namespace parley {

enum class Relation : std::uint8_t { kEqual, kNotEqual, kLess, kLessEqual, kGreater, kGreaterEqual };

// expr REL 0, where expr has integer coefficients (denominator 1).
struct Comparison {
  LinearExpr expr;
  Relation relation = Relation::kEqual;
  friend bool operator==(const Comparison&, const Comparison&) = default;
};

enum class Connective : std::uint8_t {
  kTrue,
  kFalse,
  kComparison,
  kNot,
  kAnd,
  kOr,
  kImplies,
  kAlways,      // [] f: at this and every later position
  kEventually,  // <> f: at this or some later position
};

// Shape: kTrue, kFalse, kComparison have no children; kNot, kAlways, kEventually one; kImplies two (premise,
// conclusion); kAnd and kOr at least two, none of the same kind (they are flattened when built).
struct Formula {
  Connective connective = Connective::kTrue;
  Comparison comparison;
  std::vector<Formula> children;
  friend bool operator==(const Formula&, const Formula&) = default;
};

Formula truth(bool value);
// left REL right.
Formula compare(const LinearExpr& left, Relation relation, const LinearExpr& right);
Formula negate(Formula operand);
Formula always(Formula operand);
Formula eventually(Formula operand);
Formula implies(Formula premise, Formula conclusion);
// kAnd or kOr of two formulas, flattened.
Formula combine(Connective connective, Formula left, Formula right);

bool is_temporal(const Formula& formula);
void for_each_comparison(const Formula& formula, const std::function<void(const Comparison&)>& visit);
bool mentions(const Formula& formula, SymbolKind kind);

// value REL 0.
bool holds(std::int64_t value, Relation relation);

}  // namespace parley

#include "models/formula.hpp"

#include <algorithm>
#include <utility>

namespace parley {
namespace {

Formula unary(Connective connective, Formula operand) {
  Formula result;
  result.connective = connective;
  result.children.push_back(std::move(operand));
  return result;
}

void append_flat(Formula& target, Formula part) {
  if (part.connective != target.connective) {
    target.children.push_back(std::move(part));
    return;
  }
  for (Formula& child : part.children) target.children.push_back(std::move(child));
}

}  // namespace

Formula truth(bool value) {
  Formula result;
  result.connective = value ? Connective::kTrue : Connective::kFalse;
  return result;
}

Formula compare(const LinearExpr& left, Relation relation, const LinearExpr& right) {
  Formula result;
  result.connective = Connective::kComparison;
  result.comparison = {.expr = without_denominator(subtract(left, right)), .relation = relation};
  return result;
}

Formula negate(Formula operand) {
  return unary(Connective::kNot, std::move(operand));
}
Formula always(Formula operand) {
  return unary(Connective::kAlways, std::move(operand));
}
Formula eventually(Formula operand) {
  return unary(Connective::kEventually, std::move(operand));
}

Formula implies(Formula premise, Formula conclusion) {
  Formula result = unary(Connective::kImplies, std::move(premise));
  result.children.push_back(std::move(conclusion));
  return result;
}

Formula combine(Connective connective, Formula left, Formula right) {
  if (left.connective == connective) {  // in place: a chain of n operands stays linear
    append_flat(left, std::move(right));
    return left;
  }
  Formula result;
  result.connective = connective;
  result.children.push_back(std::move(left));
  append_flat(result, std::move(right));
  return result;
}

bool is_temporal(const Formula& formula) {
  return formula.connective == Connective::kAlways || formula.connective == Connective::kEventually ||
         std::ranges::any_of(formula.children, is_temporal);
}

void for_each_comparison(const Formula& formula, const std::function<void(const Comparison&)>& visit) {
  if (formula.connective == Connective::kComparison) visit(formula.comparison);
  for (const Formula& child : formula.children) for_each_comparison(child, visit);
}

bool mentions(const Formula& formula, SymbolKind kind) {
  bool found = false;
  for_each_comparison(formula, [&](const Comparison& comparison) {
    for (const Term& term : comparison.expr.terms) found = found || term.symbol.kind == kind;
  });
  return found;
}

bool holds(std::int64_t value, Relation relation) {
  switch (relation) {
    case Relation::kEqual:
      return value == 0;
    case Relation::kNotEqual:
      return value != 0;
    case Relation::kLess:
      return value < 0;
    case Relation::kLessEqual:
      return value <= 0;
    case Relation::kGreater:
      return value > 0;
    case Relation::kGreaterEqual:
      return value >= 0;
  }
  return false;
}

}  // namespace parley

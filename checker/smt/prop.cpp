#include "checker/smt/prop.hpp"

#include <algorithm>
#include <utility>

namespace parley {
namespace {

Prop constant(bool value) {
  return {.kind = value ? PropKind::kTrue : PropKind::kFalse, .atom = {}, .children = {}};
}

// All symbols stand for natural numbers, which decides an atom whose coefficients all have one sign.
Prop atom_prop(LinearExpr expr) {
  const auto signs_fit = [&](std::int64_t sign) {
    return std::ranges::all_of(expr.terms, [&](const Term& term) { return term.coefficient * sign > 0; });
  };
  if (expr.constant >= 0 && signs_fit(1)) return constant(true);
  if (expr.constant < 0 && signs_fit(-1)) return constant(false);
  return {.kind = PropKind::kAtom, .atom = without_denominator(std::move(expr)), .children = {}};
}

Prop unary(PropKind kind, Prop child) {
  Prop result{.kind = kind, .atom = {}, .children = {}};
  result.children.push_back(std::move(child));
  return result;
}

bool only_counters(const LinearExpr& expr) {
  return std::ranges::all_of(expr.terms, [](const Term& term) { return term.symbol.kind == SymbolKind::kLocation; });
}

// Merges the atoms of one kind into their sum: [a >= 1, b >= 1] in a disjunction, [a <= 0, b <= 0] in a conjunction.
void merge_atoms(std::vector<Prop>& parts, bool (*mergeable)(const LinearExpr&), std::int64_t constant_of_sum) {
  LinearExpr sum;
  std::vector<Prop> rest;
  for (Prop& part : parts) {
    if (part.kind != PropKind::kAtom || !mergeable(part.atom)) {
      rest.push_back(std::move(part));
      continue;
    }
    for (const Term& term : part.atom.terms)
      if (coefficient_of(sum, term.symbol) == 0)
        sum = add(sum, {.terms = {{term.symbol, term.coefficient < 0 ? -1 : 1}}, .constant = 0, .denominator = 1});
  }
  if (!sum.terms.empty()) {
    sum.constant = constant_of_sum;
    rest.push_back(atom_prop(std::move(sum)));
  }
  parts = std::move(rest);
}

void append_part(std::vector<Prop>& parts, PropKind kind, Prop child) {
  if (child.kind == kind) {
    for (Prop& part : child.children) append_part(parts, kind, std::move(part));
  } else if (std::ranges::find(parts, child) == parts.end()) {
    parts.push_back(std::move(child));
  }
}

Prop junction(PropKind kind, std::vector<Prop> children) {
  const PropKind unit = kind == PropKind::kAnd ? PropKind::kTrue : PropKind::kFalse;
  const PropKind zero = kind == PropKind::kAnd ? PropKind::kFalse : PropKind::kTrue;
  std::vector<Prop> parts;
  for (Prop& child : children) {
    if (child.kind == zero) return constant(zero == PropKind::kTrue);
    if (child.kind != unit) append_part(parts, kind, std::move(child));
  }
  if (kind == PropKind::kAnd) merge_atoms(parts, is_zero_atom, 0);
  if (kind == PropKind::kOr) merge_atoms(parts, is_presence_atom, -1);
  if (parts.empty()) return constant(unit == PropKind::kTrue);
  if (parts.size() == 1) return std::move(parts.front());
  return {.kind = kind, .atom = {}, .children = std::move(parts)};
}

// The formula where time has stopped: every temporal operator is the identity.
Prop at_rest(const Prop& prop) {
  switch (prop.kind) {
    case PropKind::kAlways:
    case PropKind::kEventually:
    case PropKind::kFinally:
      return at_rest(prop.children.front());
    case PropKind::kAnd:
    case PropKind::kOr: {
      std::vector<Prop> children;
      for (const Prop& child : prop.children) children.push_back(at_rest(child));
      return junction(prop.kind, std::move(children));
    }
    default:
      return prop;
  }
}

// Same truth value at every position of a run.
bool is_timeless(const Prop& prop) {
  if (prop.kind == PropKind::kFinally) return true;
  if (prop.kind == PropKind::kAtom)
    return std::ranges::all_of(prop.atom.terms,
                               [](const Term& term) { return term.symbol.kind == SymbolKind::kParameter; });
  return prop.kind != PropKind::kAlways && prop.kind != PropKind::kEventually &&
         std::ranges::all_of(prop.children, is_timeless);
}

Prop simplified_operator(PropKind op, Prop body) {
  const bool is_always = op == PropKind::kAlways;
  const PropKind dual = is_always ? PropKind::kEventually : PropKind::kAlways;
  if (body.kind == op || is_timeless(body)) return body;
  if (body.kind == dual) {
    Prop rest = at_rest(body);
    return is_timeless(rest) ? rest : unary(PropKind::kFinally, std::move(rest));
  }
  const PropKind spreads_over = is_always ? PropKind::kAnd : PropKind::kOr;
  const PropKind keeps = is_always ? PropKind::kOr : PropKind::kAnd;
  if (body.kind == spreads_over) {
    std::vector<Prop> parts;
    for (Prop& child : body.children) parts.push_back(simplified_operator(op, std::move(child)));
    return junction(spreads_over, std::move(parts));
  }
  if (body.kind != keeps || std::ranges::none_of(body.children, is_timeless)) return unary(op, std::move(body));
  std::vector<Prop> outside;
  std::vector<Prop> inside;
  for (Prop& child : body.children) (is_timeless(child) ? outside : inside).push_back(std::move(child));
  outside.push_back(simplified_operator(op, junction(keeps, std::move(inside))));
  return junction(keeps, std::move(outside));
}

Prop comparison_prop(const Comparison& comparison, bool negated) {
  const LinearExpr& e = comparison.expr;
  const LinearExpr minus = scale(e, -1);
  const auto below = [](const LinearExpr& expr) { return add(expr, constant_expr(-1)); };
  const auto either = [&](PropKind kind, LinearExpr a, LinearExpr b) {
    std::vector<Prop> parts{atom_prop(std::move(a)), atom_prop(std::move(b))};
    return junction(kind, std::move(parts));
  };
  const bool equal = (comparison.relation == Relation::kEqual) != negated;
  switch (comparison.relation) {
    case Relation::kEqual:
    case Relation::kNotEqual:
      if (equal) return either(PropKind::kAnd, e, minus);
      return either(PropKind::kOr, below(e), below(minus));
    case Relation::kLess:
      return atom_prop(negated ? e : below(minus));
    case Relation::kLessEqual:
      return atom_prop(negated ? below(e) : minus);
    case Relation::kGreater:
      return atom_prop(negated ? minus : below(e));
    case Relation::kGreaterEqual:
      return atom_prop(negated ? below(minus) : e);
  }
  return constant(false);
}

}  // namespace

LinearExpr negated_atom(const LinearExpr& expr) {
  return add(scale(expr, -1), constant_expr(-1));
}

bool is_zero_atom(const LinearExpr& expr) {
  return expr.constant == 0 && only_counters(expr) &&
         std::ranges::all_of(expr.terms, [](const Term& term) { return term.coefficient < 0; });
}

bool is_presence_atom(const LinearExpr& expr) {
  return expr.constant == -1 && only_counters(expr) &&
         std::ranges::all_of(expr.terms, [](const Term& term) { return term.coefficient == 1; });
}

Prop to_nnf(const Formula& formula, bool negated) {
  const auto children = [&](PropKind kind) {
    std::vector<Prop> parts;
    for (const Formula& child : formula.children) parts.push_back(to_nnf(child, negated));
    return junction(kind, std::move(parts));
  };
  switch (formula.connective) {
    case Connective::kTrue:
      return constant(!negated);
    case Connective::kFalse:
      return constant(negated);
    case Connective::kComparison:
      return comparison_prop(formula.comparison, negated);
    case Connective::kNot:
      return to_nnf(formula.children.front(), !negated);
    case Connective::kAnd:
      return children(negated ? PropKind::kOr : PropKind::kAnd);
    case Connective::kOr:
      return children(negated ? PropKind::kAnd : PropKind::kOr);
    case Connective::kImplies: {
      std::vector<Prop> parts{to_nnf(formula.children.front(), !negated), to_nnf(formula.children.back(), negated)};
      return junction(negated ? PropKind::kAnd : PropKind::kOr, std::move(parts));
    }
    case Connective::kAlways:
      return unary(negated ? PropKind::kEventually : PropKind::kAlways, to_nnf(formula.children.front(), negated));
    case Connective::kEventually:
      return unary(negated ? PropKind::kAlways : PropKind::kEventually, to_nnf(formula.children.front(), negated));
  }
  return constant(false);
}

Prop simplify(const Prop& prop) {
  std::vector<Prop> children;
  for (const Prop& child : prop.children) children.push_back(simplify(child));
  switch (prop.kind) {
    case PropKind::kAnd:
    case PropKind::kOr:
      return junction(prop.kind, std::move(children));
    case PropKind::kAlways:
    case PropKind::kEventually:
      return simplified_operator(prop.kind, std::move(children.front()));
    default:
      return prop;
  }
}

void for_each_atom(const Prop& prop, const std::function<void(const LinearExpr&)>& visit) {
  if (prop.kind == PropKind::kAtom) visit(prop.atom);
  for (const Prop& child : prop.children) for_each_atom(child, visit);
}

bool is_temporal(const Prop& prop) {
  return prop.kind == PropKind::kAlways || prop.kind == PropKind::kEventually || prop.kind == PropKind::kFinally ||
         std::ranges::any_of(prop.children, [](const Prop& child) { return is_temporal(child); });
}

}  // namespace parley

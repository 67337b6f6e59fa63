#include "checker/smt/terms.hpp"

#include "protocols/core/check.hpp"

namespace parley {

namespace {

z3::expr_vector vector_of(z3::context& context, const std::vector<z3::expr>& parts) {
  z3::expr_vector all(context);
  for (const z3::expr& part : parts) all.push_back(part);
  return all;
}

}  // namespace

z3::expr sum_of(z3::context& context, const std::vector<z3::expr>& terms) {
  if (terms.empty()) return context.int_val(0);
  return terms.size() == 1 ? terms.front() : z3::sum(vector_of(context, terms));
}

z3::expr all_of(z3::context& context, const std::vector<z3::expr>& parts) {
  return parts.size() == 1 ? parts.front() : z3::mk_and(vector_of(context, parts));
}

z3::expr any_of(z3::context& context, const std::vector<z3::expr>& parts) {
  return parts.size() == 1 ? parts.front() : z3::mk_or(vector_of(context, parts));
}

z3::expr scaled(z3::context& context, std::int64_t factor, const z3::expr& variable) {
  return factor == 1 ? variable : context.int_val(factor) * variable;
}

z3::expr term_of(z3::context& context, const LinearExpr& expr, const SymbolicConfiguration& configuration) {
  std::vector<z3::expr> terms;
  for (const Term& term : expr.terms) {
    switch (term.symbol.kind) {
      case SymbolKind::kParameter:
        terms.push_back(scaled(context, term.coefficient, configuration.parameters[term.symbol.index]));
        break;
      case SymbolKind::kShared:
        terms.push_back(scaled(context, term.coefficient, configuration.shared[term.symbol.index]));
        break;
      case SymbolKind::kLocation:
        if (const auto& counter = configuration.counters[term.symbol.index])
          terms.push_back(scaled(context, term.coefficient, *counter));
        break;
    }
  }
  if (expr.constant != 0) terms.push_back(context.int_val(expr.constant));
  return sum_of(context, terms);
}

z3::expr term_of(z3::context& context, const Prop& state_formula, const SymbolicConfiguration& configuration) {
  if (state_formula.kind == PropKind::kAtom) return term_of(context, state_formula.atom, configuration) >= 0;
  if (state_formula.kind == PropKind::kTrue || state_formula.kind == PropKind::kFalse)
    return context.bool_val(state_formula.kind == PropKind::kTrue);
  check(state_formula.kind == PropKind::kAnd || state_formula.kind == PropKind::kOr, "a state formula");
  std::vector<z3::expr> parts;
  for (const Prop& child : state_formula.children) parts.push_back(term_of(context, child, configuration));
  return state_formula.kind == PropKind::kAnd ? all_of(context, parts) : any_of(context, parts);
}

}  // namespace parley

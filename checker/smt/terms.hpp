// Expressions and formulas without temporal operators, about one configuration, as terms of Z3.
#pragma once

#include <optional>
#include <string>
#include <vector>
#include <z3++.h>

#include "checker/smt/prop.hpp"

namespace parley {

// A configuration of unknown numbers. A location without a variable is always empty.
struct SymbolicConfiguration {
  std::vector<z3::expr> parameters;
  std::vector<z3::expr> shared;
  std::vector<std::optional<z3::expr>> counters;
};

z3::expr sum_of(z3::context& context, const std::vector<z3::expr>& terms);
z3::expr all_of(z3::context& context, const std::vector<z3::expr>& parts);
z3::expr any_of(z3::context& context, const std::vector<z3::expr>& parts);

z3::expr scaled(z3::context& context, std::int64_t factor, const z3::expr& variable);
z3::expr term_of(z3::context& context, const LinearExpr& expr, const SymbolicConfiguration& configuration);
// REQUIRES: no temporal operator in the formula.
z3::expr term_of(z3::context& context, const Prop& state_formula, const SymbolicConfiguration& configuration);

}  // namespace parley

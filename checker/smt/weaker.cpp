#include "checker/smt/weaker.hpp"

#include <z3++.h>

#include "checker/smt/encoding.hpp"
#include "protocols/core/check.hpp"

namespace parley {
namespace {

constexpr unsigned kMilliseconds = 2'000;

// No admissible parameters and values of the variables refute the formula.
bool always_true(const System& anywhere, const Formula& formula) {
  z3::context context;
  const Prop refuted = to_nnf(formula, true);
  const SegmentEncoding encoding(context, anywhere, refuted, std::vector<SegmentKind>{});
  z3::solver solver(context, "QF_LIA");
  z3::params params(context);
  params.set("timeout", kMilliseconds);
  solver.set(params);
  for (const z3::expr& assertion : encoding.assertions()) solver.add(assertion);
  return solver.check() == z3::unsat;
}

}  // namespace

bool is_weaker(const ThresholdAutomaton& weak, const ThresholdAutomaton& strong) {
  check(weak.rules.size() == strong.rules.size(), "instances of one model have the same rules");
  ThresholdAutomaton anywhere = strong;  // in any configuration at all
  anywhere.rules.clear();
  anywhere.inits.clear();
  const System system = prepare(anywhere);
  for (const Formula& assumption : weak.assumptions)
    if (!always_true(system, assumption)) return false;
  for (std::size_t i = 0; i < weak.rules.size(); ++i) {
    const Rule& rule = weak.rules[i];
    if ((rule.from == rule.to && rule.updates.empty()) || rule.guard == strong.rules[i].guard) continue;
    if (!always_true(system, implies(strong.rules[i].guard, rule.guard))) return false;
  }
  return true;
}

}  // namespace parley

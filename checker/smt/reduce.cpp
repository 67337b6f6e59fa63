#include "checker/smt/reduce.hpp"

#include <algorithm>

#include "checker/smt/encoding.hpp"

namespace parley {
namespace {

bool is_over_parameters(const LinearExpr& expr) {
  return std::ranges::all_of(expr.terms, [](const Term& t) { return t.symbol.kind == SymbolKind::kParameter; });
}

void collect_always_atoms(const Prop& prop, bool inside, std::vector<LinearExpr>& atoms) {
  if (prop.kind == PropKind::kAtom && inside) atoms.push_back(prop.atom);
  for (const Prop& child : prop.children) collect_always_atoms(child, inside || prop.kind == PropKind::kAlways, atoms);
}

class Reducer {
 public:
  Reducer(System& system, const Prop& target) : system_(system), dropped_(system.rules.size(), false) {
    collect_always_atoms(target, false, watched_);
    for (std::size_t i = 0; i < system.rules.size(); ++i) {
      if (by_source_.size() <= system.rules[i].from) by_source_.resize(system.rules[i].from + 1);
      by_source_[system.rules[i].from].push_back(i);
      silent_.push_back(is_silent(system.rules[i]));
    }
  }

  void run() {
    for (std::size_t i = 0; i < system_.rules.size(); ++i) dropped_[i] = has_substitute(i);
    for (std::size_t i = 0; i < system_.rules.size(); ++i) dropped_[i] = dropped_[i] || has_detour(i);
    std::size_t at = 0;
    std::erase_if(system_.rules, [&](const GuardedRule&) { return bool{dropped_[at++]}; });
  }

 private:
  bool is_silent(const GuardedRule& rule) const {
    return std::ranges::all_of(watched_, [&](const LinearExpr& atom) { return effect_on(rule, atom) == 0; });
  }

  // Whenever `strong` is enabled, so are the guards of `weak`.
  bool follows(const GuardedRule& weak, const GuardedRule& strong) const {
    return std::ranges::all_of(weak.guard, [&](std::uint32_t needed) {
      return std::ranges::any_of(strong.guard, [&](std::uint32_t given) { return system_.implied[given][needed]; });
    });
  }

  bool has_substitute(std::size_t number) const {
    const GuardedRule& rule = system_.rules[number];
    return std::ranges::any_of(by_source_[rule.from], [&](std::size_t i) {
      const GuardedRule& other = system_.rules[i];
      return i != number && !dropped_[i] && other.to == rule.to && other.updates == rule.updates &&
             follows(other, rule);
    });
  }

  bool has_detour(std::size_t number) const {
    const GuardedRule& rule = system_.rules[number];
    if (rule.from == rule.to) return false;
    return std::ranges::any_of(by_source_[rule.from], [&](std::size_t i) {
      const GuardedRule& first = system_.rules[i];
      if (dropped_[i] || !silent_[i] || first.to == rule.to || first.to == rule.from) return false;
      if (first.to >= by_source_.size() || !follows(first, rule)) return false;
      return std::ranges::any_of(by_source_[first.to], [&](std::size_t j) {
        return !dropped_[j] && j != number && completes(system_.rules[j], first, rule);
      });
    });
  }

  bool completes(const GuardedRule& second, const GuardedRule& first, const GuardedRule& rule) const {
    if (second.to != rule.to || !follows(second, rule)) return false;
    if (first.updates.empty()) return second.updates == rule.updates;
    return second.updates.empty() && first.updates == rule.updates &&
           std::ranges::all_of(second.guard, [&](std::uint32_t atom) {
             const int effect = effect_on(first, system_.guard_atoms[atom]);
             return effect == 0 || effect == 1;
           });
  }

  System& system_;
  std::vector<LinearExpr> watched_;
  std::vector<std::vector<std::size_t>> by_source_;
  std::vector<bool> silent_;
  std::vector<bool> dropped_;
};

}  // namespace

void find_implications(System& system) {
  const std::size_t count = system.guard_atoms.size();
  system.implied.assign(count, std::vector<bool>(count, false));
  z3::context context;
  const Prop anything;
  SegmentEncoding encoding(context, system, anything, {});
  z3::solver solver(context, z3::solver::simple());
  for (const z3::expr& assertion : encoding.assertions()) solver.add(assertion);
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = 0; j < count; ++j) {
      const LinearExpr slack = subtract(system.guard_atoms[j], system.guard_atoms[i]);
      if (i == j || (slack.is_constant() && slack.constant >= 0)) {
        system.implied[i][j] = true;
      } else if (!slack.is_constant() && is_over_parameters(slack)) {
        solver.push();
        solver.add(encoding.value(slack, 0) < 0);
        system.implied[i][j] = solver.check() == z3::unsat;
        solver.pop();
      }
    }
  }
}

void reduce(System& system, const Prop& target) {
  Reducer(system, target).run();
}

}  // namespace parley

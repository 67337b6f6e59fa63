#include "checker/smt/system.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <tuple>

namespace parley {
namespace {

using Conjunction = std::vector<LinearExpr>;

constexpr std::size_t kMaxConjunctions = 4096;

bool expr_less(const LinearExpr& a, const LinearExpr& b) {
  const auto key = [](const LinearExpr& e) {
    std::vector<std::int64_t> numbers{e.constant};
    for (const Term& term : e.terms) {
      numbers.push_back(static_cast<std::int64_t>(term.symbol.kind));
      numbers.push_back(term.symbol.index);
      numbers.push_back(term.coefficient);
    }
    return numbers;
  };
  return key(a) < key(b);
}

void normalise(Conjunction& conjunction) {
  std::ranges::sort(conjunction, expr_less);
  const auto tail = std::ranges::unique(conjunction);
  conjunction.erase(tail.begin(), tail.end());
}

bool contains_all(const Conjunction& large, const Conjunction& small) {
  return std::ranges::includes(large, small, expr_less);
}

// Keeps only conjunctions that no other one of the list makes superfluous.
void drop_dominated(std::vector<Conjunction>& list) {
  std::ranges::sort(list, {}, [](const Conjunction& c) { return c.size(); });
  std::vector<Conjunction> kept;
  for (Conjunction& conjunction : list)
    if (std::ranges::none_of(kept, [&](const Conjunction& smaller) { return contains_all(conjunction, smaller); }))
      kept.push_back(std::move(conjunction));
  list = std::move(kept);
}

std::vector<Conjunction> disjunctive_form(const Prop& prop) {
  switch (prop.kind) {
    case PropKind::kTrue:
      return {Conjunction{}};
    case PropKind::kFalse:
      return {};
    case PropKind::kAtom:
      return {Conjunction{prop.atom}};
    case PropKind::kOr: {
      std::vector<Conjunction> result;
      for (const Prop& child : prop.children)
        for (Conjunction& part : disjunctive_form(child)) result.push_back(std::move(part));
      drop_dominated(result);
      return result;
    }
    default:
      break;
  }
  std::vector<Conjunction> result{Conjunction{}};
  for (const Prop& child : prop.children) {
    const std::vector<Conjunction> parts = disjunctive_form(child);
    if (result.size() * parts.size() > kMaxConjunctions) throw std::length_error("a guard has too many alternatives");
    std::vector<Conjunction> product;
    for (const Conjunction& left : result) {
      for (const Conjunction& right : parts) {
        Conjunction both = left;
        both.insert(both.end(), right.begin(), right.end());
        normalise(both);
        product.push_back(std::move(both));
      }
    }
    drop_dominated(product);
    result = std::move(product);
  }
  return result;
}

// Counters that a conjunctive target wants to be 0 in every configuration.
void collect_forbidden(const Prop& prop, std::vector<bool>& forbidden) {
  if (prop.kind == PropKind::kAlways) collect_empty(prop.children.front(), forbidden);
  if (prop.kind == PropKind::kAnd)
    for (const Prop& child : prop.children) collect_forbidden(child, forbidden);
}

void find_limits(System& system) {
  system.guard_limits.assign(system.guard_atoms.size(), std::nullopt);
  system.guard_is_budget.assign(system.guard_atoms.size(), false);
  for (std::uint32_t atom = 0; atom < system.guard_atoms.size(); ++atom) {
    if (system.guard_directions[atom].up || !system.guard_directions[atom].down) continue;
    std::int64_t largest = 0;
    bool all_guarded = true;
    bool all_lower_by_one = true;
    for (const GuardedRule& rule : system.rules) {
      const bool guarded = std::ranges::binary_search(rule.guard, atom);
      const int effect = effect_on(rule, system.guard_atoms[atom]);
      const std::int64_t step = effect < 0 && !fires_alone(rule) ? -change_of(rule, system.guard_atoms[atom]) : 0;
      largest = std::max(largest, step);
      all_guarded = all_guarded && (effect == 0 || (guarded && step > 0));
      all_lower_by_one = all_lower_by_one && (!guarded || step == 1);
    }
    if (all_guarded && largest > 0) system.guard_limits[atom] = largest;
    system.guard_is_budget[atom] = all_guarded && all_lower_by_one && largest == 1;
  }
}

void find_alive(System& system, std::vector<bool> empty) {
  for (const Prop& init : system.inits) collect_empty(init, empty);
  system.alive.assign(empty.size(), false);
  for (std::size_t i = 0; i < empty.size(); ++i) system.alive[i] = !empty[i];
  for (bool changed = true; changed;) {
    changed = false;
    for (const GuardedRule& rule : system.rules) {
      if (!system.alive[rule.from] || system.alive[rule.to]) continue;
      system.alive[rule.to] = true;
      changed = true;
    }
  }
  const auto is_dead = [&](const GuardedRule& rule) { return !system.alive[rule.from]; };
  std::erase_if(system.rules, is_dead);
  std::erase_if(system.waits, is_dead);
  std::erase_if(system.forbidden, is_dead);
  find_directions(system);
}

// Numbers the distinct atoms of guards.
class AtomTable {
 public:
  explicit AtomTable(System& system) : system_(system), numbers_(expr_less) {}

  std::vector<std::uint32_t> intern(const Conjunction& conjunction) {
    std::vector<std::uint32_t> result;
    for (const LinearExpr& atom : conjunction) {
      const auto [at, added] = numbers_.try_emplace(atom, static_cast<std::uint32_t>(system_.guard_atoms.size()));
      if (added) system_.guard_atoms.push_back(atom);
      result.push_back(at->second);
    }
    std::ranges::sort(result);
    return result;
  }

 private:
  System& system_;
  std::map<LinearExpr, std::uint32_t, decltype(&expr_less)> numbers_;
};

using Effect = std::tuple<std::uint32_t, std::uint32_t, std::vector<std::tuple<std::uint32_t, std::int64_t, bool>>>;

Effect effect_of(const Rule& rule) {
  Effect effect{rule.from, rule.to, {}};
  for (const Update& update : rule.updates)
    std::get<2>(effect).emplace_back(update.shared, update.amount, update.reset);
  return effect;
}

void add_rules(System& system) {
  std::map<Effect, std::vector<std::pair<std::uint32_t, Conjunction>>> by_effect;
  for (std::uint32_t i = 0; i < system.automaton.rules.size(); ++i) {
    const Rule& rule = system.automaton.rules[i];
    for (Conjunction& conjunction : disjunctive_form(to_nnf(rule.guard, false)))
      by_effect[effect_of(rule)].emplace_back(i, std::move(conjunction));
  }
  AtomTable atoms(system);
  for (auto& [effect, alternatives] : by_effect) {
    std::ranges::stable_sort(alternatives, {}, [](const auto& alternative) { return alternative.second.size(); });
    std::vector<Conjunction> kept;
    for (auto& [original, conjunction] : alternatives) {
      if (std::ranges::any_of(kept, [&](const Conjunction& small) { return contains_all(conjunction, small); }))
        continue;
      kept.push_back(conjunction);
      const Rule& rule = system.automaton.rules[original];
      (rule.from == rule.to && rule.updates.empty() ? system.waits : system.rules)
          .push_back({original, rule.from, rule.to, atoms.intern(conjunction), rule.updates});
    }
  }
}

// Depth-first order for Kosaraju's algorithm, without recursion: automata may have long chains.
void finish_order(const std::vector<std::vector<std::uint32_t>>& next, std::uint32_t root, std::vector<bool>& seen,
                  std::vector<std::uint32_t>& order) {
  std::vector<std::pair<std::uint32_t, std::size_t>> stack{{root, 0}};
  seen[root] = true;
  while (!stack.empty()) {
    auto& [location, at] = stack.back();
    if (at == next[location].size()) {
      order.push_back(location);
      stack.pop_back();
      continue;
    }
    const std::uint32_t target = next[location][at++];
    if (seen[target]) continue;
    seen[target] = true;
    stack.emplace_back(target, 0);
  }
}

}  // namespace

void collect_empty(const Prop& prop, std::vector<bool>& empty) {
  if (prop.kind == PropKind::kAtom && is_zero_atom(prop.atom))
    for (const Term& term : prop.atom.terms) empty[term.symbol.index] = true;
  if (prop.kind == PropKind::kAnd)
    for (const Prop& child : prop.children) collect_empty(child, empty);
}

void find_directions(System& system) {
  system.guard_directions.clear();
  for (const LinearExpr& atom : system.guard_atoms) system.guard_directions.push_back(direction_of(system, atom));
  find_limits(system);
}

System prepare(const ThresholdAutomaton& automaton) {
  System system;
  system.automaton = automaton;
  for (const Formula& assumption : automaton.assumptions) system.assumptions.push_back(to_nnf(assumption, false));
  for (const Formula& init : automaton.inits) system.inits.push_back(to_nnf(init, false));
  add_rules(system);
  find_alive(system, std::vector<bool>(automaton.locations.size(), false));
  return system;
}

System restrict_to(const System& system, const Prop& target) {
  System result = system;
  std::vector<bool> forbidden(system.alive.size(), false);
  collect_forbidden(target, forbidden);
  std::erase_if(result.rules, [&](const GuardedRule& rule) { return forbidden[rule.from]; });
  const auto [first, last] =
      std::ranges::partition(result.rules, [&](const GuardedRule& rule) { return !forbidden[rule.to]; });
  result.forbidden.assign(first, last);
  result.rules.erase(first, last);
  std::vector<bool> empty = forbidden;
  collect_empty(target, empty);
  find_alive(result, std::move(empty));
  return result;
}

std::int64_t change_of(const GuardedRule& rule, const LinearExpr& expr) {
  std::int64_t change = 0;
  if (rule.from != rule.to) {
    change -= coefficient_of(expr, {.kind = SymbolKind::kLocation, .index = rule.from});
    change += coefficient_of(expr, {.kind = SymbolKind::kLocation, .index = rule.to});
  }
  for (const Update& update : rule.updates)
    if (!update.reset)
      change += coefficient_of(expr, {.kind = SymbolKind::kShared, .index = update.shared}) * update.amount;
  return change;
}

int effect_on(const GuardedRule& rule, const LinearExpr& expr) {
  const std::int64_t change = change_of(rule, expr);
  bool raises = change > 0;
  bool lowers = change < 0;
  for (const Update& update : rule.updates) {
    if (!update.reset) continue;
    const std::int64_t coefficient = coefficient_of(expr, {.kind = SymbolKind::kShared, .index = update.shared});
    raises = raises || coefficient < 0;
    lowers = lowers || coefficient > 0;
  }
  if (raises && lowers) return 2;
  return raises ? 1 : (lowers ? -1 : 0);
}

Direction direction_of(const System& system, const LinearExpr& expr) {
  Direction direction;
  for (const GuardedRule& rule : system.rules) {
    const int effect = effect_on(rule, expr);
    direction.up = direction.up || effect > 0;
    direction.down = direction.down || effect == -1 || effect == 2;
  }
  return direction;
}

bool fires_alone(const GuardedRule& rule) {
  return std::ranges::any_of(rule.updates, [](const Update& update) { return update.reset || update.amount < 0; });
}

namespace {

std::vector<std::uint32_t> components_of(const std::vector<GuardedRule>& rules, std::size_t count) {
  std::vector<std::vector<std::uint32_t>> next(count);
  std::vector<std::vector<std::uint32_t>> previous(count);
  for (const GuardedRule& rule : rules) {
    next[rule.from].push_back(rule.to);
    previous[rule.to].push_back(rule.from);
  }
  std::vector<bool> seen(count, false);
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < count; ++i)
    if (!seen[i]) finish_order(next, i, seen, order);
  std::vector<std::uint32_t> component(count, 0);
  seen.assign(count, false);
  std::uint32_t number = 0;
  for (auto at = order.rbegin(); at != order.rend(); ++at) {
    if (seen[*at]) continue;
    std::vector<std::uint32_t> members;
    finish_order(previous, *at, seen, members);
    for (const std::uint32_t member : members) component[member] = number;
    ++number;
  }
  return component;
}

bool has_repetition(std::vector<std::uint32_t> numbers) {
  std::ranges::sort(numbers);
  return std::ranges::adjacent_find(numbers) != numbers.end();
}

bool uses_up_its_guard(const System& system, const GuardedRule& rule) {
  return std::ranges::any_of(rule.guard, [&](std::uint32_t atom) {
    const int effect = effect_on(rule, system.guard_atoms[atom]);
    return !system.guard_directions[atom].up && effect < 0;
  });
}

}  // namespace

std::vector<std::uint32_t> components(const System& system) {
  return components_of(system.rules, system.automaton.locations.size());
}

bool has_cycle(const System& system) {
  return has_repetition(components(system));
}

std::vector<GuardedRule> recurrent_rules(const System& system) {
  std::vector<GuardedRule> rules = system.rules;
  std::erase_if(rules, [&](const GuardedRule& rule) { return uses_up_its_guard(system, rule); });
  const std::vector<std::uint32_t> component = components_of(rules, system.automaton.locations.size());
  std::erase_if(rules, [&](const GuardedRule& rule) { return component[rule.from] != component[rule.to]; });
  return rules;
}

}  // namespace parley

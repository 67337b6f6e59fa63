#include "checker/smt/loop.hpp"

#include <algorithm>
#include <deque>

namespace parley {
namespace {

using Path = std::vector<AcceleratedStep>;

// A shortest way by the given rules from the location back to itself.
std::optional<Path> cycle_through(const std::vector<GuardedRule>& rules, std::uint32_t start, std::size_t locations) {
  std::vector<std::optional<Path>> paths(locations);
  std::deque<std::uint32_t> open{start};
  paths[start] = Path{};
  while (!open.empty()) {
    const std::uint32_t location = open.front();
    open.pop_front();
    for (const GuardedRule& rule : rules) {
      if (rule.from != location || (rule.to != start && paths[rule.to])) continue;
      Path path = *paths[location];
      path.push_back({.rule = rule.original, .count = 1});
      if (rule.to == start) return path;
      paths[rule.to] = std::move(path);
      open.push_back(rule.to);
    }
  }
  return std::nullopt;
}

void collect(const Prop& prop, bool always, std::vector<LinearExpr>& atoms) {
  if (prop.kind == PropKind::kAtom && always) atoms.push_back(prop.atom);
  for (const Prop& child : prop.children)
    collect(child, prop.kind == PropKind::kAlways || (always && prop.kind != PropKind::kEventually), atoms);
}

}  // namespace

std::vector<LinearExpr> loop_atoms(const Prop& raw) {
  std::vector<LinearExpr> atoms;
  collect(raw, false, atoms);
  return atoms;
}

bool is_idle(const std::vector<std::uint32_t>& components, const GuardedRule& rule,
             const std::vector<LinearExpr>& watched) {
  if (rule.from == rule.to || !rule.updates.empty() || components[rule.from] != components[rule.to]) return false;
  return std::ranges::all_of(watched, [&](const LinearExpr& atom) { return effect_on(rule, atom) == 0; });
}

bool comes_to_stay(const System& system, const std::vector<LinearExpr>& watched) {
  const std::vector<std::uint32_t> component = components(system);
  return std::ranges::all_of(recurrent_rules(system),
                             [&](const GuardedRule& rule) { return is_idle(component, rule, watched); });
}

std::optional<std::vector<AcceleratedStep>> find_loop(const System& system, const std::vector<LinearExpr>& watched,
                                                      const Configuration& configuration) {
  const std::vector<Rule>& rules = system.automaton.rules;
  for (const GuardedRule& wait : system.waits)
    if (is_enabled(rules[wait.original], configuration)) return Path{{.rule = wait.original, .count = 1}};
  if (std::ranges::none_of(rules, [&](const Rule& rule) { return is_enabled(rule, configuration); })) return Path{};
  const std::vector<std::uint32_t> component = components(system);
  std::vector<GuardedRule> idle;
  for (const GuardedRule& rule : system.rules)
    if (is_idle(component, rule, watched) && evaluate(rules[rule.original].guard, configuration)) idle.push_back(rule);
  for (std::uint32_t i = 0; i < configuration.counters.size(); ++i) {
    if (configuration.counters[i] == 0) continue;
    if (auto cycle = cycle_through(idle, i, configuration.counters.size())) return cycle;
  }
  return std::nullopt;
}

}  // namespace parley

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

}  // namespace

bool is_idle(const std::vector<std::uint32_t>& components, const GuardedRule& rule, const Prop& target) {
  if (rule.from == rule.to || !rule.updates.empty() || components[rule.from] != components[rule.to]) return false;
  bool idle = true;
  for_each_atom(target, [&](const LinearExpr& atom) { idle = idle && effect_on(rule, atom) == 0; });
  return idle;
}

std::optional<std::vector<AcceleratedStep>> find_loop(const System& system, const Prop& target,
                                                      const Configuration& configuration) {
  const std::vector<Rule>& rules = system.automaton.rules;
  for (const GuardedRule& wait : system.waits)
    if (is_enabled(rules[wait.original], configuration)) return Path{{.rule = wait.original, .count = 1}};
  if (std::ranges::none_of(rules, [&](const Rule& rule) { return is_enabled(rule, configuration); })) return Path{};
  const std::vector<std::uint32_t> component = components(system);
  std::vector<GuardedRule> idle;
  for (const GuardedRule& rule : system.rules)
    if (is_idle(component, rule, target) && evaluate(rules[rule.original].guard, configuration)) idle.push_back(rule);
  for (std::uint32_t i = 0; i < configuration.counters.size(); ++i) {
    if (configuration.counters[i] == 0) continue;
    if (auto cycle = cycle_through(idle, i, configuration.counters.size())) return cycle;
  }
  return std::nullopt;
}

}  // namespace parley

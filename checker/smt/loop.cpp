#include "checker/smt/loop.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <string>

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

std::string key_of(const Configuration& configuration) {
  std::string key;
  for (const std::vector<std::int64_t>* numbers : {&configuration.counters, &configuration.shared})
    for (const std::int64_t number : *numbers) key += std::to_string(number) + ' ';
  return key;
}

// The first enabled rule; one that changes nothing before all others.
std::optional<std::uint32_t> next_rule(const ThresholdAutomaton& automaton, const Configuration& configuration) {
  std::optional<std::uint32_t> first;
  for (std::uint32_t i = 0; i < automaton.rules.size(); ++i) {
    const Rule& rule = automaton.rules[i];
    if (!is_enabled(rule, configuration)) continue;
    if (rule.from == rule.to && rule.updates.empty()) return i;
    if (!first) first = i;
  }
  return first;
}

std::int64_t replayed_firings(const Counterexample& run) {
  std::int64_t sum = 0;
  for (const AcceleratedStep& step : run.steps) sum = std::min(sum + step.count, kMaxReplayedFirings + 1);
  return sum;
}

std::optional<Counterexample> with_ending(const ThresholdAutomaton& automaton, Counterexample run) {
  constexpr std::size_t kMostFirings = 10'000;
  Configuration at = run.initial;
  for (const AcceleratedStep& step : run.steps)
    for (std::int64_t i = 0; i < step.count; ++i) {
      if (!is_enabled(automaton.rules[step.rule], at)) return std::nullopt;
      fire(automaton.rules[step.rule], at);
    }
  std::map<std::string, std::size_t> visited;  // how many firings before
  Path path;
  while (path.size() <= kMostFirings) {
    const auto [known, added] = visited.try_emplace(key_of(at), path.size());
    const auto rule = added ? next_rule(automaton, at) : std::nullopt;
    if (!rule) {
      const auto loop = path.begin() + static_cast<std::ptrdiff_t>(added ? path.size() : known->second);
      run.steps.insert(run.steps.end(), path.begin(), loop);
      run.loop.assign(loop, path.end());
      return run;
    }
    path.push_back({.rule = *rule, .count = 1});
    fire(automaton.rules[*rule], at);
  }
  return std::nullopt;
}

void collect(const Prop& prop, bool always, std::vector<LinearExpr>& atoms) {
  if (prop.kind == PropKind::kAtom && always) atoms.push_back(prop.atom);
  for (const Prop& child : prop.children)
    collect(child, prop.kind == PropKind::kAlways || (always && prop.kind != PropKind::kEventually), atoms);
}

}  // namespace

std::optional<std::string> refute_or_end(const ThresholdAutomaton& automaton, const Specification& specification,
                                         Counterexample& run) {
  auto flaw = refute_counterexample(automaton, specification, run);
  if (!flaw || !run.loop.empty() || replayed_firings(run) > kMaxReplayedFirings) return flaw;
  auto ended = with_ending(automaton, run);
  if (!ended || refute_counterexample(automaton, specification, *ended)) return flaw;
  run = std::move(*ended);
  return std::nullopt;
}

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

#include "checker/smt/instance_search.hpp"

#include <algorithm>
#include <deque>
#include <unordered_set>

#include "checker/smt/loop.hpp"

namespace parley {
namespace {

constexpr std::size_t kMostStatesForCycles = 50'000;
constexpr std::int64_t kLargestNumber = std::numeric_limits<char16_t>::max();

std::optional<std::u16string> key_of(const std::vector<std::int64_t>& numbers) {
  std::u16string key;
  for (const std::int64_t value : numbers) {
    if (value > kLargestNumber) return std::nullopt;
    key.push_back(static_cast<char16_t>(value));
  }
  return key;
}

// All alike when the target wants no processes anywhere.
std::vector<std::size_t> distances_to_goal(const System& system, const Prop& target) {
  const std::size_t far = system.alive.size();
  std::vector<std::size_t> distances(system.alive.size(), far);
  for_each_atom(target, [&](const LinearExpr& atom) {
    for (const Term& term : atom.terms)
      if (term.symbol.kind == SymbolKind::kLocation && term.coefficient > 0) distances[term.symbol.index] = 0;
  });
  for (bool changed = true; changed;) {
    changed = false;
    for (const GuardedRule& rule : system.rules) {
      if (distances[rule.to] + 1 >= distances[rule.from]) continue;
      distances[rule.from] = distances[rule.to] + 1;
      changed = true;
    }
  }
  return distances;
}

// Strongly connected components (Tarjan 1972, without recursion), each handed to `found` until it returns true.
template <class Successors, class Found>
void each_component(std::size_t count, const Successors& successors, const Found& found) {
  struct Frame {
    std::uint32_t node;
    std::vector<std::uint32_t> left;
  };
  std::vector<std::uint32_t> order(count, 0);  // 0: not visited
  std::vector<std::uint32_t> low(count, 0);
  std::vector<bool> open(count, false);
  std::vector<std::uint32_t> stack;
  std::vector<Frame> frames;
  std::uint32_t visited = 0;
  const auto enter = [&](std::uint32_t node) {
    order[node] = low[node] = ++visited;
    open[node] = true;
    stack.push_back(node);
    frames.push_back({node, successors(node)});
  };
  const auto leave = [&](std::uint32_t node) {
    if (low[node] != order[node]) return false;
    std::vector<std::uint32_t> component;
    do {
      component.push_back(stack.back());
      open[stack.back()] = false;
      stack.pop_back();
    } while (component.back() != node);
    return found(component);
  };
  for (std::uint32_t root = 0; root < count; ++root) {
    if (order[root] == 0) enter(root);
    while (!frames.empty()) {
      Frame& frame = frames.back();
      if (!frame.left.empty()) {
        const std::uint32_t next = frame.left.back();
        frame.left.pop_back();
        if (order[next] == 0) {
          enter(next);
        } else if (open[next]) {
          low[frame.node] = std::min(low[frame.node], order[next]);
        }
        continue;
      }
      const std::uint32_t node = frame.node;
      frames.pop_back();
      if (!frames.empty()) low[frames.back().node] = std::min(low[frames.back().node], low[node]);
      if (leave(node)) return;
    }
  }
}

}  // namespace

InstanceGoal make_goal(const System& system, const Prop& target, const Progress& progress) {
  return {system, progress, loop_atoms(target), distances_to_goal(system, target)};
}

InstanceSearch::InstanceSearch(const InstanceGoal& goal, const Instance& instance)
    : goal_(goal), system_(goal.system), instance_(instance), by_source_(system_.alive.size()) {
  for (std::uint32_t i = 0; i < system_.rules.size(); ++i) by_source_[system_.rules[i].from].push_back(i);
}

std::optional<Counterexample> InstanceSearch::run(std::size_t most_states, const Limits& limits, bool& exhausted) {
  for (const Numbers& start : instance_.starts)
    for (const Owed owed : goal_.progress.begin_at(truth_at(start))) arrive(start, owed, kNone, {});
  bool complete = true;
  while (!open_.empty() && !found_) {
    if ((states_.size() & 255U) == 0 && limits.reached()) return std::nullopt;
    complete = states_.size() <= most_states;
    if (!complete) break;
    const std::uint32_t next = open_.top().second;
    open_.pop();
    expand(next);
  }
  if (!found_ && states_.size() <= kMostStatesForCycles) found_ = find_cycle(limits);
  exhausted = complete && !found_;
  return found_;
}

void InstanceSearch::expand(std::uint32_t number) {
  const Numbers now = numbers_of(number);
  const Owed owed = states_[number].owed;
  for (const Later& later : moves(now)) {
    for (const Owed next : goal_.progress.unfold_at(owed, truth_at(later.numbers))) {
      arrive(later.numbers, next, number, later.via);
      if (found_) return;
    }
  }
}

std::vector<InstanceSearch::Later> InstanceSearch::moves(const Numbers& now) const {
  std::vector<bool> truth;
  for (const LinearExpr& atom : system_.guard_atoms) truth.push_back(holds(atom, now));
  std::vector<Later> all;
  for (std::size_t location = 0; location < by_source_.size(); ++location) {
    if (now[location] == 0) continue;
    for (const std::uint32_t rule : by_source_[location]) {
      if (!is_open(system_.rules[rule], truth)) continue;
      if (auto later = fired(system_.rules[rule], now)) all.push_back({std::move(*later), {Move::kRule, rule}});
    }
  }
  const std::vector<GuardedRule>& waits = system_.waits;
  const auto wait =
      std::ranges::find_if(waits, [&](const GuardedRule& rule) { return now[rule.from] > 0 && is_open(rule, truth); });
  if (wait != waits.end()) {
    all.push_back({now, {Move::kWait, static_cast<std::uint32_t>(wait - waits.begin())}});
  } else if (all.empty() && is_at_rest(now)) {
    all.push_back({now, {Move::kRest, 0}});
  }
  return all;
}

bool InstanceSearch::is_open(const GuardedRule& rule, const std::vector<bool>& truth) {
  return std::ranges::all_of(rule.guard, [&](std::uint32_t atom) { return bool{truth[atom]}; });
}

// Asks all rules of the automaton: the system leaves out some that may be enabled.
bool InstanceSearch::is_at_rest(const Numbers& now) const {
  const Configuration here = configuration(now);
  return std::ranges::none_of(system_.automaton.rules, [&](const Rule& rule) { return is_enabled(rule, here); });
}

// Nothing where a variable would become negative, or too large to be kept.
std::optional<Numbers> InstanceSearch::fired(const GuardedRule& rule, const Numbers& now) const {
  Numbers later = now;
  --later[rule.from];
  ++later[rule.to];
  for (const Update& update : rule.updates) {
    std::int64_t& variable = later[system_.alive.size() + update.shared];
    variable = update.reset ? 0 : variable + update.amount;
    if (variable < 0 || variable > kLargestNumber) return std::nullopt;
  }
  return later;
}

bool InstanceSearch::holds(const LinearExpr& atom, const Numbers& now) const {
  return evaluate_numerator(atom, [&](Symbol symbol) {
           if (symbol.kind == SymbolKind::kParameter) return instance_.parameters[symbol.index];
           return now[symbol.kind == SymbolKind::kLocation ? symbol.index : system_.alive.size() + symbol.index];
         }) >= 0;
}

bool InstanceSearch::holds(const Prop& state_formula, const Numbers& now) const {
  const auto part_holds = [&](const Prop& part) { return holds(part, now); };
  switch (state_formula.kind) {
    case PropKind::kAtom:
      return holds(state_formula.atom, now);
    case PropKind::kAnd:
      return std::ranges::all_of(state_formula.children, part_holds);
    case PropKind::kOr:
      return std::ranges::any_of(state_formula.children, part_holds);
    default:
      return state_formula.kind == PropKind::kTrue;
  }
}

Progress::Holds InstanceSearch::truth_at(const Numbers& now) const {
  return [this, &now](const Prop& state_formula) { return holds(state_formula, now); };
}

std::optional<std::uint32_t> InstanceSearch::find(const Numbers& numbers, Owed owed) const {
  const auto key = key_of(numbers);
  const auto at = key ? seen_.find(*key) : seen_.end();
  if (at == seen_.end()) return std::nullopt;
  for (const std::uint32_t number : at->second)
    if (states_[number].owed == owed) return number;
  return std::nullopt;
}

void InstanceSearch::arrive(const Numbers& now, Owed owed, std::uint32_t parent, Via via) {
  auto key = key_of(now);
  if (!key || find(now, owed)) return;
  const auto at = seen_.try_emplace(std::move(*key)).first;
  const auto number = static_cast<std::uint32_t>(states_.size());
  at->second.push_back(number);
  open_.emplace(way_left(now), number);
  states_.push_back({&at->first, owed, parent, via});
  if (goal_.progress.is_settled(owed)) accept(now, owed);
}

std::int64_t InstanceSearch::way_left(const Numbers& now) const {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < goal_.distances.size(); ++i)
    sum += now[i] * static_cast<std::int64_t>(goal_.distances[i]);
  return sum;
}

// The latest state. What is still owed must be met by staying.
void InstanceSearch::accept(const Numbers& now, Owed owed) {
  Counterexample run = path_to(static_cast<std::uint32_t>(states_.size() - 1));
  if (owed != 0) {
    const std::vector<Owed> next = goal_.progress.unfold_at(owed, truth_at(now));
    if (std::ranges::find(next, owed) == next.end()) return;
    const auto loop = find_loop(system_, goal_.loop_atoms, configuration(now));
    if (!loop) return;
    run.loop = *loop;
  }
  found_ = std::move(run);
}

std::vector<InstanceSearch::Edge> InstanceSearch::known_successors(std::uint32_t number) const {
  std::vector<Edge> edges;
  for (const Later& later : moves(numbers_of(number)))
    for (const Owed next : goal_.progress.unfold_at(states_[number].owed, truth_at(later.numbers)))
      if (const auto to = find(later.numbers, next)) edges.push_back({*to, later.via});
  return edges;
}

std::optional<Counterexample> InstanceSearch::find_cycle(const Limits& limits) const {
  std::optional<Counterexample> result;
  const auto successors = [&](std::uint32_t number) {
    std::vector<std::uint32_t> to;
    if (!limits.reached())
      for (const Edge& edge : known_successors(number)) to.push_back(edge.to);
    return to;
  };
  each_component(states_.size(), successors, [&](const std::vector<std::uint32_t>& component) {
    result = cycle_in(component);
    return result.has_value();
  });
  return result;
}

// Through a state of the component for each event that is then not owed; none if the component has no cycle, or some
// event is owed throughout.
std::optional<Counterexample> InstanceSearch::cycle_in(const std::vector<std::uint32_t>& component) const {
  for (Owed left = goal_.progress.eventualities(); left != 0; left &= left - 1) {
    const Owed event = left & (~left + 1);
    if (std::ranges::all_of(component, [&](std::uint32_t member) { return (states_[member].owed & event) != 0; }))
      return std::nullopt;
  }
  const std::uint32_t start = component.front();
  Counterexample run = path_to(start);
  std::uint32_t at = start;
  const auto walk = [&](const std::function<bool(std::uint32_t)>& wanted) {
    const auto way = way_within(component, at, wanted);
    if (!way) return false;
    for (const Edge& edge : *way) append(run.loop, edge.via);
    at = way->back().to;
    return true;
  };
  for (Owed left = goal_.progress.eventualities(); left != 0; left &= left - 1) {
    const Owed event = left & (~left + 1);
    if (!walk([&](std::uint32_t number) { return (states_[number].owed & event) == 0; })) return std::nullopt;
  }
  if (at != start || run.loop.empty())
    if (!walk([&](std::uint32_t number) { return number == start; })) return std::nullopt;
  return run;
}

// A shortest way of at least one step.
std::optional<std::vector<InstanceSearch::Edge>> InstanceSearch::way_within(
    const std::vector<std::uint32_t>& component, std::uint32_t from,
    const std::function<bool(std::uint32_t)>& wanted) const {
  std::unordered_map<std::uint32_t, std::vector<Edge>> ways;
  std::deque<std::uint32_t> open{from};
  const std::unordered_set<std::uint32_t> inside(component.begin(), component.end());
  ways[from] = {};
  while (!open.empty()) {
    const std::uint32_t number = open.front();
    open.pop_front();
    for (const Edge& edge : known_successors(number)) {
      if (!inside.contains(edge.to)) continue;
      std::vector<Edge> way = ways[number];
      way.push_back(edge);
      if (wanted(edge.to)) return way;
      if (ways.try_emplace(edge.to, std::move(way)).second) open.push_back(edge.to);
    }
  }
  return std::nullopt;
}

Numbers InstanceSearch::numbers_of(std::uint32_t number) const {
  return {states_[number].numbers->begin(), states_[number].numbers->end()};
}

Configuration InstanceSearch::configuration(const Numbers& numbers) const {
  const auto border = numbers.begin() + static_cast<std::ptrdiff_t>(system_.alive.size());
  return {instance_.parameters, Numbers(border, numbers.end()), Numbers(numbers.begin(), border)};
}

void InstanceSearch::append(std::vector<AcceleratedStep>& steps, Via via) const {
  if (via.move == Move::kRest) return;
  const GuardedRule& rule = (via.move == Move::kWait ? system_.waits : system_.rules)[via.index];
  steps.push_back({.rule = rule.original, .count = 1});
}

Counterexample InstanceSearch::path_to(std::uint32_t number) const {
  std::vector<Via> moves;
  for (; states_[number].parent != kNone; number = states_[number].parent) moves.push_back(states_[number].via);
  Counterexample run;
  for (auto via = moves.rbegin(); via != moves.rend(); ++via) append(run.steps, *via);
  run.initial = configuration(numbers_of(number));
  return run;
}

}  // namespace parley

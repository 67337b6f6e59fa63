#include "checker/smt/small_instances.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <queue>
#include <string>
#include <unordered_map>
#include <z3++.h>

#include "checker/smt/loop.hpp"
#include "checker/smt/progress.hpp"
#include "checker/smt/terms.hpp"

namespace parley {
namespace {

constexpr std::size_t kStatesGrowth = 10;
constexpr std::size_t kMostBytes = std::size_t{1} << 29;  // of states kept
constexpr std::size_t kOverhead = 150;                    // of one of them

// Counters, then shared variables.
using Numbers = std::vector<std::int64_t>;

struct Instance {
  Numbers parameters;
  std::vector<Numbers> starts;
  bool exhausted = false;
};

// Draws the admissible parameters in the order of their sum, each with its initial configurations.
class InstanceSource {
 public:
  InstanceSource(const System& system, const Limits& limits, std::size_t most_starts)
      : limits_(limits), most_starts_(most_starts), solver_(context_), watch_(context_, limits) {
    const auto natural = [&](const std::string& name) {
      z3::expr variable = context_.int_const(name.c_str());
      solver_.add(variable >= 0);
      return variable;
    };
    for (std::size_t i = 0; i < system.automaton.parameters.size(); ++i)
      at_.parameters.push_back(natural("p" + std::to_string(i)));
    for (std::size_t i = 0; i < system.alive.size(); ++i) {
      at_.counters.emplace_back();
      if (system.alive[i]) at_.counters.back() = natural("k" + std::to_string(i));
      state_.push_back(system.alive[i] ? *at_.counters.back() : context_.int_val(0));
    }
    for (std::size_t i = 0; i < system.automaton.shared.size(); ++i) {
      at_.shared.push_back(natural("x" + std::to_string(i)));
      state_.push_back(at_.shared.back());
    }
    for (const Prop& assumption : system.assumptions) solver_.add(term_of(context_, assumption, at_));
    for (const Prop& init : system.inits) solver_.add(term_of(context_, init, at_));
  }

  std::optional<Instance> next() {
    for (;; ++sum_) {
      if (limits_.reached()) return std::nullopt;
      solver_.push();
      solver_.add(sum_of(context_, at_.parameters) == context_.int_val(sum_));
      const z3::check_result answer = solver_.check();
      if (answer == z3::sat) {
        Instance instance{values(at_.parameters), {}};
        solver_.pop();
        draw_starts(instance);
        solver_.add(!all_equal(at_.parameters, instance.parameters));
        return instance;
      }
      solver_.pop();
      if (answer == z3::unknown || sum_ == kLargestSum) return std::nullopt;
    }
  }

 private:
  static constexpr std::int64_t kLargestSum = 60;

  void draw_starts(Instance& instance) {
    solver_.push();
    solver_.add(all_equal(at_.parameters, instance.parameters));
    while (instance.starts.size() < most_starts_ && !limits_.reached() && solver_.check() == z3::sat) {
      instance.starts.push_back(values(state_));
      solver_.add(!all_equal(state_, instance.starts.back()));
    }
    solver_.pop();
  }

  Numbers values(const std::vector<z3::expr>& terms) {
    const z3::model model = solver_.get_model();
    Numbers result;
    for (const z3::expr& term : terms) result.push_back(model.eval(term, true).get_numeral_int64());
    return result;
  }

  z3::expr all_equal(const std::vector<z3::expr>& terms, const Numbers& numbers) {
    std::vector<z3::expr> parts;
    for (std::size_t i = 0; i < terms.size(); ++i)
      if (!terms[i].is_numeral()) parts.push_back(terms[i] == context_.int_val(numbers[i]));
    return all_of(context_, parts);
  }

  Limits limits_;
  std::size_t most_starts_;
  z3::context context_;
  z3::solver solver_;
  Watch watch_;
  SymbolicConfiguration at_;
  std::vector<z3::expr> state_;
  std::int64_t sum_ = 0;
};

// How many rules lead from a location to one where the target wants processes, guards aside; by location. All alike
// when it wants none.
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

// Best-first search of one instance: states where the processes have the shortest ways left come first.
class InstanceSearch {
 public:
  InstanceSearch(const System& system, const Progress& progress, const Instance& instance,
                 const std::vector<LinearExpr>& loop, const std::vector<std::size_t>& distances)
      : system_(system),
        progress_(progress),
        instance_(instance),
        loop_atoms_(loop),
        distances_(distances),
        by_source_(system.alive.size()) {
    for (std::uint32_t i = 0; i < system.rules.size(); ++i) by_source_[system.rules[i].from].push_back(i);
  }

  // Sets `exhausted` when all states were seen.
  std::optional<Counterexample> run(std::size_t most_states, const Limits& limits, bool& exhausted) {
    for (const Numbers& start : instance_.starts)
      for (const Owed owed : progress_.begin_at(truth_at(start))) arrive(start, owed, kNone, 0);
    while (!open_.empty() && !found_) {
      if (states_.size() > most_states || ((states_.size() & 255U) == 0 && limits.reached())) return std::nullopt;
      const std::uint32_t next = open_.top().second;
      open_.pop();
      expand(next);
    }
    exhausted = !found_;
    return found_;
  }

 private:
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

  struct State {
    const std::u16string* numbers;  // a key of numbers_
    Owed owed;
    std::uint32_t parent;
    std::uint32_t rule;
  };

  void expand(std::size_t number) {
    const Numbers now(states_[number].numbers->begin(), states_[number].numbers->end());
    const Owed owed = states_[number].owed;
    std::vector<bool> truth;
    for (const LinearExpr& atom : system_.guard_atoms) truth.push_back(holds(atom, now));
    for (std::size_t location = 0; location < by_source_.size(); ++location) {
      if (now[location] == 0) continue;
      for (const std::uint32_t rule : by_source_[location]) {
        const std::vector<std::uint32_t>& guard = system_.rules[rule].guard;
        if (!std::ranges::all_of(guard, [&](std::uint32_t atom) { return bool{truth[atom]}; })) continue;
        const auto later = fired(system_.rules[rule], now);
        if (!later) continue;
        for (const Owed next : progress_.unfold_at(owed, truth_at(*later))) {
          arrive(*later, next, static_cast<std::uint32_t>(number), rule);
          if (found_) return;
        }
      }
    }
  }

  // Nothing where a variable would become negative, or too large to be kept.
  std::optional<Numbers> fired(const GuardedRule& rule, const Numbers& now) const {
    Numbers later = now;
    --later[rule.from];
    ++later[rule.to];
    for (const Update& update : rule.updates) {
      std::int64_t& variable = later[system_.alive.size() + update.shared];
      variable = update.reset ? 0 : variable + update.amount;
      if (variable < 0 || variable > std::numeric_limits<char16_t>::max()) return std::nullopt;
    }
    return later;
  }

  bool holds(const LinearExpr& atom, const Numbers& now) const {
    return evaluate_numerator(atom, [&](Symbol symbol) {
             if (symbol.kind == SymbolKind::kParameter) return instance_.parameters[symbol.index];
             return now[symbol.kind == SymbolKind::kLocation ? symbol.index : system_.alive.size() + symbol.index];
           }) >= 0;
  }

  bool holds(const Prop& state_formula, const Numbers& now) const {
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

  Progress::Holds truth_at(const Numbers& now) const {
    return [this, &now](const Prop& state_formula) { return holds(state_formula, now); };
  }

  void arrive(const Numbers& now, Owed owed, std::uint32_t parent, std::uint32_t rule) {
    std::u16string key;
    for (const std::int64_t value : now) {
      if (value > std::numeric_limits<char16_t>::max()) return;
      key.push_back(static_cast<char16_t>(value));
    }
    const auto [at, added] = seen_.try_emplace(std::move(key));
    if (std::ranges::find(at->second, owed) != at->second.end()) return;
    at->second.push_back(owed);
    open_.emplace(way_left(now), static_cast<std::uint32_t>(states_.size()));
    states_.push_back({&at->first, owed, parent, rule});
    if (progress_.is_settled(owed)) accept(now, owed);
  }

  std::int64_t way_left(const Numbers& now) const {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < distances_.size(); ++i) sum += now[i] * static_cast<std::int64_t>(distances_[i]);
    return sum;
  }

  // What is still owed must be met by staying.
  void accept(const Numbers& now, Owed owed) {
    Counterexample run = path();
    if (owed != 0) {
      const std::vector<Owed> next = progress_.unfold_at(owed, truth_at(now));
      if (std::ranges::find(next, owed) == next.end()) return;
      const auto loop = find_loop(system_, loop_atoms_, configuration(now));
      if (!loop) return;
      run.loop = *loop;
    }
    found_ = std::move(run);
  }

  Configuration configuration(const Numbers& numbers) const {
    const auto border = numbers.begin() + static_cast<std::ptrdiff_t>(system_.alive.size());
    return {instance_.parameters, Numbers(border, numbers.end()), Numbers(numbers.begin(), border)};
  }

  Counterexample path() const {
    Counterexample run;
    std::size_t at = states_.size() - 1;
    for (; states_[at].parent != kNone; at = states_[at].parent)
      run.steps.push_back({.rule = system_.rules[states_[at].rule].original, .count = 1});
    std::ranges::reverse(run.steps);
    run.initial = configuration(Numbers(states_[at].numbers->begin(), states_[at].numbers->end()));
    return run;
  }

  const System& system_;
  const Progress& progress_;
  const Instance& instance_;
  const std::vector<LinearExpr>& loop_atoms_;
  const std::vector<std::size_t>& distances_;
  std::vector<std::vector<std::uint32_t>> by_source_;
  using Entry = std::pair<std::int64_t, std::uint32_t>;  // way left, position in states_; the least first
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open_;
  std::unordered_map<std::u16string, std::vector<Owed>> seen_;
  std::vector<State> states_;
  std::optional<Counterexample> found_;
};

}  // namespace

std::optional<Counterexample> find_in_small_instances(const System& system, const Prop& target, const Limits& limits,
                                                      const Effort& effort) {
  const Progress progress(target);
  const std::vector<LinearExpr> loop = loop_atoms(target);
  InstanceSource source(system, limits, effort.starts);
  const std::vector<std::size_t> distances = distances_to_goal(system, target);
  std::vector<Instance> instances;
  const std::size_t bytes = 2 * (system.alive.size() + system.automaton.shared.size()) + kOverhead;
  const std::size_t most_states = std::min(effort.most_states, kMostBytes / bytes);
  for (std::size_t states = effort.first_states; states <= most_states; states *= kStatesGrowth) {
    for (std::size_t i = 0; i < effort.instances && !limits.reached(); ++i) {
      if (i == instances.size()) {
        auto instance = source.next();
        if (!instance) break;
        instances.push_back(std::move(*instance));
      }
      if (instances[i].exhausted) continue;
      InstanceSearch search(system, progress, instances[i], loop, distances);
      if (auto run = search.run(states, limits, instances[i].exhausted)) return run;
    }
  }
  return std::nullopt;
}

}  // namespace parley

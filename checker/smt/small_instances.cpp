#include "checker/smt/small_instances.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <unordered_map>
#include <z3++.h>

#include "checker/smt/loop.hpp"
#include "checker/smt/progress.hpp"
#include "checker/smt/terms.hpp"

namespace parley {
namespace {

constexpr std::size_t kStatesGrowth = 10;

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

// Breadth-first search of one instance.
class InstanceSearch {
 public:
  InstanceSearch(const System& system, Progress& progress, const Instance& instance,
                 const std::vector<LinearExpr>& loop)
      : system_(system), progress_(progress), instance_(instance), loop_atoms_(loop), by_source_(system.alive.size()) {
    for (std::uint32_t i = 0; i < system.rules.size(); ++i) by_source_[system.rules[i].from].push_back(i);
  }

  // Sets `exhausted` when all states were seen.
  std::optional<Counterexample> run(std::size_t most_states, const Limits& limits, bool& exhausted) {
    for (const Numbers& start : instance_.starts)
      for (const Way& way : progress_.begin()) arrive(start, way, kNone, 0);
    for (std::size_t i = 0; i < states_.size() && !found_; ++i) {
      if (states_.size() > most_states || ((i & 255U) == 0 && limits.reached())) return std::nullopt;
      expand(i);
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
    for (std::size_t location = 0; location < by_source_.size(); ++location) {
      if (now[location] == 0) continue;
      for (const std::uint32_t rule : by_source_[location]) {
        const auto later = fired(system_.rules[rule], now);
        if (!later) continue;
        for (const Way& way : progress_.unfold(owed)) {
          arrive(*later, way, static_cast<std::uint32_t>(number), rule);
          if (found_) return;
        }
      }
    }
  }

  // Nothing where the rule is not enabled.
  std::optional<Numbers> fired(const GuardedRule& rule, const Numbers& now) const {
    for (const std::uint32_t atom : rule.guard)
      if (!holds(system_.guard_atoms[atom], now)) return std::nullopt;
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

  void arrive(const Numbers& now, const Way& way, std::uint32_t parent, std::uint32_t rule) {
    for (const Prop* atom : way.atoms)
      if (!holds(atom->atom, now)) return;
    std::u16string key;
    for (const std::int64_t value : now) {
      if (value > std::numeric_limits<char16_t>::max()) return;
      key.push_back(static_cast<char16_t>(value));
    }
    const auto [at, added] = seen_.try_emplace(std::move(key));
    if (std::ranges::find(at->second, way.owed) != at->second.end()) return;
    at->second.push_back(way.owed);
    states_.push_back({&at->first, way.owed, parent, rule});
    if (progress_.is_settled(way.owed)) accept(now, way);
  }

  // What is still owed must be met by staying.
  void accept(const Numbers& now, const Way& way) {
    Counterexample run = path();
    if (way.owed != 0) {
      const auto stays = std::ranges::any_of(progress_.unfold(way.owed), [&](const Way& next) {
        return next.owed == way.owed &&
               std::ranges::all_of(next.atoms, [&](const Prop* atom) { return holds(atom->atom, now); });
      });
      if (!stays) return;
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
  Progress& progress_;
  const Instance& instance_;
  const std::vector<LinearExpr>& loop_atoms_;
  std::vector<std::vector<std::uint32_t>> by_source_;
  std::unordered_map<std::u16string, std::vector<Owed>> seen_;
  std::vector<State> states_;
  std::optional<Counterexample> found_;
};

}  // namespace

std::optional<Counterexample> find_in_small_instances(const System& system, const Prop& target, const Limits& limits,
                                                      const Effort& effort) {
  Progress progress(target);
  const std::vector<LinearExpr> loop = loop_atoms(target);
  InstanceSource source(system, limits, effort.starts);
  std::vector<Instance> instances;
  for (std::size_t states = effort.first_states; states <= effort.most_states; states *= kStatesGrowth) {
    for (std::size_t i = 0; i < effort.instances && !limits.reached(); ++i) {
      if (i == instances.size()) {
        auto instance = source.next();
        if (!instance) break;
        instances.push_back(std::move(*instance));
      }
      if (instances[i].exhausted) continue;
      InstanceSearch search(system, progress, instances[i], loop);
      if (auto run = search.run(states, limits, instances[i].exhausted)) return run;
    }
  }
  return std::nullopt;
}

}  // namespace parley

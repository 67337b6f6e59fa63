#include <algorithm>
#include <optional>
#include <vector>
#include <z3++.h>

#include "checker/smt/encoding.hpp"
#include "checker/smt/vacuity.hpp"
#include "protocols/core/random.hpp"

namespace parley {
namespace {

constexpr std::size_t kLongestRun = 300;
constexpr unsigned kSolverMilliseconds = 500;

LinearExpr all_processes(const ThresholdAutomaton& automaton) {
  LinearExpr sum;
  for (std::uint32_t i = 0; i < automaton.locations.size(); ++i)
    sum.terms.push_back({.symbol = {.kind = SymbolKind::kLocation, .index = i}, .coefficient = 1});
  return sum;
}

// One first configuration for each location that can be occupied at first, with several processes where possible.
std::vector<Configuration> first_configurations(const ThresholdAutomaton& automaton) {
  const System system = prepare(automaton);
  const Prop anything;
  z3::context context;
  SegmentEncoding encoding(context, system, anything, std::vector<SegmentKind>{});
  const z3::expr processes = encoding.value(all_processes(automaton), 0);
  z3::solver solver(context, "QF_LIA");
  z3::params params(context);
  params.set("timeout", kSolverMilliseconds);
  solver.set(params);
  for (const z3::expr& assertion : encoding.assertions()) solver.add(assertion);
  std::vector<Configuration> result;
  for (std::uint32_t i = 0; i < automaton.locations.size(); ++i) {
    const z3::expr here = encoding.value(symbol_expr({.kind = SymbolKind::kLocation, .index = i}), 0);
    for (const int least : {4, 1}) {
      z3::expr_vector wanted(context);
      wanted.push_back(here >= 1);
      wanted.push_back(processes >= least);
      wanted.push_back(processes <= 100);
      if (solver.check(wanted) != z3::sat) continue;
      if (const auto run = encoding.run_of(solver.get_model())) result.push_back(run->initial);
      break;
    }
  }
  return result;
}

class RandomRuns {
 public:
  RandomRuns(const ThresholdAutomaton& automaton, std::size_t budget)
      : automaton_(automaton),
        budget_(budget),
        by_source_(automaton.locations.size()),
        visited_(automaton.locations.size(), false) {
    for (const Rule& rule : automaton.rules)
      if (rule.from != rule.to || !rule.updates.empty()) by_source_[rule.from].push_back(&rule);
  }

  std::vector<bool> run() {
    const std::vector<Configuration> starts = first_configurations(automaton_);
    for (std::size_t i = 0; !starts.empty() && budget_ > 0 && !std::ranges::all_of(visited_, std::identity{}); ++i)
      play(starts[i % starts.size()]);
    return visited_;
  }

 private:
  void play(Configuration now) {
    for (std::size_t step = 0; step < kLongestRun && budget_ > 0; ++step) {
      for (std::size_t i = 0; i < visited_.size(); ++i) visited_[i] = visited_[i] || now.counters[i] > 0;
      const Rule* rule = any_enabled(now);
      if (rule == nullptr) return;
      fire(*rule, now);
    }
  }

  // Each enabled rule is as likely as the others. One that leads to a new location goes first.
  const Rule* any_enabled(const Configuration& now) {
    const Rule* chosen = nullptr;
    std::uint64_t seen = 0;
    for (std::size_t from = 0; from < by_source_.size(); ++from) {
      if (now.counters[from] == 0) continue;
      for (const Rule* rule : by_source_[from]) {
        spend();
        if (!is_enabled(*rule, now)) continue;
        if (!visited_[rule->to]) return rule;
        if (rng_.below(++seen) == 0) chosen = rule;
      }
    }
    spend();  // also where there is no rule to look at
    return chosen;
  }

  void spend() { budget_ -= budget_ > 0 ? 1U : 0U; }

  const ThresholdAutomaton& automaton_;
  std::size_t budget_;
  std::vector<std::vector<const Rule*>> by_source_;
  std::vector<bool> visited_;
  Rng rng_{1};
};

}  // namespace

std::vector<bool> visited_by_random_runs(const ThresholdAutomaton& automaton, std::size_t budget) {
  return RandomRuns(automaton, budget).run();
}

}  // namespace parley

#include <algorithm>
#include <map>

#include "protocols/local/cycle_problems/run_lines.hpp"

namespace parley::cycle_problems {
namespace {

constexpr std::uint64_t kMostAttackNodes = 1 << 15;

struct Attempt {
  std::string attack = {};
  std::string_view property = {};
  CycleRun run = {};
};

// The cycle that a plan is attacked on: long enough for anchors.
std::uint64_t nodes_for(const Plan& plan) {
  const std::uint64_t least =
      plan.made_for == Class::kGlobal || plan.made_for == Class::kConstant ? 256 : 2 * plan.least_nodes() + 1;
  return std::min(least, kMostAttackNodes);
}

std::vector<Attempt> attempts_on(const Prepared& prepared, std::uint64_t seed, std::uint64_t index) {
  const Plan& plan = *prepared.plan;
  const std::uint64_t n = nodes_for(plan);
  const Optimum optimum(prepared.graph, prepared.line.task.problem.objective, n);
  const std::optional<std::int64_t> best = optimum.weight(n);
  const auto attempt = [&](const char* name, std::string_view property, const Plan& by, Values values) {
    Rng rng = Rng::stream(seed, index);
    return Attempt{name, property, run_cycle(prepared, by, optimum, best, n, values, rng)};
  };
  std::vector<Attempt> attempts;
  if (plan.made_for == Class::kRandom) {
    attempts.push_back(
        attempt("increasing identifiers for coins", "no_luck_without_coins", plan, Values::kIncreasingIdentifiers));
  } else {
    attempts.push_back(attempt("increasing identifiers", "within_alpha", plan, Values::kIncreasingIdentifiers));
    attempts.push_back(attempt("random identifiers", "within_alpha", plan, Values::kRandomIdentifiers));
  }
  if (plan.gap > 1) {
    const Values values = plan.made_for == Class::kRandom ? Values::kCoins : Values::kRandomIdentifiers;
    attempts.push_back(attempt("gaps from 1", "short_gap", shortened(plan, 1), values));
  }
  return attempts;
}

struct Tally {
  std::uint64_t tried = 0;
  std::uint64_t missed = 0;
};

void tell_attempt(const Parameters& parameters, const Prepared& prepared, const Attempt& attempt, Tally& tally,
                  StudyTable& table, Findings& findings) {
  const Task& task = prepared.line.task;
  const CycleRun& run = attempt.run;
  table.rows.push_back({task.problem.name, task.alpha.text(), attempt.attack, run.n,
                        std::string(run.solvable ? (run.feasible ? "" : "infeasible") : "no labelling"),
                        run.ratio(task.problem.objective), std::string(run.missed() ? "missed" : "within")});
  ++tally.tried;
  if (!run.missed()) return;
  if (tally.missed++ > 0) return;  // one case of each property
  StudyCounterexample<Parameters> found{std::string(attempt.property), narrowed(parameters, task), described(task)};
  found.story.push_back(attempt.attack + ", cycle of " + std::to_string(run.n) + " nodes: alpha is missed");
  findings.counterexamples.push_back(std::move(found));
}

}  // namespace

Findings Study::attack(const Parameters& parameters, const StudyConditions& conditions) {
  const std::vector<Line> lines = lines_of(parameters);
  std::vector<std::optional<Prepared>> prepared(lines.size());
  std::vector<std::vector<Attempt>> attempts(lines.size());
  conditions.for_each(lines.size(), [&](std::uint64_t index) {
    if (conditions.is_stopped()) return;
    prepared[index].emplace(lines[index]);
    if (prepared[index]->plan) attempts[index] = attempts_on(*prepared[index], conditions.seed, index);
  });
  Findings findings;
  StudyTable table{"attacks",
                   "attempts to make an algorithm miss alpha",
                   {"problem", "alpha", "attack", "n", "labelling", "ratio", "outcome"}};
  std::map<std::string_view, Tally> tallies;
  for (std::size_t index = 0; index < lines.size(); ++index)
    for (const Attempt& attempt : attempts[index])
      tell_attempt(parameters, *prepared[index], attempt, tallies[attempt.property], table, findings);
  const bool complete = !conditions.is_stopped();
  for (const auto& [property, tally] : tallies) {
    const std::string note = std::to_string(tally.missed) + " of " + std::to_string(tally.tried) + " missed alpha";
    const bool always = property == "within_alpha";
    const Verdict verdict = always ? verdict_of(tally.missed > 0, complete)
                                   : verdict_of(tally.missed == 0 && complete, tally.missed > 0 || complete);
    findings.verdicts.push_back({std::string(property), verdict, note});
  }
  findings.tables.push_back(std::move(table));
  return findings;
}

}  // namespace parley::cycle_problems

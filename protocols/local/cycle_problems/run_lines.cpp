#include "protocols/local/cycle_problems/run_lines.hpp"

namespace parley::cycle_problems {

Prepared::Prepared(Line of)
    : line(std::move(of)),
      found(classify(line.task)),
      graph(walk_graph(line.task.problem)),
      plan(synthesise(line.task, found)) {}

double CycleRun::ratio(Objective objective) const {
  if (!feasible || weight == 0 || optimum == 0) return 0;
  const double quotient = static_cast<double>(weight) / static_cast<double>(optimum);
  return is_maximised(objective) ? 1 / quotient : quotient;
}

CycleRun run_cycle(const Prepared& prepared, const Plan& plan, const Optimum& optimum,
                   const std::optional<std::int64_t>& best, std::uint64_t n, Values values, Rng& rng) {
  CycleRun run;
  run.n = n;
  run.solvable = best.has_value();
  run.done = true;
  const auto kind = values == Values::kIncreasingIdentifiers ? Identifiers::kIncreasing : Identifiers::kRandom;
  std::vector<std::uint64_t> own = identifiers(static_cast<std::uint32_t>(n), kind, rng);
  if (values == Values::kCoins)
    for (std::uint64_t& value : own) value = rng.next();
  const Ran ran = run_plan(plan, optimum, own);
  run.rounds = ran.rounds;
  if (!best) return run;
  run.optimum = *best;
  const Evaluated written = ran.letters.empty() ? Evaluated{} : evaluate(prepared.line.task.problem, ran.letters);
  run.feasible = written.feasible;
  run.weight = written.weight;
  run.within = written.feasible && is_within(prepared.line.task, Ratio::of(written.weight, 1), Ratio::of(*best, 1));
  return run;
}

}  // namespace parley::cycle_problems

#include <algorithm>
#include <bit>

#include "protocols/local/cycle_problems/run_lines.hpp"

namespace parley::cycle_problems {
namespace {

std::string line_name(const Line& line) {
  return line.task.problem.name + " " + line.task.alpha.text();
}

// Whether the rounds on a cycle of n nodes are of the shape that the class promises; gathered cycles are n / 2 always.
bool has_shape(const Plan& plan, std::uint64_t n, std::uint64_t rounds) {
  if (plan.made_for == Class::kConstant) return rounds == 0;
  if (n < plan.least_nodes()) return rounds == n / 2;
  if (plan.made_for == Class::kRandom) return rounds == plan.gap + plan.longest;
  // Doubling gaps from 1: the longest gaps sum up to less than 4 L; each is crossed by the colouring and 8 rounds.
  const auto bits = static_cast<std::uint32_t>(3 * std::bit_width(n));
  return rounds <= std::uint64_t{4} * plan.gap * (cole_vishkin_rounds(bits) + 8) + plan.longest;
}

struct Sized {
  CycleRun scattered = {};   // random identifiers, or coins
  CycleRun increasing = {};  // not for coins
};

struct Totals {
  bool complete = true;
  bool missed = false;
  bool misshapen = false;
  std::uint64_t runs = 0;
  std::uint64_t unsynthesised = 0;
};

class Growth {
 public:
  Growth(const Parameters& parameters, const StudyConditions& conditions, const Prepared& prepared)
      : parameters_(parameters),
        conditions_(conditions),
        prepared_(prepared),
        optimum_(prepared.graph, prepared.line.task.problem.objective, std::uint64_t{1} << parameters.largest) {}

  void run(std::uint64_t stream, StudyTable& table, Totals& totals, Findings& findings) {
    std::vector<Sized> sizes(parameters_.largest - parameters_.smallest + 1);
    conditions_.for_each(sizes.size(), [&](std::uint64_t index) {
      if (conditions_.is_stopped()) return;
      Rng rng = Rng::stream(conditions_.seed, stream * 64 + index);
      const std::uint64_t n = std::uint64_t{1} << (parameters_.smallest + index);
      sizes[index].scattered = one(n, is_random() ? Values::kCoins : Values::kRandomIdentifiers, rng);
      if (!is_random()) sizes[index].increasing = one(n, Values::kIncreasingIdentifiers, rng);
    });
    for (std::size_t index = 0; index < sizes.size(); ++index)
      tell(sizes[index], static_cast<std::uint32_t>(parameters_.smallest + index), table, totals, findings);
  }

 private:
  bool is_random() const { return prepared_.plan->made_for == Class::kRandom; }
  CycleRun one(std::uint64_t n, Values values, Rng& rng) const {
    return run_cycle(prepared_, *prepared_.plan, optimum_, optimum_.weight(n), n, values, rng);
  }

  void tell(const Sized& sized, std::uint32_t exponent, StudyTable& table, Totals& totals, Findings& findings) const {
    const CycleRun& run = sized.scattered;
    totals.complete = totals.complete && run.done;
    if (!run.done) return;
    ++totals.runs;
    const Task& task = prepared_.line.task;
    const double worst = std::max(run.ratio(task.problem.objective), sized.increasing.ratio(task.problem.objective));
    table.rows.push_back(
        {line_name(prepared_.line), std::string(to_string(prepared_.found.value)), run.n, run.rounds, worst});
    totals.misshapen = totals.misshapen || !has_shape(*prepared_.plan, run.n, run.rounds);
    // What is random is held to alpha on average only.
    const bool missed = !is_random() && (run.missed() || sized.increasing.missed());
    if (missed && !totals.missed) {
      findings.counterexamples.push_back({"within_alpha", narrowed(parameters_, task, exponent), described(task)});
      findings.counterexamples.back().story.push_back("the synthesised algorithm misses alpha on the cycle of " +
                                                      std::to_string(run.n) + " nodes");
    }
    totals.missed = totals.missed || missed;
  }

  const Parameters& parameters_;
  const StudyConditions& conditions_;
  const Prepared& prepared_;
  Optimum optimum_;
};

// The mean over seeds is judged by exact totals; the rest is for people.
bool run_seeds(const Parameters& parameters, const StudyConditions& conditions, const Prepared& prepared,
               std::uint64_t stream, StudyTable& table) {
  const Task& task = prepared.line.task;
  const Optimum optimum(prepared.graph, task.problem.objective, parameters.seed_nodes);
  const std::optional<std::int64_t> best_weight = optimum.weight(parameters.seed_nodes);
  std::vector<CycleRun> runs(parameters.seeds);
  conditions.for_each(runs.size(), [&](std::uint64_t index) {
    if (conditions.is_stopped()) return;
    Rng rng = Rng::stream(conditions.seed, (1000 + stream) * 1'000'003 + index);
    runs[index] = run_cycle(prepared, *prepared.plan, optimum, best_weight, parameters.seed_nodes, Values::kCoins, rng);
  });
  std::vector<double> ratios;
  std::int64_t weight = 0;
  std::int64_t best = 0;
  bool feasible = true;
  for (const CycleRun& run : runs) {
    if (!run.done) continue;
    ratios.push_back(run.ratio(task.problem.objective));
    weight += run.weight;
    best += run.optimum;
    feasible = feasible && run.feasible;
  }
  if (ratios.empty()) return true;
  std::sort(ratios.begin(), ratios.end());
  double sum = 0;
  for (const double ratio : ratios) sum += ratio;
  const std::size_t quantile = std::min(ratios.size() - 1, ratios.size() * 999 / 1000);
  table.rows.push_back({line_name(prepared.line), std::uint64_t{parameters.seed_nodes}, std::uint64_t{ratios.size()},
                        task.alpha.value(), sum / static_cast<double>(ratios.size()), ratios[quantile], ratios.back()});
  return feasible && is_within(task, Ratio::of(weight, 1), Ratio::of(best, 1));
}

// How slowly log* grows: cycles to 2^20 nodes do not show it.
StudyTable colouring_rounds() {
  StudyTable table{"cole-vishkin", "rounds until identifiers of so many bits are 6 colours", {"bits", "rounds"}};
  for (const std::uint32_t bits : {3U, 4U, 5U, 8U, 9U, 16U, 64U, 256U, 257U, 1U << 16, 1U << 20, 1U << 30})
    table.rows.push_back({std::uint64_t{bits}, std::uint64_t{cole_vishkin_rounds(bits)}});
  return table;
}

void tell_mean(const Parameters& parameters, const Prepared& prepared, Findings& findings) {
  findings.counterexamples.push_back(
      {"mean_within_alpha", narrowed(parameters, prepared.line.task), described(prepared.line.task)});
  findings.counterexamples.back().story.push_back("the mean over " + std::to_string(parameters.seeds) +
                                                  " seeds misses alpha on cycles of " +
                                                  std::to_string(parameters.seed_nodes) + " nodes");
}

}  // namespace

Findings Study::simulate(const Parameters& parameters, const StudyConditions& conditions) {
  Findings findings;
  StudyTable rounds{"rounds",
                    "rounds of the synthesised algorithm, and the worst ratio to the optimum (0: optimum 0)",
                    {"problem", "class", "n", "rounds", "ratio"}};
  rounds.drawn_over = "n";
  rounds.plotted = {"rounds"};
  rounds.line_of = "problem";
  StudyTable seeds{
      "seeds", "ratios of randomised algorithms", {"problem", "n", "seeds", "alpha", "mean", "99.9 %", "greatest"}};
  Totals totals;
  bool mean_missed = false;
  const std::vector<Line> lines = lines_of(parameters);
  for (std::size_t index = 0; index < lines.size() && !conditions.is_stopped(); ++index) {
    const Prepared prepared(lines[index]);
    if (!prepared.plan) {
      ++totals.unsynthesised;
      continue;
    }
    Growth(parameters, conditions, prepared).run(index, rounds, totals, findings);
    if (prepared.plan->made_for != Class::kRandom) continue;
    if (run_seeds(parameters, conditions, prepared, index, seeds)) continue;
    if (!mean_missed) tell_mean(parameters, prepared, findings);
    mean_missed = true;
  }
  const bool complete = totals.complete && !conditions.is_stopped();
  const std::string cycles = std::to_string(totals.runs) + " cycles";
  findings.verdicts.push_back({"within_alpha", verdict_of(totals.missed, complete), cycles});
  findings.verdicts.push_back({"shape", verdict_of(totals.misshapen, complete), cycles});
  if (!seeds.rows.empty() || !complete)
    findings.verdicts.push_back({"mean_within_alpha", verdict_of(mean_missed, complete),
                                 std::to_string(seeds.rows.size()) + " randomised algorithms"});
  findings.metrics["unsynthesised"] = static_cast<double>(totals.unsynthesised);
  findings.tables.push_back(std::move(rounds));
  if (!seeds.rows.empty()) findings.tables.push_back(std::move(seeds));
  findings.tables.push_back(colouring_rounds());
  return findings;
}

}  // namespace parley::cycle_problems

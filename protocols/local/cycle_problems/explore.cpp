#include <algorithm>
#include <array>
#include <map>

#include "protocols/local/cycle_problems/optimum.hpp"
#include "protocols/local/cycle_problems/synthesis.hpp"
#include "protocols/local/cycle_problems/tasks.hpp"

namespace parley::cycle_problems {
namespace {

constexpr std::uint64_t kMostWitness = 64;
constexpr double kMostLabellings = 600'000;  // of one line of the table or one random problem
constexpr std::uint32_t kRandomBruteForce = 7;
constexpr std::uint64_t kRunEvery = 25;  // random problems whose algorithm is run

WalkGraph flexible_part(const WalkGraph& graph) {
  std::vector<std::uint8_t> flexible(graph.size(), 0);
  for (const Component& component : cyclic_components(graph))
    if (period(graph, component) == 1)
      for (const std::uint32_t node : component) flexible[node] = 1;
  return restricted(graph, flexible);
}

// The least n for which no walk in flexible components is within alpha of the optimum: what an algorithm that does not
// see the whole cycle can write is such a walk. Nothing up to kMostWitness: a tie, told by the critical period.
std::optional<std::uint64_t> global_witness(const Task& task, const Ratio& opt) {
  const WalkGraph graph = walk_graph(task.problem);
  const WalkGraph part = flexible_part(usable_part(task, graph, opt));
  const Optimum all(graph, task.problem.objective, kMostWitness);
  const Optimum some(part, task.problem.objective, kMostWitness);
  for (std::uint64_t n = 1; n <= kMostWitness; ++n) {
    const std::optional<std::int64_t> best = all.weight(n);
    if (!best) continue;
    const std::optional<std::int64_t> here = some.weight(n);
    if (!here || !is_within(task, Ratio::of(*here, 1), Ratio::of(*best, 1))) return n;
  }
  return std::nullopt;
}

std::string witness_text(const Task& task, const Classification& found) {
  if (found.value != Class::kGlobal) return "";
  if (const auto n = global_witness(task, *found.opt)) return "n = " + std::to_string(*n);
  return "tie, period " + std::to_string(found.critical_period);
}

std::uint32_t affordable_nodes(const Problem& problem, std::uint32_t most) {
  double labellings = 1;
  std::uint32_t nodes = 0;
  while (nodes < most && (labellings *= problem.alphabet) <= kMostLabellings) ++nodes;
  return nodes;
}

// The least n <= most whose optimum by walks is not the one by brute force, or whose labelling does not cost that.
std::optional<std::uint32_t> wrong_optimum(const Problem& problem, std::uint32_t most,
                                           const StudyConditions& conditions) {
  const WalkGraph graph = walk_graph(problem);
  const Optimum optimum(graph, problem.objective, std::max(most, 1U));
  for (std::uint32_t n = 1; n <= most && !conditions.is_stopped(); ++n) {
    const Evaluated tried = brute_force_optimum(problem, n);
    const std::optional<std::int64_t> walked = optimum.weight(n);
    if (tried.feasible != walked.has_value()) return n;
    if (!walked) continue;
    const Evaluated written = evaluate(problem, optimum.labelling(n));
    if (*walked != tried.weight || !written.feasible || written.weight != tried.weight) return n;
  }
  return std::nullopt;
}

struct Classified {
  bool done = false;
  Classification found = {};
  std::string witness = {};
  std::uint32_t tried_to = 0;
  std::optional<std::uint32_t> wrong = {};
};

void tell_wrong(const Parameters& parameters, const Task& task, std::uint32_t n, Findings& findings) {
  for (const auto& known : findings.counterexamples)
    if (known.property == "optimum") return;
  StudyCounterexample<Parameters> found{"optimum", narrowed(parameters, task), described(task)};
  found.parameters.brute_force_nodes = n;
  found.story.push_back("the optimum of the cycle of " + std::to_string(n) + " nodes by walks is another");
  findings.counterexamples.push_back(std::move(found));
}

void tell_line(const Parameters& parameters, const Line& line, const Classified& each, StudyTable& table, bool& differs,
               Findings& findings) {
  const Problem& problem = line.task.problem;
  table.rows.push_back(
      {problem.name, line.task.alpha.text(), std::string(to_string(each.found.value)), told(problem, each.found.opt),
       told(problem, each.found.flexible), told(problem, each.found.loop), told(problem, each.found.constant),
       std::uint64_t{each.found.critical_period}, std::string(each.found.tie ? "yes" : ""), each.witness});
  if (each.wrong) tell_wrong(parameters, line.task, *each.wrong, findings);
  if (!line.expected || *line.expected == each.found.value) return;
  differs = true;
  findings.counterexamples.push_back({"table", parameters, described(line.task)});
  findings.counterexamples.back().story.push_back("expected " + std::string(to_string(*line.expected)) + ", found " +
                                                  std::string(to_string(each.found.value)));
}

// 1. The lines asked for. Returns whether an optimum was wrong.
bool explore_lines(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  const std::vector<Line> lines = lines_of(parameters);
  std::vector<Classified> classified(lines.size());
  conditions.for_each(lines.size(), [&](std::uint64_t index) {
    Classified& each = classified[index];
    const Task& task = lines[index].task;
    each.found = classify(task);
    each.witness = witness_text(task, each.found);
    each.tried_to = parameters.tasks == Tasks::kTable ? affordable_nodes(task.problem, parameters.brute_force_nodes)
                                                      : parameters.brute_force_nodes;
    each.wrong = wrong_optimum(task.problem, each.tried_to, conditions);
    each.done = !conditions.is_stopped();
  });
  StudyTable table{"classes",
                   "deterministic and randomised rounds for a factor alpha, and the parameters that decide",
                   {"problem", "alpha", "rounds", "opt", "flexible", "loop", "constant", "period", "tie", "witness"}};
  bool complete = true;
  bool differs = false;
  bool wrong = false;
  for (std::size_t index = 0; index < lines.size(); ++index) {
    complete = complete && classified[index].done;
    wrong = wrong || classified[index].wrong.has_value();
    if (classified[index].done) tell_line(parameters, lines[index], classified[index], table, differs, findings);
  }
  findings.tables.push_back(std::move(table));
  if (parameters.tasks == Tasks::kTable)
    findings.verdicts.push_back(
        {"table", verdict_of(differs, complete), std::to_string(lines.size()) + " lines of section 5"});
  return wrong;
}

// 2. Random problems.
struct Drawn {
  bool done = false;
  Task task = {};
  Classification found = {};
  std::optional<std::uint32_t> wrong = {};
  bool synthesised = false;
  bool missed = false;  // its algorithm, on one cycle
  std::uint64_t run_on = 0;
};

Task random_task(const Parameters& parameters, Rng& rng) {
  static constexpr Objective kObjectives[] = {Objective::kMinSum, Objective::kMaxSum, Objective::kMinMax,
                                              Objective::kMaxMin};
  Problem problem{"random",
                  static_cast<std::uint32_t>(2 + rng.below(2)),
                  static_cast<std::uint32_t>(2 + rng.below(2)),
                  kObjectives[rng.below(4)],
                  {}};
  for (std::uint64_t word = 0; word < problem.words(); ++word)
    problem.costs.push_back(static_cast<std::int64_t>(rng.below(parameters.greatest_cost + 2)) - 1);
  return {std::move(problem), Ratio::of(parameters.alpha_num, parameters.alpha_den)};
}

void run_drawn(Drawn& drawn, Rng& rng) {
  const std::optional<Plan> plan = synthesise(drawn.task, drawn.found);
  drawn.synthesised = plan.has_value();
  if (!plan || plan->made_for == Class::kRandom) return;  // those on average only: simulate
  drawn.run_on = plan->made_for == Class::kLogStar ? plan->least_nodes() + rng.below(50) : 100 + rng.below(50);
  const WalkGraph graph = walk_graph(drawn.task.problem);
  const Optimum optimum(graph, drawn.task.problem.objective, drawn.run_on);
  const std::optional<std::int64_t> best = optimum.weight(drawn.run_on);
  if (!best) return;
  const auto ids = identifiers(static_cast<std::uint32_t>(drawn.run_on), Identifiers::kRandom, rng);
  const Evaluated written = evaluate(drawn.task.problem, run_plan(*plan, optimum, ids).letters);
  drawn.missed = !written.feasible || !is_within(drawn.task, Ratio::of(written.weight, 1), Ratio::of(*best, 1));
}

Drawn draw(const Parameters& parameters, const StudyConditions& conditions, std::uint64_t index) {
  Drawn drawn;
  if (conditions.is_stopped()) return drawn;
  Rng rng = Rng::stream(conditions.seed, index);
  drawn.task = random_task(parameters, rng);
  drawn.found = classify(drawn.task);
  const std::uint32_t nodes = std::min(kRandomBruteForce, parameters.brute_force_nodes);
  drawn.wrong = wrong_optimum(drawn.task.problem, nodes, conditions);
  if (index % kRunEvery == 0) run_drawn(drawn, rng);
  drawn.done = !conditions.is_stopped();
  return drawn;
}

StudyTable histogram(const std::vector<Drawn>& drawn) {
  std::map<std::string, std::array<std::uint64_t, 5>> counts;
  for (const Drawn& each : drawn) {
    if (!each.done) continue;
    const Problem& problem = each.task.problem;
    const std::string kind = std::string(is_sum(problem.objective) ? "sum" : "extreme") + ", " +
                             std::to_string(problem.alphabet) + " letters, window " + std::to_string(problem.window);
    ++counts[kind][static_cast<std::size_t>(each.found.value)];
  }
  StudyTable table{"random-problems", "classes of random problems", {"problems"}};
  for (std::size_t value = 0; value < 5; ++value) table.columns.emplace_back(to_string(static_cast<Class>(value)));
  for (const auto& [kind, row] : counts) {
    std::vector<StudyCell> cells{kind};
    for (const std::uint64_t count : row) cells.emplace_back(count);
    table.rows.push_back(std::move(cells));
  }
  return table;
}

void tell_missed(const Parameters& parameters, const Drawn& drawn, Findings& findings) {
  for (const auto& known : findings.counterexamples)
    if (known.property == "within_alpha") return;
  findings.counterexamples.push_back({"within_alpha", narrowed(parameters, drawn.task), described(drawn.task)});
  findings.counterexamples.back().story.push_back("its algorithm misses alpha on a cycle of " +
                                                  std::to_string(drawn.run_on) + " nodes");
}

// Returns whether an optimum was wrong.
bool explore_random(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  if (parameters.random_problems == 0) return false;
  std::vector<Drawn> drawn(parameters.random_problems);
  conditions.for_each(drawn.size(), [&](std::uint64_t index) { drawn[index] = draw(parameters, conditions, index); });
  bool wrong = false;
  bool missed = false;
  bool complete = true;
  std::uint64_t runs = 0;
  for (const Drawn& each : drawn) {
    complete = complete && each.done;
    runs += each.run_on > 0 ? 1U : 0U;
    wrong = wrong || each.wrong;
    missed = missed || each.missed;
    if (each.wrong) tell_wrong(parameters, each.task, *each.wrong, findings);
    if (each.missed) tell_missed(parameters, each, findings);
  }
  findings.tables.push_back(histogram(drawn));
  findings.verdicts.push_back({"within_alpha", verdict_of(missed, complete),
                               "algorithms of " + std::to_string(runs) + " random problems, one cycle each"});
  return wrong;
}

// A pinned problem: its algorithm on one cycle, as for random problems.
void explore_pinned_run(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  if (parameters.tasks != Tasks::kCustom || conditions.is_stopped()) return;
  Drawn drawn;
  drawn.task = lines_of(parameters).front().task;
  drawn.found = classify(drawn.task);
  Rng rng = Rng::stream(conditions.seed, 0);
  run_drawn(drawn, rng);
  if (drawn.run_on == 0) return;
  if (drawn.missed) tell_missed(parameters, drawn, findings);
  findings.verdicts.push_back({"within_alpha", verdict_of(drawn.missed, true),
                               "its algorithm, on a cycle of " + std::to_string(drawn.run_on) + " nodes"});
}

}  // namespace

Findings Study::explore(const Parameters& parameters, const StudyConditions& conditions) {
  Findings findings;
  bool wrong = explore_lines(parameters, conditions, findings);
  if (parameters.tasks == Tasks::kTable)
    wrong = explore_random(parameters, conditions, findings) || wrong;
  else
    explore_pinned_run(parameters, conditions, findings);
  findings.verdicts.push_back(
      {"optimum", verdict_of(wrong, !conditions.is_stopped()),
       "all labellings of cycles to " + std::to_string(parameters.brute_force_nodes) + " nodes, as far as affordable"});
  return findings;
}

}  // namespace parley::cycle_problems

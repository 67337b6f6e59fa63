#include "protocols/local/cycle_problems/tasks.hpp"

namespace parley::cycle_problems {
namespace {

struct TableLine {
  Known known;
  Ratio alpha;
  Class expected;
};

constexpr TableLine kTableLines[] = {
    {Known::kIndependentSet, {1, 1}, Class::kGlobal},
    {Known::kIndependentSet, {11, 10}, Class::kRandom},
    {Known::kVertexCover, {1, 1}, Class::kGlobal},
    {Known::kVertexCover, {3, 2}, Class::kRandom},
    {Known::kVertexCover, {2, 1}, Class::kConstant},
    {Known::kDominatingSet, {1, 1}, Class::kGlobal},
    {Known::kDominatingSet, {2, 1}, Class::kRandom},
    {Known::kDominatingSet, {3, 1}, Class::kConstant},
    {Known::kColours, {7, 5}, Class::kGlobal},
    {Known::kColours, {3, 2}, Class::kLogStar},
    {Known::kCut, {1, 1}, Class::kGlobal},
    {Known::kCut, {11, 10}, Class::kRandom},
    {Known::kMonochromatic, {1, 1}, Class::kGlobal},
    {Known::kMonochromatic, {100, 1}, Class::kGlobal},
    {Known::kThreeColouring, {1, 1}, Class::kLogStar},
    {Known::kTwoColouring, {1, 1}, Class::kGlobal},
    {Known::kConstant, {1, 1}, Class::kConstant},
    {Known::kMaximalIndependentSet, {1, 1}, Class::kLogStar},
    {Known::kRigidOrDear, {3, 2}, Class::kGlobal},
    {Known::kRigidOrDear, {2, 1}, Class::kLogStar},
    {Known::kRigidOrDear, {5, 2}, Class::kLogStar},
};

}  // namespace

std::vector<Line> lines_of(const Parameters& parameters) {
  const Ratio alpha = Ratio::of(parameters.alpha_num, parameters.alpha_den);
  if (parameters.tasks == Tasks::kKnown) return {{{known_problem(parameters.known), alpha}, {}}};
  if (parameters.tasks == Tasks::kCustom) {
    Problem problem{"custom", parameters.alphabet, parameters.window, parameters.objective, parameters.costs};
    return {{{std::move(problem), alpha}, {}}};
  }
  std::vector<Line> lines;
  for (const TableLine& line : kTableLines) lines.push_back({{known_problem(line.known), line.alpha}, line.expected});
  return lines;
}

Parameters narrowed(const Parameters& parameters, const Task& task, std::optional<std::uint32_t> exponent) {
  Parameters result = parameters;
  result.tasks = Tasks::kCustom;
  result.alphabet = task.problem.alphabet;
  result.window = task.problem.window;
  result.objective = task.problem.objective;
  result.costs = task.problem.costs;
  result.alpha_num = static_cast<std::uint32_t>(task.alpha.num);
  result.alpha_den = static_cast<std::uint32_t>(task.alpha.den);
  result.random_problems = 0;
  if (exponent) result.smallest = result.largest = *exponent;
  return result;
}

std::string told(const Problem& problem, const std::optional<Ratio>& weight) {
  if (!weight) return "-";
  return (is_maximised(problem.objective) ? Ratio{-weight->num, weight->den} : *weight).text();
}

namespace {

std::string objective_text(Objective objective) {
  switch (objective) {
    case Objective::kMinSum:
      return "least sum of costs";
    case Objective::kMaxSum:
      return "greatest sum of utilities";
    case Objective::kMinMax:
      return "least greatest cost";
    case Objective::kMaxMin:
      return "greatest least utility";
  }
  return "";
}

}  // namespace

std::vector<std::string> described(const Task& task) {
  std::string costs;
  for (std::size_t word = 0; word < task.problem.costs.size(); ++word) {
    const std::int64_t cost = task.problem.costs[word];
    costs += (word == 0 ? "" : " ") + (cost == kForbidden ? std::string("-") : std::to_string(cost));
  }
  return {task.problem.name + ": " + objective_text(task.problem.objective) + " of windows of " +
              std::to_string(task.problem.window) + " letters from " + std::to_string(task.problem.alphabet),
          "of all windows in the order of numbers (- is forbidden): " + costs, "alpha = " + task.alpha.text()};
}

}  // namespace parley::cycle_problems

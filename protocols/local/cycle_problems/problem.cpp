#include "protocols/local/cycle_problems/problem.hpp"

#include <algorithm>
#include <functional>

namespace parley::cycle_problems {
namespace {

// value * left <=> optimum * right says whether value is within alpha, for costs and for negated utilities.
struct Factors {
  Wide left = 1;
  Wide right = 1;
};
Factors factors(const Task& task) {
  if (is_maximised(task.problem.objective)) return {task.alpha.num, task.alpha.den};
  return {task.alpha.den, task.alpha.num};
}

}  // namespace

bool is_within(const Task& task, const Ratio& value, const Ratio& optimum) {
  const Factors factor = factors(task);
  return Wide{value.num} * factor.left * optimum.den <= Wide{optimum.num} * factor.right * value.den;
}

bool is_strictly_within(const Task& task, const Ratio& value, const Ratio& optimum) {
  const Factors factor = factors(task);
  return Wide{value.num} * factor.left * optimum.den < Wide{optimum.num} * factor.right * value.den;
}

Evaluated evaluate(const Problem& problem, const Letters& letters) {
  const std::size_t n = letters.size();
  Evaluated result{true, 0};
  for (std::size_t position = 0; position < n; ++position) {
    std::size_t word = 0;
    for (std::size_t offset = 0; offset < problem.window; ++offset)
      word = word * problem.alphabet + letters[(position + offset) % n];
    if (problem.costs[word] == kForbidden) return {};
    const std::int64_t weight = weight_of(problem, problem.costs[word]);
    if (is_sum(problem.objective))
      result.weight += weight;
    else
      result.weight = position == 0 ? weight : std::max(result.weight, weight);
  }
  return result;
}

Evaluated brute_force_optimum(const Problem& problem, std::uint32_t n) {
  Letters letters(n, 0);
  Evaluated best;
  for (std::size_t position = 0; position < n;) {
    const Evaluated here = evaluate(problem, letters);
    if (here.feasible && (!best.feasible || here.weight < best.weight)) best = here;
    for (position = 0; position < n && ++letters[position] == problem.alphabet; ++position) letters[position] = 0;
  }
  return best;
}

namespace {

// The cost of a word, from its letters.
using CostOf = std::function<std::int64_t(const Letters&)>;

Problem tabulated(std::string name, std::uint32_t alphabet, std::uint32_t window, Objective objective,
                  const CostOf& cost_of) {
  Problem problem{std::move(name), alphabet, window, objective, {}};
  for (std::uint64_t word = 0; word < problem.words(); ++word) {
    Letters letters(window);
    std::uint64_t rest = word;
    for (std::uint32_t offset = window; offset-- > 0; rest /= alphabet)
      letters[offset] = static_cast<Letter>(rest % alphabet);
    problem.costs.push_back(cost_of(letters));
  }
  return problem;
}

std::int64_t allowed(bool is_allowed, std::int64_t cost = 0) {
  return is_allowed ? cost : kForbidden;
}

std::int64_t rigid_or_dear(const Letters& word) {
  if (word[0] == word[1] || (word[0] < 2) != (word[1] < 2)) return kForbidden;
  return word[0] < 2 ? 1 : 2;
}

}  // namespace

Problem known_problem(Known known) {
  using enum Objective;
  switch (known) {
    case Known::kIndependentSet:
      return tabulated("independent set", 2, 2, kMaxSum,
                       [](const Letters& word) { return allowed(word[0] + word[1] < 2, word[0]); });
    case Known::kVertexCover:
      return tabulated("vertex cover", 2, 2, kMinSum,
                       [](const Letters& word) { return allowed(word[0] + word[1] > 0, word[0]); });
    case Known::kDominatingSet:
      return tabulated("dominating set", 2, 3, kMinSum,
                       [](const Letters& word) { return allowed(word[0] + word[1] + word[2] > 0, word[1]); });
    case Known::kColours:
      return tabulated("colours", 3, 2, kMinMax,
                       [](const Letters& word) { return allowed(word[0] != word[1], word[0] + 1); });
    case Known::kCut:
      return tabulated("cut", 2, 2, kMaxSum, [](const Letters& word) { return word[0] != word[1] ? 1 : 0; });
    case Known::kMonochromatic:
      return tabulated("monochromatic", 2, 2, kMinSum, [](const Letters& word) { return word[0] == word[1] ? 1 : 0; });
    case Known::kThreeColouring:
      return tabulated("3-colouring", 3, 2, kMinSum, [](const Letters& word) { return allowed(word[0] != word[1]); });
    case Known::kTwoColouring:
      return tabulated("2-colouring", 2, 2, kMinSum, [](const Letters& word) { return allowed(word[0] != word[1]); });
    case Known::kConstant:
      return tabulated("constant", 2, 2, kMinSum, [](const Letters& word) { return allowed(word[0] <= word[1]); });
    case Known::kMaximalIndependentSet:
      return tabulated("maximal independent set", 2, 3, kMinSum, [](const Letters& word) {
        return allowed(word[0] + word[1] < 2 && word[1] + word[2] < 2 && word[0] + word[1] + word[2] > 0);
      });
    case Known::kRigidOrDear:
      return tabulated("rigid or dear", 5, 2, kMinSum, rigid_or_dear);
  }
  return {};
}

}  // namespace parley::cycle_problems

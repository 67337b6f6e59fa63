#include "protocols/local/cycle_problems/study.hpp"

#include "protocols/local/cycle_problems/tasks.hpp"

namespace parley::cycle_problems {
namespace {

constexpr std::uint64_t kMostWords = 128;
constexpr std::int64_t kMostCost = 1'000'000;

std::optional<ConfigProblem> beyond(std::uint64_t value, std::uint64_t least, std::uint64_t most,
                                    std::string_view name) {
  if (value >= least && value <= most) return std::nullopt;
  return ConfigProblem{std::string(name), "must be from " + std::to_string(least) + " to " + std::to_string(most)};
}

std::optional<ConfigProblem> check_costs(const Parameters& parameters) {
  if (auto problem = beyond(parameters.alphabet, 2, 8, "alphabet")) return problem;
  if (auto problem = beyond(parameters.window, 1, 7, "window")) return problem;
  if (auto problem = beyond(parameters.greatest_cost, 1, 1000, "greatest_cost")) return problem;
  if (parameters.tasks != Tasks::kCustom) return std::nullopt;
  const std::uint64_t words = Problem{"", parameters.alphabet, parameters.window, {}, {}}.words();
  if (words > kMostWords) return ConfigProblem{"window", "must leave at most 128 words: alphabet^window"};
  if (parameters.costs.size() != words)
    return ConfigProblem{"costs", "must be " + std::to_string(words) + ", one of each word"};
  for (const std::int64_t cost : parameters.costs)
    if (cost < kForbidden || cost > kMostCost) return ConfigProblem{"costs", "must be from -1 (forbidden) to 1000000"};
  return std::nullopt;
}

// Trying all labellings of a task takes at most so many.
std::optional<ConfigProblem> check_brute_force(const Parameters& parameters) {
  if (auto problem = beyond(parameters.brute_force_nodes, 0, 14, "brute_force_nodes")) return problem;
  for (const Line& line : lines_of(parameters)) {
    if (parameters.tasks == Tasks::kTable) break;  // its own bound, see explore
    double labellings = 1;
    for (std::uint32_t node = 0; node < parameters.brute_force_nodes; ++node) labellings *= line.task.problem.alphabet;
    if (labellings > 1e6)
      return ConfigProblem{"brute_force_nodes", "must leave at most 1000000 labellings of so many nodes"};
  }
  return std::nullopt;
}

}  // namespace

std::optional<ConfigProblem> Study::validate(const Parameters& parameters) {
  if (auto problem = check_costs(parameters)) return problem;
  if (auto problem = beyond(parameters.alpha_den, 1, 1000, "alpha_den")) return problem;
  if (auto problem = beyond(parameters.alpha_num, 1, 1'000'000, "alpha_num")) return problem;
  if (parameters.alpha_num < parameters.alpha_den)
    return ConfigProblem{"alpha_num", "must be alpha_den or more: alpha is at least 1"};
  if (auto problem = beyond(parameters.random_problems, 0, 1'000'000, "random_problems")) return problem;
  if (auto problem = beyond(parameters.largest, 3, 20, "largest")) return problem;
  if (auto problem = beyond(parameters.smallest, 3, parameters.largest, "smallest")) return problem;
  if (auto problem = beyond(parameters.seeds, 1, 100'000, "seeds")) return problem;
  if (auto problem = beyond(parameters.seed_nodes, 8, 1 << 20, "seed_nodes")) return problem;
  return check_brute_force(parameters);
}

}  // namespace parley::cycle_problems

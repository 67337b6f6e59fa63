#include <algorithm>
#include <cmath>

#include "protocols/consensus/directed/cases.hpp"

namespace parley::directed {
namespace {

constexpr std::uint64_t kMostCost = 2'000'000;    // pairs of fault sets, each some bytes
constexpr std::uint64_t kMostRuns = 200'000'000;  // of an exploration, in all
constexpr std::uint32_t kMostEnumerated = 5;      // nodes
constexpr std::uint32_t kMostRounds = 30;

std::optional<ConfigProblem> check_size(const Parameters& p) {
  const bool runs = p.question != Question::conditions;
  const bool every_graph = p.edges.empty();
  const std::uint32_t most =
      every_graph ? (runs ? kMostEnumerated - 1 : kMostEnumerated) : (runs ? kMostRunNodes : kMostNodes);
  if (p.t > kMostNodes) return ConfigProblem{"t", "at most 32"};
  if (p.n <= p.t || p.n > most)
    return ConfigProblem{"n", "from t + 1 to " + std::to_string(most) +
                                  (every_graph ? " (more with question conditions, or with edges)" : "")};
  if (Checker::cost(p.n, p.t) > kMostCost)
    return ConfigProblem{"t", "so few that there are at most 1414 sets of 2t nodes or fewer"};
  return std::nullopt;
}

std::optional<ConfigProblem> check_algorithms(const Parameters& p) {
  const auto is_positive = [](double value) { return std::isfinite(value) && value > 0; };
  if (p.spread == 0 || p.spread > 1'000'000) return ConfigProblem{"spread", "from 1 to 1000000"};
  if (!is_positive(p.epsilon) || rounds_for(p.spread, std::max(p.epsilon, 1e-12)) > kMostRounds)
    return ConfigProblem{"epsilon", "positive, and spread / epsilon at most 2^30"};
  if (!is_positive(p.simulated_epsilon) || rounds_for(p.spread, std::max(p.simulated_epsilon, 1e-12)) > kMostRounds)
    return ConfigProblem{"simulated_epsilon", "positive, and spread / simulated_epsilon at most 2^30"};
  if (p.random_strategies > 10'000) return ConfigProblem{"random_strategies", "at most 10000"};
  if (p.schedules > 10'000) return ConfigProblem{"schedules", "at most 10000"};
  if (p.exhaustive_nodes > 4) return ConfigProblem{"exhaustive_nodes", "at most 4"};
  if (p.exhaustive_runs == 0 || p.exhaustive_runs > 1'000'000'000)
    return ConfigProblem{"exhaustive_runs", "from 1 to 10^9"};
  if (p.variants.size() > 10'000) return ConfigProblem{"variants", "at most 10000 of them"};
  if (p.strategy == Strategy::exhaustive && p.t != 1) return ConfigProblem{"strategy", "exhaustive for t = 1 only"};
  return std::nullopt;
}

// Of one graph, at most.
std::uint64_t runs_of_graph(const Parameters& p, const Pins& pins) {
  const std::uint64_t sets = pins.faulty ? 1 : count_sets_up_to(p.n, p.t);
  const std::uint64_t inputs = pins.inputs ? 1 : std::uint64_t{1} << p.n;
  const std::uint64_t targeted = std::uint64_t{8} << p.n;
  const std::uint64_t strategies = !p.variants.empty() ? 8 * p.variants.size() : targeted + p.random_strategies;
  return sets * inputs * (strategies + p.schedules);
}

std::optional<ConfigProblem> check_amount(const Parameters& p, const Pins& pins) {
  if (p.question == Question::conditions) return std::nullopt;
  const std::uint64_t graphs = p.edges.empty() ? std::uint64_t{1} << (p.n * (p.n - 1)) : 1;
  if (runs_of_graph(p, pins) > kMostRuns / graphs)
    return ConfigProblem{"n", "so few that there are at most 2 * 10^8 runs, or pinned faulty, inputs, variants"};
  return std::nullopt;
}

std::optional<ConfigProblem> check_samples(const Parameters& p) {
  if (p.sizes.empty() || p.sizes.size() > kMostRunNodes) return ConfigProblem{"sizes", "from 1 to 16 of them"};
  for (const std::uint32_t size : p.sizes)
    if (size <= p.t || size > kMostRunNodes || Checker::cost(size, p.t) > kMostCost)
      return ConfigProblem{"sizes", "from t + 1 to 16 nodes, with at most 1414 sets of 2t nodes or fewer"};
  if (p.samples > 1'000'000) return ConfigProblem{"samples", "at most 1000000"};
  if (p.runs > 1'000'000 || std::uint64_t{p.runs} * p.samples > 10'000'000)
    return ConfigProblem{"runs", "at most 10^7 in all samples together"};
  if (!(p.density >= 0 && p.density <= 1)) return ConfigProblem{"density", "from 0 to 1"};
  return std::nullopt;
}

}  // namespace

std::optional<ConfigProblem> Study::validate(const Parameters& parameters) {
  if (std::optional<ConfigProblem> problem = check_size(parameters)) return problem;
  if (std::optional<ConfigProblem> problem = check_algorithms(parameters)) return problem;
  std::optional<ConfigProblem> problem;
  const Pins pins = read_pins(parameters, problem);
  if (problem) return problem;
  if ((problem = check_amount(parameters, pins))) return problem;
  return check_samples(parameters);
}

}  // namespace parley::directed

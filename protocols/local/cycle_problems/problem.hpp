// Local optimization problems in directed cycles: every node outputs a letter, and pays for the window of `window`
// letters that begins at it. [arXiv 2602.13046; card, section 2]
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/local/cycle_problems/ratio.hpp"

namespace parley::cycle_problems {

enum class Objective : std::uint8_t { kMinSum, kMaxSum, kMinMax, kMaxMin };
constexpr bool is_maximised(Objective objective) {
  return objective == Objective::kMaxSum || objective == Objective::kMaxMin;
}
constexpr bool is_sum(Objective objective) {
  return objective == Objective::kMinSum || objective == Objective::kMaxSum;
}

using Letter = std::uint8_t;
using Letters = std::vector<Letter>;  // position i of a cycle, or of a walk
inline constexpr std::int64_t kForbidden = -1;

struct Problem {
  std::string name = {};
  std::uint32_t alphabet = 2;
  std::uint32_t window = 2;
  Objective objective = Objective::kMinSum;
  // Of each word, the first letter being the most significant digit: its cost or utility >= 0, or kForbidden.
  std::vector<std::int64_t> costs = {};

  std::uint64_t words() const {
    std::uint64_t count = 1;
    for (std::uint32_t letter = 0; letter < window; ++letter) count *= alphabet;
    return count;
  }
};

// A solution within the factor alpha >= 1: cost <= alpha * optimum, or utility >= optimum / alpha.
struct Task {
  Problem problem = {};
  Ratio alpha = {1, 1};
};

// Weights are minimised: costs as they are, utilities negated.
inline std::int64_t weight_of(const Problem& problem, std::int64_t cost) {
  return is_maximised(problem.objective) ? -cost : cost;
}
// Whether `value` is within alpha of `optimum`, both being weights (totals, averages or extremes alike).
bool is_within(const Task& task, const Ratio& value, const Ratio& optimum);
// The same without equality.
bool is_strictly_within(const Task& task, const Ratio& value, const Ratio& optimum);

// The sum or the worst of all windows of a labelled cycle, as a weight; nothing where a window is forbidden. By the
// definition, without the graph of words. REQUIRES: at least one letter; a short cycle is read round more than once.
struct Evaluated {
  bool feasible = false;
  std::int64_t weight = 0;
};
Evaluated evaluate(const Problem& problem, const Letters& letters);

// The least weight of all labellings of the n-cycle, by trying all: alphabet^n.
Evaluated brute_force_optimum(const Problem& problem, std::uint32_t n);

// By name, as in section 5 of the card.
enum class Known : std::uint8_t {
  kIndependentSet,  // max-sum, no two neighbours
  kVertexCover,     // min-sum
  kDominatingSet,   // min-sum, radius 1
  kColours,         // min-max: the greatest of 3 colours, neighbours differ
  kCut,             // max-sum: edges with two colours
  kMonochromatic,   // min-sum: edges with one colour
  kThreeColouring,  // the rest are labellings to be found: costs 0 or forbidden
  kTwoColouring,
  kConstant,  // letters may be equal
  kMaximalIndependentSet,
  kRigidOrDear,  // alternate two letters for 1, or properly use three others for 2
};
Problem known_problem(Known known);

}  // namespace parley::cycle_problems

// Algorithms of tasks, run on cycles: what simulate and attack share.
#pragma once

#include <optional>
#include <vector>

#include "protocols/local/cycle_problems/synthesis.hpp"
#include "protocols/local/cycle_problems/tasks.hpp"

namespace parley::cycle_problems {

// What an algorithm is run from. REQUIRES for a member to be used: the class is not kNone.
struct Prepared {
  Line line = {};
  Classification found = {};
  WalkGraph graph = {};
  std::optional<Plan> plan = {};

  explicit Prepared(Line of);
};

// One value a node: identifiers, or random values for a randomised plan.
enum class Values : std::uint8_t { kRandomIdentifiers, kIncreasingIdentifiers, kCoins };

struct CycleRun {
  bool done = false;
  std::uint64_t n = 0;
  std::uint64_t rounds = 0;
  bool solvable = false;  // some labelling of the cycle is feasible
  bool feasible = false;
  bool within = false;
  std::int64_t weight = 0;
  std::int64_t optimum = 0;

  bool missed() const { return done && solvable && !within; }
  // weight : optimum, or its inverse for utilities; at least 1. 0 where the optimum is 0.
  double ratio(Objective objective) const;
};
// `best` is optimum.weight(n), which takes longer to find than a short run.
CycleRun run_cycle(const Prepared& prepared, const Plan& plan, const Optimum& optimum,
                   const std::optional<std::int64_t>& best, std::uint64_t n, Values values, Rng& rng);

}  // namespace parley::cycle_problems

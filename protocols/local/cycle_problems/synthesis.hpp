// An asymptotically optimal algorithm for a task, made from its class, and run. [RECON, section 4 of the card]
//   O(1), O(1)     everybody outputs the letter of a constant word
//   log*, log*     anchors with gaps in [L, 2 L - 1]; each gap is a closed walk from one fixed word, from a table
//   log*, O(1)     anchors = local maxima of random values; gaps to T as above; in longer ones a walk to a constant
//   word,
//                  that word, and a walk back
//   n, n           gather the cycle, and label it optimally
// Cycles too short for anchors are gathered as well.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocols/local/cycle_problems/anchors.hpp"
#include "protocols/local/cycle_problems/classify.hpp"
#include "protocols/local/cycle_problems/optimum.hpp"

namespace parley::cycle_problems {

inline constexpr std::uint32_t kMostGap = 160;

// The words that an algorithm may write: for extremes those within alpha of opt, for sums all.
WalkGraph usable_part(const Task& task, const WalkGraph& graph, const Ratio& opt);

// Closed walks from one word: fills[d] holds the letters of a cheapest one of length d; empty where there is none.
struct Fills {
  std::uint32_t start = 0;
  std::vector<Letters> letters = {};
  std::vector<std::int64_t> weight = {};
};

struct Plan {
  Class made_for = Class::kGlobal;
  Letter constant = 0;
  std::uint32_t gap = 0;      // L, or the radius of local maxima
  std::uint32_t longest = 0;  // 2 L - 1, or T
  Fills fills = {};
  Letters to_constant = {};  // from the start's first letter to before the constant word
  Letters from_constant = {};

  // Below that, the cycle is gathered.
  std::uint64_t least_nodes() const {
    return made_for == Class::kGlobal ? ~std::uint64_t{0} : 8 * std::uint64_t{longest};
  }
};

// The least L for which every gap in [L, 2 L - 1], and so every longer one, is filled within alpha of opt; where values
// are random, within half of what alpha leaves. Nothing if that needs more than kMostGap.
std::optional<Plan> synthesise(const Task& task, const Classification& classification);
// A mutant: the same with L cut to `gap`, whatever that costs.
Plan shortened(const Plan& plan, std::uint32_t gap);

struct Ran {
  Letters letters = {};
  std::uint64_t rounds = 0;
};
// `values` are the identifiers, or the random values of the nodes. `optimum` for the gathered.
Ran run_plan(const Plan& plan, const Optimum& optimum, const std::vector<std::uint64_t>& values);

}  // namespace parley::cycle_problems

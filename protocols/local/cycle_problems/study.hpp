// Which local optimization problems on directed cycles can be approximated how fast.
//
// Source: T. Boudier, F. Kuhn, A. Modanese, R. Stimpert, J. Suomela, "Classification of local optimization problems in
// directed cycles", arXiv 2602.13046. The full text was not available: the four classes are the paper's, the rules that
// tell them apart and the algorithms are reconstructions (RECON), see classify.hpp and synthesis.hpp.
//
// explore   the class of each task, with the parameters that decide; optima by brute force; random problems
// simulate  the synthesised algorithm of each task on growing cycles: rounds and ratio; seeds of the randomised ones
// attack    increasing identifiers; identifiers in place of random values; gaps cut short
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "protocols/core/process.hpp"
#include "protocols/core/study.hpp"
#include "protocols/local/cycle_problems/problem.hpp"

namespace parley::cycle_problems {

enum class Tasks : std::uint8_t { kTable, kKnown, kCustom };

struct Parameters {
  Tasks tasks = Tasks::kTable;  // all lines of the table, one problem of it, or the one given by the next four
  Known known = Known::kIndependentSet;
  std::uint32_t alphabet = 2;
  std::uint32_t window = 2;
  Objective objective = Objective::kMaxSum;
  // Of each word of `window` letters, in the order of numbers in base `alphabet`; -1: forbidden.
  std::vector<std::int64_t> costs = {0, 0, 1, -1};
  std::uint32_t alpha_num = 11;  // alpha, but for the table
  std::uint32_t alpha_den = 10;
  std::uint32_t brute_force_nodes = 12;  // optima of cycles to so many nodes by all labellings
  std::uint32_t random_problems = 10'000;
  std::uint32_t greatest_cost = 3;  // of random problems
  std::uint32_t smallest = 4;       // cycles of 2^smallest .. 2^largest nodes
  std::uint32_t largest = 20;
  std::uint32_t seeds = 1000;  // of randomised algorithms, on cycles of
  std::uint32_t seed_nodes = 8192;
};

using Findings = StudyFindings<Parameters>;

struct Study {
  static constexpr std::string_view kName = "cycle_problems";
  using Parameters = cycle_problems::Parameters;

  static constexpr std::array<PropertyInfo, 7> kProperties{{
      {"table", PropertyKind::kAlways, "every line of the table has the class that is known for it"},
      {"optimum", PropertyKind::kAlways, "optima by walks are those found by trying all labellings"},
      {"within_alpha", PropertyKind::kAlways, "a synthesised algorithm labels every cycle within alpha of the optimum"},
      {"mean_within_alpha", PropertyKind::kAlways, "a randomised one does so on average"},
      {"shape", PropertyKind::kAlways, "rounds grow with n as the class says"},
      {"no_luck_without_coins", PropertyKind::kSometimes,
       "a randomised algorithm that is given identifiers for its coins misses alpha"},
      {"short_gap", PropertyKind::kSometimes, "anchors closer than the synthesised gap miss alpha"},
  }};

  static std::optional<ConfigProblem> validate(const Parameters& parameters);
  static Findings explore(const Parameters& parameters, const StudyConditions& conditions);
  static Findings simulate(const Parameters& parameters, const StudyConditions& conditions);
  static Findings attack(const Parameters& parameters, const StudyConditions& conditions);
};

static_assert(parley::Study<Study>);

}  // namespace parley::cycle_problems

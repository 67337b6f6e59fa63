// Symmetry breaking and the synthesised algorithms: proper, spaced, within alpha, and local.
#include "protocols/local/cycle_problems/synthesis.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>

namespace parley::cycle_problems {
namespace {

TEST(Anchors, IdentifiersAreUniqueAndNotTooLarge) {
  Rng rng(1);
  for (const Identifiers kind : {Identifiers::kRandom, Identifiers::kIncreasing}) {
    const std::vector<std::uint64_t> ids = identifiers(100, kind, rng);
    EXPECT_EQ(std::set<std::uint64_t>(ids.begin(), ids.end()).size(), 100U);
    EXPECT_LE(*std::max_element(ids.begin(), ids.end()), 1'000'000U);
    EXPECT_GE(*std::min_element(ids.begin(), ids.end()), 1U);
    EXPECT_EQ(std::is_sorted(ids.begin(), ids.end()), kind == Identifiers::kIncreasing);
  }
}

TEST(Anchors, ThreeColoursAreProper) {
  Rng rng(2);
  for (const std::uint32_t n : {3U, 4U, 17U, 1000U})
    for (const Identifiers kind : {Identifiers::kRandom, Identifiers::kIncreasing}) {
      const Coloured coloured = three_colours(identifiers(n, kind, rng), 30);
      EXPECT_EQ(coloured.rounds, cole_vishkin_rounds(30) + 3);
      for (std::size_t index = 0; index < n; ++index) {
        EXPECT_LT(coloured.colours[index], 3U);
        EXPECT_NE(coloured.colours[index], coloured.colours[(index + 1) % n]);
      }
    }
}

TEST(Anchors, ColeVishkinGrowsLikeLogStar) {
  EXPECT_EQ(cole_vishkin_rounds(3), 1U);
  EXPECT_EQ(cole_vishkin_rounds(64), 4U);
  EXPECT_EQ(cole_vishkin_rounds(1U << 30), 5U);
}

TEST(Anchors, GapsAreInTheRange) {
  Rng rng(3);
  for (const std::uint32_t gap : {1U, 2U, 3U, 5U, 8U, 13U, 40U})
    for (const Identifiers kind : {Identifiers::kRandom, Identifiers::kIncreasing}) {
      const std::uint32_t n = 8 * gap + static_cast<std::uint32_t>(rng.below(500));
      const std::vector<std::uint32_t> at = spaced_anchors(identifiers(n, kind, rng), gap).positions;
      for (std::size_t index = 0; index < at.size(); ++index) {
        const std::uint32_t length = index + 1 < at.size() ? at[index + 1] - at[index] : at[0] + n - at[index];
        EXPECT_GE(length, gap);
        EXPECT_LT(length, 2 * gap);
      }
    }
}

TEST(Anchors, LocalMaximaAreThoseByDefinition) {
  Rng rng(4);
  std::vector<std::uint64_t> values(60);
  for (std::uint64_t& value : values) value = rng.below(30);  // with equal ones
  for (const std::uint32_t radius : {1U, 3U, 7U}) {
    std::vector<std::uint32_t> expected;
    for (std::uint32_t node = 0; node < 60; ++node) {
      bool greatest = true;
      for (std::uint32_t offset = 1; offset <= radius; ++offset)
        greatest =
            greatest && values[node] > values[(node + offset) % 60] && values[node] > values[(node + 60 - offset) % 60];
      if (greatest) expected.push_back(node);
    }
    EXPECT_EQ(local_maxima(values, radius).positions, expected);
  }
}

struct Case {
  Known known;
  Ratio alpha;
};

TEST(Synthesis, DeterministicAlgorithmsKeepToAlpha) {
  Rng rng(5);
  for (const Case& each : {Case{Known::kColours, {3, 2}}, Case{Known::kThreeColouring, {1, 1}},
                           Case{Known::kMaximalIndependentSet, {1, 1}}, Case{Known::kRigidOrDear, {5, 2}},
                           Case{Known::kVertexCover, {2, 1}}, Case{Known::kCut, {1, 1}}}) {
    const Task task{known_problem(each.known), each.alpha};
    const std::optional<Plan> plan = synthesise(task, classify(task));
    ASSERT_TRUE(plan);
    const WalkGraph graph = walk_graph(task.problem);
    const Optimum optimum(graph, task.problem.objective, 4096);
    for (const std::uint32_t n : {5U, 24U, 25U, 100U, 1001U, 4096U})
      for (const Identifiers kind : {Identifiers::kRandom, Identifiers::kIncreasing}) {
        const Ran ran = run_plan(*plan, optimum, identifiers(n, kind, rng));
        const Evaluated written = evaluate(task.problem, ran.letters);
        ASSERT_TRUE(written.feasible) << task.problem.name << n;
        EXPECT_TRUE(is_within(task, Ratio::of(written.weight, 1), Ratio::of(*optimum.weight(n), 1)));
      }
  }
}

// A node's letter is a function of what lies within as many hops as there were rounds.
void expect_local(const Task& task, std::uint32_t n) {
  const std::optional<Plan> plan = synthesise(task, classify(task));
  ASSERT_TRUE(plan);
  const WalkGraph graph = walk_graph(task.problem);
  const Optimum optimum(graph, task.problem.objective, n);
  Rng rng(6);
  const std::vector<std::uint64_t> ids = identifiers(n, Identifiers::kRandom, rng);
  const Ran ran = run_plan(*plan, optimum, ids);
  ASSERT_LT(2 * ran.rounds + 1, n);
  const auto rounds = static_cast<std::uint32_t>(ran.rounds);
  for (int round = 0; round < 10; ++round) {
    const auto node = static_cast<std::uint32_t>(rng.below(n));
    std::vector<std::uint64_t> other = ids;
    // The identifiers beyond the view, in reverse order.
    std::vector<std::uint32_t> far;
    for (std::uint32_t offset = rounds + 1; offset < n - rounds; ++offset) far.push_back((node + offset) % n);
    for (std::size_t index = 0; index < far.size(); ++index) other[far[index]] = ids[far[far.size() - 1 - index]];
    ASSERT_NE(other, ids);
    EXPECT_EQ(run_plan(*plan, optimum, other).letters[node], ran.letters[node]);
  }
}

TEST(Synthesis, AlgorithmsAreLocal) {
  expect_local({known_problem(Known::kThreeColouring), {1, 1}}, 300);
  expect_local({known_problem(Known::kIndependentSet), {3, 2}}, 900);
  expect_local({known_problem(Known::kVertexCover), {2, 1}}, 20);
  // A flexible cycle of 2 and 3 words for 3, or a rigid one for 1: gaps are wider than 2.
  Problem wide{"", 2, 3, Objective::kMinSum, {}};
  for (std::uint32_t word = 0; word < 8; ++word)
    wide.costs.push_back(word == 0 || word == 7 ? kForbidden : 1 + word % 2);
  const Task task{wide, {11, 10}};
  ASSERT_EQ(classify(task).value, Class::kLogStar);
  expect_local(task, 4000);
}

TEST(Synthesis, CoinsThatAreIdentifiersMissAlpha) {
  const Task task{known_problem(Known::kIndependentSet), {3, 2}};
  const std::optional<Plan> plan = synthesise(task, classify(task));
  ASSERT_TRUE(plan);
  const WalkGraph graph = walk_graph(task.problem);
  const Optimum optimum(graph, task.problem.objective, 4096);
  Rng rng(7);
  const auto within = [&](const Plan& by, const std::vector<std::uint64_t>& values) {
    const Evaluated written = evaluate(task.problem, run_plan(by, optimum, values).letters);
    return written.feasible && is_within(task, Ratio::of(written.weight, 1), Ratio::of(*optimum.weight(4096), 1));
  };
  EXPECT_FALSE(within(*plan, identifiers(4096, Identifiers::kIncreasing, rng)));
  EXPECT_TRUE(within(*plan, identifiers(4096, Identifiers::kRandom, rng)));
  const Task colouring{known_problem(Known::kThreeColouring), {1, 1}};
  const std::optional<Plan> spaced = synthesise(colouring, classify(colouring));
  const WalkGraph words = walk_graph(colouring.problem);
  const Optimum none(words, colouring.problem.objective, 100);
  const Ran ran = run_plan(shortened(*spaced, 1), none, identifiers(100, Identifiers::kRandom, rng));
  EXPECT_FALSE(evaluate(colouring.problem, ran.letters).feasible);
}

}  // namespace
}  // namespace parley::cycle_problems

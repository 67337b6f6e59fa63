// The graph of words, its parameters, and the classes, against cases known by hand and against brute force.
#include "protocols/local/cycle_problems/classify.hpp"

#include <gtest/gtest.h>

#include "protocols/core/random.hpp"
#include "protocols/local/cycle_problems/optimum.hpp"

namespace parley::cycle_problems {
namespace {

// Nodes 0 .. n-1 with these weights and edges; letters and constants do not matter here.
WalkGraph graph_of(std::vector<std::int64_t> weights, std::vector<std::vector<std::uint32_t>> next) {
  const std::size_t n = weights.size();
  return {std::move(next), std::move(weights), Letters(n, 0), std::vector<std::uint8_t>(n, 0)};
}

TEST(Ratio, IsExact) {
  EXPECT_EQ(Ratio::of(6, -4), (Ratio{-3, 2}));
  EXPECT_TRUE(Ratio::of(1'000'000'007, 1'000'000'009) < Ratio::of(1'000'000'009, 1'000'000'011));
  EXPECT_EQ(Ratio::of(0, 5).text(), "0");
  EXPECT_EQ(Ratio::of(11, 10).text(), "11/10");
}

TEST(Walks, PeriodIsTheGcdOfCycleLengths) {
  const WalkGraph six_and_three =
      graph_of(std::vector<std::int64_t>(8, 1), {{1}, {2}, {3, 6}, {4}, {5}, {0}, {7}, {2}});
  ASSERT_EQ(cyclic_components(six_and_three).size(), 1U);
  EXPECT_EQ(period(six_and_three, cyclic_components(six_and_three)[0]), 3U);  // cycles of 6 and of 3
  const WalkGraph two_and_three = graph_of({1, 1, 1}, {{1}, {0, 2}, {0}});
  EXPECT_EQ(period(two_and_three, cyclic_components(two_and_three)[0]), 1U);
}

TEST(Walks, ComponentsLeaveOutWhatIsOnNoCycle) {
  const WalkGraph graph = graph_of({1, 1, 1, 1, 1}, {{1}, {2}, {1, 3}, {4}, {4}});
  const std::vector<Component> components = cyclic_components(graph);
  ASSERT_EQ(components.size(), 2U);
  EXPECT_EQ(components[0], (Component{1, 2}));
  EXPECT_EQ(components[1], (Component{4}));
}

TEST(Walks, LeastMeanIsThatOfTheCheapestCycle) {
  const WalkGraph graph = graph_of({5, 1, 4, 0}, {{1}, {0, 2}, {3}, {1}});  // (5 + 1) / 2, (1 + 4 + 0) / 3
  const Component all = cyclic_components(graph)[0];
  EXPECT_EQ(least_mean(graph, all), (Ratio{5, 3}));
  const std::vector<Component> critical = cyclic_components(critical_graph(graph, all, {5, 3}));
  ASSERT_EQ(critical.size(), 1U);
  EXPECT_EQ(critical[0], (Component{1, 2, 3}));
  EXPECT_FALSE(flexible_critical(graph, all, {5, 3}));
}

// The least mean by looking at the optima of all lengths to V: some cycle of the cheapest mean is no longer.
TEST(Walks, LeastMeanIsTheBestOfShortClosedWalks) {
  Rng rng(3);
  for (int round = 0; round < 200; ++round) {
    Problem problem{"", 2, 3, Objective::kMinSum, {}};
    for (int word = 0; word < 8; ++word) problem.costs.push_back(static_cast<std::int64_t>(rng.below(9)) - 1);
    const Classification found = classify({problem, {1, 1}});
    std::optional<Ratio> least;
    for (std::uint32_t n = 1; n <= 8; ++n) {
      const Evaluated tried = brute_force_optimum(problem, n);
      if (!tried.feasible) continue;
      const Ratio mean = Ratio::of(tried.weight, n);
      if (!least || mean < *least) least = mean;
    }
    ASSERT_EQ(found.opt.has_value(), least.has_value());
    if (least.has_value()) {
      EXPECT_EQ(*found.opt, *least);
    }
  }
}

TEST(Optimum, IsThatOfBruteForce) {
  Rng rng(5);
  for (int round = 0; round < 120; ++round) {
    Problem problem{"",
                    2 + static_cast<std::uint32_t>(rng.below(2)),
                    1 + static_cast<std::uint32_t>(rng.below(3)),
                    static_cast<Objective>(rng.below(4)),
                    {}};
    for (std::uint64_t word = 0; word < problem.words(); ++word)
      problem.costs.push_back(static_cast<std::int64_t>(rng.below(6)) - 1);
    const WalkGraph graph = walk_graph(problem);
    const Optimum optimum(graph, problem.objective, 8);
    for (std::uint32_t n = 1; n <= 8; ++n) {
      const Evaluated tried = brute_force_optimum(problem, n);
      const std::optional<std::int64_t> walked = optimum.weight(n);
      ASSERT_EQ(tried.feasible, walked.has_value());
      if (!walked) continue;
      EXPECT_EQ(*walked, tried.weight);
      const Letters letters = optimum.labelling(n);
      ASSERT_EQ(letters.size(), n);
      EXPECT_EQ(evaluate(problem, letters).weight, tried.weight);
    }
  }
}

Class class_of(Known known, Ratio alpha) {
  return classify({known_problem(known), alpha}).value;
}

TEST(Classify, ThresholdsAreWhereTheyShouldBe) {
  EXPECT_EQ(class_of(Known::kVertexCover, {1999, 1000}), Class::kRandom);
  EXPECT_EQ(class_of(Known::kVertexCover, {2, 1}), Class::kConstant);
  EXPECT_EQ(class_of(Known::kDominatingSet, {2999, 1000}), Class::kRandom);
  EXPECT_EQ(class_of(Known::kDominatingSet, {3, 1}), Class::kConstant);
  EXPECT_EQ(class_of(Known::kColours, {1499, 1000}), Class::kGlobal);
  EXPECT_EQ(class_of(Known::kColours, {3, 2}), Class::kLogStar);
  EXPECT_EQ(class_of(Known::kRigidOrDear, {1999, 1000}), Class::kGlobal);
  EXPECT_EQ(class_of(Known::kRigidOrDear, {2, 1}), Class::kLogStar);
  EXPECT_EQ(class_of(Known::kIndependentSet, {1001, 1000}), Class::kRandom);
  EXPECT_EQ(class_of(Known::kIndependentSet, {1000, 1}), Class::kRandom);  // the constant has no utility at all
  EXPECT_EQ(class_of(Known::kMonochromatic, {1000, 1}), Class::kGlobal);   // the optimum is 0
}

TEST(Classify, TiesAreSettledByTheCriticalPeriod) {
  const Classification odd = classify({known_problem(Known::kIndependentSet), {1, 1}});
  EXPECT_TRUE(odd.tie);
  EXPECT_EQ(odd.critical_period, 2U);
  EXPECT_EQ(odd.value, Class::kGlobal);
  const Classification dear = classify({known_problem(Known::kRigidOrDear), {2, 1}});
  EXPECT_TRUE(dear.tie);
  EXPECT_EQ(dear.value, Class::kLogStar);
}

TEST(Classify, NothingIsFeasible) {
  const Problem problem{"", 2, 2, Objective::kMinSum, {-1, 1, -1, -1}};
  EXPECT_EQ(classify({problem, {1, 1}}).value, Class::kNone);
  EXPECT_EQ(classify({{"", 2, 1, Objective::kMaxMin, {-1, -1}}, {1, 1}}).value, Class::kNone);
}

}  // namespace
}  // namespace parley::cycle_problems

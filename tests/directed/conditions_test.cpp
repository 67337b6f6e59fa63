// The five conditions: the card's counts, a brute-force oracle, witnesses, and the demonstration graphs.
#include "protocols/consensus/directed/conditions.hpp"

#include <algorithm>
#include <array>
#include <gtest/gtest.h>

#include "protocols/consensus/directed/augment.hpp"
#include "protocols/core/random.hpp"
#include "tests/directed/graphs.hpp"
#include "tests/directed/oracle.hpp"

namespace parley::directed {
namespace {

std::vector<ConditionSet> classify_all(std::uint32_t n, std::uint32_t f) {
  Checker checker(n, f);
  std::vector<ConditionSet> satisfied(std::size_t{1} << (n * (n - 1)));
  for (std::size_t code = 0; code < satisfied.size(); ++code)
    satisfied[code] = checker.satisfied(Digraph::of_code(n, code));
  return satisfied;
}

std::array<std::size_t, 5> counts(const std::vector<ConditionSet>& satisfied) {
  std::array<std::size_t, 5> count{};
  for (const ConditionSet set : satisfied)
    for (std::size_t i = 0; i < count.size(); ++i) count[i] += set.contains(kConditions[i]) ? 1U : 0U;
  return count;
}

using Counts = std::array<std::size_t, 5>;

TEST(DirectedConditions, CountsOfLabelledDigraphsAreTheCards) {
  // 1-reach, AUTH-SYNC, 2-reach, AUTH-ASYNC, 3-reach for f = 1
  EXPECT_EQ(counts(classify_all(3, 1)), (Counts{27, 1, 1, 0, 0}));
  EXPECT_EQ(counts(classify_all(4, 1)), (Counts{2022, 256, 244, 108, 1}));
  EXPECT_EQ(counts(classify_all(5, 1)), (Counts{677'370, 160'886, 157'106, 118'966, 2'885}));
}

TEST(DirectedConditions, TheOracleAgreesOnEverySmallGraph) {
  for (std::uint32_t n = 1; n <= 4; ++n)
    for (std::uint32_t f = 0; f <= 1; ++f) {
      const std::vector<ConditionSet> satisfied = classify_all(n, f);
      for (std::size_t code = 0; code < satisfied.size(); code += n == 4 ? 3 : 1)
        for (const Condition condition : kConditions)
          ASSERT_EQ(satisfied[code].contains(condition), oracle::holds(condition, Digraph::of_code(n, code), f))
              << to_string(condition) << " n=" << n << " f=" << f << " code " << code;
    }
}

TEST(DirectedConditions, TheOracleAgreesOnLargerGraphsAndTwoFaults) {
  Rng rng(5);
  for (int i = 0; i < 60; ++i) {
    const std::uint32_t n = 5 + static_cast<std::uint32_t>(rng.below(2));
    const std::uint32_t f = 1 + static_cast<std::uint32_t>(rng.below(2));
    const Digraph graph = random_graph(rng, n, 0.5 + 0.5 * rng.unit());
    Checker checker(n, f);
    const ConditionSet satisfied = checker.satisfied(graph);
    for (const Condition condition : kConditions) {
      if (condition == Condition::kThreeReach && n == 6 && f == 2) continue;  // the oracle would take seconds
      ASSERT_EQ(satisfied.contains(condition), oracle::holds(condition, graph, f)) << to_string(condition);
      ASSERT_EQ(satisfied.contains(condition), checker.holds(condition, graph));
    }
  }
}

TEST(DirectedConditions, CompleteGraphsNeedTheKnownBounds) {
  for (std::uint32_t f = 0; f <= 3; ++f)
    for (std::uint32_t n = f + 1; n <= 10; ++n) {
      const ConditionSet set = Checker(n, f).satisfied(Digraph::complete(n));
      EXPECT_EQ(set.contains(Condition::kAuthSync), n >= 2 * f + 1);
      EXPECT_EQ(set.contains(Condition::kAuthAsync), n >= 3 * f + 1);
      EXPECT_EQ(set.contains(Condition::kThreeReach), n >= 3 * f + 1);
    }
}

TEST(DirectedConditions, ImplyOneAnother) {
  for (const ConditionSet set : classify_all(4, 1)) {
    if (set.contains(Condition::kThreeReach)) {
      EXPECT_TRUE(set.contains(Condition::kAuthAsync));
    }
    if (set.contains(Condition::kAuthAsync)) {
      EXPECT_TRUE(set.contains(Condition::kTwoReach));
    }
    if (set.contains(Condition::kTwoReach)) {
      EXPECT_TRUE(set.contains(Condition::kAuthSync));
    }
    if (set.contains(Condition::kAuthSync)) {
      EXPECT_TRUE(set.contains(Condition::kOneReach));
    }
  }
}

TEST(DirectedConditions, ViolationsAreRealAndSmallest) {
  Rng rng(6);
  for (int i = 0; i < 400; ++i) {
    const std::uint32_t f = 1 + static_cast<std::uint32_t>(rng.below(2));
    const std::uint32_t n = i % 2 == 0 ? 4 : 5;
    const Digraph graph = random_graph(rng, n, rng.unit());
    Checker checker(n, f);
    for (const Condition condition : kConditions) {
      const std::optional<Violation> found = checker.smallest_violation(condition, graph);
      ASSERT_EQ(found.has_value(), !checker.holds(condition, graph));
      if (!found) continue;
      const Nodes a = found->shared_faults | found->u_faults;
      const Nodes b = found->shared_faults | found->v_faults;
      ASSERT_FALSE(contains(a, found->u));
      ASSERT_FALSE(contains(b, found->v));
      ASSERT_EQ(found->common, reach(graph, found->u, a) & reach(graph, found->v, b));
      const bool signatures = condition == Condition::kAuthSync || condition == Condition::kAuthAsync;
      ASSERT_LT(size_of(found->common), signatures ? f + 1 : 1);
      ASSERT_LE(std::max({size_of(found->shared_faults), size_of(found->u_faults), size_of(found->v_faults)}), f);
      const std::size_t total = size_of(found->shared_faults) + size_of(found->u_faults) + size_of(found->v_faults);
      if (graph.size() == 4) {
        ASSERT_EQ(total, oracle::fewest_faults(condition, graph, f));
      }
    }
  }
}

TEST(DirectedConditions, DemonstrationGraphs) {
  Checker checker(4, 1);
  const ConditionSet ring = checker.satisfied(ring_of_four());
  EXPECT_TRUE(ring.contains(Condition::kOneReach));
  EXPECT_FALSE(ring.contains(Condition::kAuthSync));
  const ConditionSet card = checker.satisfied(graph_of_the_card());
  EXPECT_TRUE(card.contains(Condition::kAuthSync));
  EXPECT_FALSE(card.contains(Condition::kTwoReach));
  for (const Condition condition : kConditions) {
    EXPECT_EQ(ring.contains(condition), oracle::holds(condition, ring_of_four(), 1));
    EXPECT_EQ(card.contains(condition), oracle::holds(condition, graph_of_the_card(), 1));
  }
}

TEST(DirectedAugment, SearchAgreesWithTheTableOfAllGraphs) {
  const std::vector<ConditionSet> satisfied = classify_all(4, 1);
  Checker checker(4, 1);
  for (const Condition condition : kConditions) {
    const std::vector<std::uint8_t> fewest = fewest_edges_of_all(4, condition, satisfied);
    for (std::size_t code = 0; code < fewest.size(); code += 97) {
      const std::optional<Augmentation> found = fewest_edges(checker, condition, Digraph::of_code(4, code), 1'000'000);
      ASSERT_TRUE(found.has_value());
      ASSERT_EQ(found->added, fewest[code]) << to_string(condition) << " code " << code;
      ASSERT_TRUE(checker.holds(condition, found->graph));
      ASSERT_EQ(found->graph.code() & code, code);
    }
  }
}

TEST(DirectedAugment, SaysWhenItCannot) {
  Checker checker(3, 1);
  EXPECT_FALSE(fewest_edges(checker, Condition::kAuthAsync, Digraph(3), 1'000'000).has_value());
  EXPECT_FALSE(fewest_edges(checker, Condition::kAuthSync, Digraph(3), 2).has_value());
  const std::optional<Augmentation> found = fewest_edges(checker, Condition::kAuthSync, Digraph(3), 1'000'000);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->added, 6U);
}

TEST(DirectedGraph, CodesAndEdgesAreReadBack) {
  Rng rng(7);
  for (std::uint32_t n = 1; n <= 8; ++n)
    for (int i = 0; i < 50; ++i) {
      const Digraph graph = random_graph(rng, n, 0.4);
      ASSERT_EQ(Digraph::of_code(n, graph.code()), graph);
      Digraph again(n);
      for (const std::string& edge : edge_list(graph))
        if (const auto ends = parse_edge(edge, n)) again.add(ends->first, ends->second);
      ASSERT_EQ(again, graph);
    }
  for (const char* bad : {"", "0", ">", "0>", ">1", "0>0", "0>4", "-1>2", "0>1 ", "00>1", "0>1>2", "a>b"})
    EXPECT_FALSE(parse_edge(bad, 4).has_value()) << bad;
}

}  // namespace
}  // namespace parley::directed

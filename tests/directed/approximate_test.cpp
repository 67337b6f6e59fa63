// Approximate consensus: halving, validity and agreement under slow links and lies, mutants, and the runs that show
// AUTH-ASYNC necessary.
#include <gtest/gtest.h>

#include "protocols/consensus/directed/cases.hpp"
#include "protocols/consensus/directed/schedules.hpp"
#include "tests/directed/graphs.hpp"

namespace parley::directed {
namespace {

constexpr std::uint32_t kRounds = 4;
constexpr std::int64_t kSpread = std::int64_t{16} << kRounds;
constexpr std::int64_t kApart = std::int64_t{1} << kRounds;

ApproximateInputs inputs_of(Nodes bits) {
  ApproximateInputs inputs = {};
  inputs.spread = kSpread;
  for_each_node(bits, [&](Node v) { inputs.values[v] = kSpread; });
  return inputs;
}

std::array<std::uint64_t, 5> misses(const Digraph& graph, std::uint32_t f, Mutant mutant, std::uint64_t variants) {
  const ApproximateInstance instance(graph, f);
  std::array<std::uint64_t, 5> count = {};
  for (const Nodes faulty : sets_up_to(graph.size(), f))
    for (Nodes bits = 0; bits <= graph.nodes(); bits += 3)
      for (std::uint64_t variant = 0; variant < variants; ++variant) {
        Rng rng = Rng::stream(variant, (std::uint64_t{faulty} << 32) | bits);
        ApproximateSetting setting = drawn_setting(instance, faulty, inputs_of(bits), variant, rng);
        setting.rounds = kRounds;
        setting.mutant = mutant;
        const ApproximateOutcome outcome = run_approximate(instance, setting, rng);
        ++count[static_cast<std::size_t>(judge(instance, setting, outcome, kApart))];
      }
  return count;
}

TEST(DirectedApproximate, HalvesWhereTheConditionHolds) {
  Checker checker(4, 1);
  std::uint32_t graphs = 0;
  for (std::uint64_t code = 0; code < 4096; ++code) {
    const Digraph graph = Digraph::of_code(4, code);
    if (!checker.holds(Condition::kAuthAsync, graph) || ++graphs % 9 != 1) continue;
    const std::array<std::uint64_t, 5> found = misses(graph, 1, Mutant::none, 12);
    ASSERT_GT(found[0], 0U);
    for (std::size_t i = 1; i < found.size(); ++i) ASSERT_EQ(found[i], 0U) << "code " << code << " miss " << i;
  }
  EXPECT_EQ(graphs, 108U);
}

TEST(DirectedApproximate, TwoFaultsAmongSeven) {
  const std::array<std::uint64_t, 5> found = misses(Digraph::complete(7), 2, Mutant::none, 6);
  EXPECT_GT(found[0], 1000U);
  for (std::size_t i = 1; i < found.size(); ++i) EXPECT_EQ(found[i], 0U) << i;
}

TEST(DirectedApproximate, HalvingIsNoMoreThanPromised) {
  // Some run halves exactly, so the bound is reached.
  const ApproximateInstance instance(Digraph::complete(4), 1);
  bool exact = false;
  for (std::uint64_t variant = 0; variant < 400 && !exact; ++variant) {
    Rng rng = Rng::stream(9, variant);
    ApproximateSetting setting = drawn_setting(instance, only(3), inputs_of(0b0001), variant, rng);
    setting.rounds = kRounds;
    const ApproximateOutcome outcome = run_approximate(instance, setting, rng);
    exact = 2 * range(outcome, 0b0111, 1) == range(outcome, 0b0111, 0);
  }
  EXPECT_TRUE(exact);
}

TEST(DirectedApproximate, MutantsAreCaught) {
  for (const Mutant mutant : {Mutant::untrimmed, Mutant::own_report}) {
    const std::array<std::uint64_t, 5> found = misses(Digraph::complete(4), 1, mutant, 30);
    EXPECT_GT(found[2] + found[3] + found[4], 0U) << static_cast<int>(mutant);
  }
}

TEST(DirectedApproximateAttack, BreaksEveryGraphWithoutTheCondition) {
  for (std::uint32_t n = 2; n <= 4; ++n) {
    Checker checker(n, 1);
    for (std::uint64_t code = 0; code < (std::uint64_t{1} << (n * (n - 1))); ++code) {
      const Digraph graph = Digraph::of_code(n, code);
      const std::optional<ApproximateAttack> attack = approximate_attack(checker, graph, kSpread);
      ASSERT_EQ(attack.has_value(), !checker.holds(Condition::kAuthAsync, graph));
      if (!attack) continue;
      ASSERT_LE(size_of(attack->setting.faulty), 1U);
      ASSERT_NE(run_attack(ApproximateInstance(graph, 1), *attack, kRounds, Mutant::none, kApart), Miss::kNothing)
          << "n " << n << " code " << code;
    }
  }
}

TEST(DirectedApproximateAttack, SamplesOfFiveAndSixNodes) {
  Rng rng(4);
  std::uint32_t attacked = 0;
  for (int i = 0; i < 400; ++i) {
    const std::uint32_t n = 5 + static_cast<std::uint32_t>(i % 2);
    const std::uint32_t f = 1 + static_cast<std::uint32_t>(i / 2 % 2);
    Checker checker(n, f);
    const Digraph graph = random_graph(rng, n, rng.unit());
    const std::optional<ApproximateAttack> attack = approximate_attack(checker, graph, kSpread);
    if (!attack) continue;
    ++attacked;
    ASSERT_NE(run_attack(ApproximateInstance(graph, f), *attack, kRounds, Mutant::none, kApart), Miss::kNothing);
  }
  EXPECT_GT(attacked, 200U);
}

TEST(DirectedApproximate, RoundsAreTheLogarithm) {
  EXPECT_EQ(rounds_for(8, 1), 3U);
  EXPECT_EQ(rounds_for(9, 1), 4U);
  EXPECT_EQ(rounds_for(1, 1), 0U);
  EXPECT_EQ(rounds_for(8, 0.01), 10U);
  EXPECT_EQ(goal_of(8, 1).most_apart, 8);
  EXPECT_EQ(goal_of(8, 1).spread, 64);
}

}  // namespace
}  // namespace parley::directed

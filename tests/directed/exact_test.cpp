// Exact consensus: the rule of acceptance, who is heeded, every adversary on three nodes, mutants, and the worlds that
// show AUTH-SYNC necessary.
#include <gtest/gtest.h>

#include "protocols/consensus/directed/exact_attack.hpp"
#include "protocols/consensus/directed/strategies.hpp"
#include "tests/directed/graphs.hpp"

namespace parley::directed {
namespace {

std::uint64_t violations(const Digraph& graph, std::uint32_t f, Mutant mutant, std::uint32_t random) {
  const ExactInstance instance(graph, f);
  std::uint64_t count = 0;
  for (const Nodes faulty : sets_up_to(graph.size(), f))
    for (const Deviation& deviation : deviations(graph, faulty, random))
      for (Nodes inputs = 0; inputs <= graph.nodes(); ++inputs) {
        const ExactSetting setting{faulty, inputs, mutant};
        const ExactOutcome outcome = run_exact(instance, setting, *make_adversary(deviation, 1));
        count += judge(instance, setting, outcome) != Broken::kNothing ? 1U : 0U;
      }
  return count;
}

TEST(DirectedExact, UnanimousAndHonestRunsDecideTheInput) {
  const ExactInstance instance(graph_of_the_card(), 1);
  Adversary honest;
  for (const Nodes inputs : {Nodes{0}, Nodes{15}}) {
    const ExactOutcome outcome = run_exact(instance, {0, inputs, Mutant::none}, honest);
    EXPECT_EQ(outcome.ones, inputs);
    // Every node reaches every other here, so all accept all four pairs.
    for (Node v = 0; v < 4; ++v) EXPECT_EQ(size_of(outcome.accepted[v]), 4U);
  }
}

// A faulty node that sends a pair with one signature in round `round` to one node.
class Tardy : public Adversary {
 public:
  Tardy(std::uint32_t round, Node victim) : round_(round), victim_(victim) {}
  void send_chains(const Stage& stage, Node from, Node to, Chains& sent) override {
    sent.clear();
    if (stage.round == round_ && to == victim_) sent.push_back(Chain::start(stage.keys.key(from), true));
  }

 private:
  std::uint32_t round_;
  Node victim_;
};

TEST(DirectedExact, AcceptsOnlyAsManySignersAsRounds) {
  const ExactInstance instance(Digraph::complete(4), 1);
  const Pairs pair = Pairs{1} << pair_of(3, true);
  for (std::uint32_t round = 1; round <= 4; ++round)
    for (const Mutant mutant : {Mutant::none, Mutant::any_chain_length}) {
      Tardy tardy(round, 0);
      const ExactOutcome outcome = run_exact(instance, {only(3), 0, mutant}, tardy);
      const bool accepted = (outcome.accepted[0] & pair) != 0;
      EXPECT_EQ(accepted, round == 1 || mutant == Mutant::any_chain_length) << round;
      // What one correct node accepts in time reaches the others; what it accepts late does not.
      EXPECT_EQ((outcome.accepted[1] & pair) != 0, accepted && round < 4) << round;
    }
}

TEST(DirectedExact, NoStrategyBreaksItWhereTheConditionHolds) {
  Checker checker(4, 1);
  std::uint32_t graphs = 0;
  for (std::uint64_t code = 0; code < 4096; ++code)
    if (checker.holds(Condition::kAuthSync, Digraph::of_code(4, code)) && ++graphs % 16 == 1) {
      ASSERT_EQ(violations(Digraph::of_code(4, code), 1, Mutant::none, 4), 0U) << "code " << code;
    }
  EXPECT_EQ(graphs, 256U);
}

TEST(DirectedExact, TwoFaultsAmongFive) {
  ASSERT_TRUE(Checker(5, 2).holds(Condition::kAuthSync, Digraph::complete(5)));
  EXPECT_EQ(violations(Digraph::complete(5), 2, Mutant::none, 4), 0U);
}

TEST(DirectedExact, MutantsAreCaught) {
  for (const Mutant mutant : {Mutant::any_chain_length, Mutant::own_set, Mutant::largest_set}) {
    Checker checker(4, 1);
    std::uint64_t found = 0;
    for (std::uint64_t code = 0; code < 4096; code += 1)
      if (found == 0 && checker.holds(Condition::kAuthSync, Digraph::of_code(4, code)))
        found += violations(Digraph::of_code(4, code), 1, mutant, 12);
    EXPECT_GT(found, 0U) << static_cast<int>(mutant);
  }
}

std::uint64_t every_adversary(const Digraph& graph, Node faulty, Nodes inputs, Mutant mutant, std::uint64_t& broken) {
  const ExactInstance instance(graph, 1);
  const ExactSetting setting{only(faulty), inputs, mutant};
  EveryChoice choices;
  std::uint64_t runs = 0;
  do {
    FreeAdversary adversary(choices, false);
    broken += judge(instance, setting, run_exact(instance, setting, adversary)) != Broken::kNothing ? 1U : 0U;
    ++runs;
  } while (choices.advance());
  return runs;
}

TEST(DirectedExact, EveryAdversaryOnThreeNodes) {
  std::uint64_t broken = 0;
  std::uint64_t runs = 0;
  for (Node faulty = 0; faulty < 3; ++faulty)
    for (Nodes inputs = 0; inputs < 8; ++inputs)
      runs += every_adversary(Digraph::complete(3), faulty, inputs, Mutant::none, broken);
  EXPECT_EQ(broken, 0U);
  EXPECT_GT(runs, 10'000U);
}

TEST(DirectedExact, EveryAdversaryFindsWhatCanBeBroken) {
  const ExactInstance instance(graph_of_the_card(), 1);
  const ExactSetting setting{only(0), 0b0110, Mutant::own_set};
  EveryChoice choices;
  std::uint32_t runs = 0;
  bool broken = false;
  do {
    FreeAdversary adversary(choices, false);
    broken = judge(instance, setting, run_exact(instance, setting, adversary)) != Broken::kNothing;
  } while (!broken && ++runs < 20'000 && choices.advance());
  EXPECT_TRUE(broken);
}

TEST(DirectedExact, EveryChoiceIsMadeOnce) {
  EveryChoice choices;
  std::vector<std::uint32_t> seen;
  do {
    const std::uint32_t first = choices.choose(2);
    const std::uint32_t second = first == 0 ? choices.choose(3) : 0;
    seen.push_back(10 * first + second);
  } while (choices.advance());
  EXPECT_EQ(seen, (std::vector<std::uint32_t>{0, 1, 2, 10}));
}

TEST(DirectedExactAttack, BreaksEveryGraphWithoutTheCondition) {
  for (std::uint32_t n = 2; n <= 4; ++n) {
    Checker checker(n, 1);
    for (std::uint64_t code = 0; code < (std::uint64_t{1} << (n * (n - 1))); ++code) {
      const Digraph graph = Digraph::of_code(n, code);
      const std::optional<ExactAttack> attack = exact_attack(checker, graph);
      ASSERT_EQ(attack.has_value(), !checker.holds(Condition::kAuthSync, graph));
      if (!attack) continue;
      for (const World& world : attack->worlds) ASSERT_LE(size_of(world.faulty), 1U);
      // Worlds that cannot be told apart break any algorithm, changed ones as well.
      for (const Mutant mutant : {Mutant::none, Mutant::own_set, Mutant::largest_set}) {
        const AttackResult result = run_attack(ExactInstance(graph, 1), *attack, mutant, false);
        ASSERT_NE(result.broken, Broken::kNothing) << "n " << n << " code " << code;
        ASSERT_TRUE(result.indistinguishable) << "n " << n << " code " << code;
      }
    }
  }
}

TEST(DirectedExactAttack, TwoFaultsOnLargerGraphs) {
  Rng rng(3);
  Checker checker(6, 2);
  std::uint32_t attacked = 0;
  for (int i = 0; i < 300; ++i) {
    const Digraph graph = random_graph(rng, 6, rng.unit());
    const std::optional<ExactAttack> attack = exact_attack(checker, graph);
    if (!attack) continue;
    ++attacked;
    const AttackResult result = run_attack(ExactInstance(graph, 2), *attack, Mutant::none, false);
    ASSERT_NE(result.broken, Broken::kNothing);
    ASSERT_TRUE(result.indistinguishable);
  }
  EXPECT_GT(attacked, 100U);
}

TEST(DirectedExactAttack, RingOfFourIsBroken) {
  Checker checker(4, 1);
  const std::optional<ExactAttack> attack = exact_attack(checker, ring_of_four());
  ASSERT_TRUE(attack.has_value());
  const AttackResult result = run_attack(ExactInstance(ring_of_four(), 1), *attack, Mutant::none, true);
  EXPECT_NE(result.broken, Broken::kNothing);
  EXPECT_GE(result.story.size(), 6U);
  EXPECT_FALSE(exact_attack(checker, graph_of_the_card()).has_value());
}

TEST(DirectedChain, ExtendsInOrder) {
  const KeyRing ring(0b1011);
  const Chain chain = Chain::start(ring.key(3), true).extended(ring.key(0)).extended(ring.key(1));
  EXPECT_EQ(chain.origin(), 3U);
  EXPECT_EQ(chain.length(), 3U);
  EXPECT_EQ(chain.signer(1), 0U);
  EXPECT_EQ(chain.signer(2), 1U);
  EXPECT_EQ(chain.signers(), 0b1011U);
  EXPECT_EQ(chain.pair(), pair_of(3, true));
  EXPECT_DEATH(ring.key(2), "not on the ring");
}

}  // namespace
}  // namespace parley::directed

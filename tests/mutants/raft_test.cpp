// Mutants of Raft: three servers, and five where three are too few to tell.
#include "tests/mutants/hunt.hpp"
#include "tests/mutants/raft_mutations.hpp"

namespace parley::mutants::of_raft {
namespace {

using raft::Config;
using raft::Protocol;

// As the pinned instances of tests/raft: one operation or none, one or two terms, a time-out each.
ExploreInstance<Protocol> small(std::uint32_t clients, std::uint64_t max_term, std::uint32_t crashes,
                                std::uint64_t max_states) {
  ExploreInstance<Protocol> instance;
  instance.config.clients = clients;
  instance.config.values = 1;
  instance.config.calls = 1;
  instance.config.max_term = max_term;
  instance.options.timer_firings = 1;
  instance.options.crashes = instance.options.restarts = crashes;
  instance.options.limits.max_states = max_states;
  return instance;
}

AttackInstance<Protocol> attacked(std::uint32_t n, std::uint64_t runs) {
  AttackInstance<Protocol> instance;
  instance.config.n = n;
  instance.config.t = (n - 1) / 2;
  instance.config.clients = 2;
  instance.config.operations = 3;
  instance.config.max_batch = 2;
  instance.options.runs = runs;
  instance.options.faulty = 1;
  instance.options.strategies = {"crash", "power_loss"};
  instance.options.restarts = 4;
  instance.options.network.loss = true;
  instance.options.network.duplication = true;
  return instance;
}

Prey<Protocol> raft_prey() {
  Prey<Protocol> prey;
  prey.explore = {small(0, 1, 1, 20'000), small(1, 1, 0, 300'000), small(0, 2, 0, 20'000)};
  prey.attack = {attacked(3, 4'000), attacked(5, 4'000)};
  return prey;
}

class RaftMutants : public testing::TestWithParam<const Mutation<Protocol>*> {};

TEST_P(RaftMutants, is_killed) {
  expect_killed<Protocol>(raft_prey(), *GetParam());
}
// A vote that is told before it is synced: found by the description of the fault alone, within one crash.
TEST(FamousBugs, a_vote_without_fsync_elects_two_leaders) {
  const auto* const forgetful =
      &*std::find_if(raft_mutations::kMutations.begin(), raft_mutations::kMutations.end(),
                     [](const Mutation<Protocol>& mutation) { return mutation.name == "forgets votes"; });
  const std::optional<Kill> explored = kill_by_explore<Protocol>({{small(0, 1, 1, 20'000)}, {}}, forgetful);
  ASSERT_TRUE(explored);
  EXPECT_EQ(explored->property, "election_safety");
  EXPECT_LE(explored->events, 12U);
  AttackInstance<Protocol> instance = attacked(3, 4'000);
  instance.options.properties = {"election_safety"};
  const std::optional<Kill> attacked_kill = kill_by_attack<Protocol>({{}, {instance}}, forgetful);
  ASSERT_TRUE(attacked_kill);
  EXPECT_EQ(attacked_kill->property, "election_safety");
}

TEST(Raft, is_let_live) {
  expect_no_alarm<Protocol>(raft_prey(), nullptr);
}

INSTANTIATE_TEST_SUITE_P(All, RaftMutants, each(raft_mutations::kMutations), MutationName());

}  // namespace
}  // namespace parley::mutants::of_raft

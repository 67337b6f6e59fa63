// Whole instances: scripted ones, thousands of random schedules with loss, duplication, reordering, crashes, restarts
// and Byzantine processes, and the mutants that such schedules must catch.
#include <gtest/gtest.h>

#include "protocols/consensus/hotstuff/hotstuff.hpp"
#include "tests/pbft/instance.hpp"

namespace parley::hotstuff::testing {
namespace {

using parley::testing::attacker;
using parley::testing::draw_plan;
using parley::testing::first_violation;
using parley::testing::Instance;
using parley::testing::Mix;
using parley::testing::two_faced;
constexpr ProcessId kP0{0}, kP1{1}, kP2{2}, kP3{3};

const Replica& replica(const Instance<Protocol>& instance, ProcessId id) {
  return std::get<Replica>(instance.state(id).part);
}

TEST(Hotstuff, FourViewsAnswerAndExecuteEverywhere) {
  Instance<Protocol> instance({}, {}, 1);
  instance.settle();
  EXPECT_EQ(instance.failure(), "");
  EXPECT_TRUE(instance.monitor().unfulfilled().empty());
  for (const ProcessId id : {kP0, kP1, kP2, kP3}) {
    EXPECT_EQ(replica(instance, id).height, 1U) << "the block of view 1; those after it are certified, not decided";
    EXPECT_EQ(replica(instance, id).highest.view, 3U);
    EXPECT_FALSE(replica(instance, id).timing) << "idle";
  }
}

TEST(Hotstuff, ASilentLeaderIsReplaced) {
  Instance<Protocol> instance({}, {{attacker(kP0, "silent_leader")}, {}, {}}, 1);
  instance.settle();
  EXPECT_EQ(replica(instance, kP1).height, 0U);
  EXPECT_TRUE(instance.converge()) << instance.failure();
  EXPECT_GE(replica(instance, kP1).view, 8U) << "the first tenure is over";
}

TEST(Hotstuff, VotesAreWithheldInVain) {
  Config config;
  config.operations = 3;
  Instance<Protocol> instance(config, {{attacker(kP3, "withhold_votes")}, {}, {}}, 1);
  instance.settle();
  EXPECT_TRUE(instance.monitor().unfulfilled().empty());
}

// p3 hears nothing; then it is told the highest certificate, and fetches the branch that leads to it.
TEST(Hotstuff, AReplicaThatMissedBlocksFetchesThem) {
  Config config;
  config.operations = 3;
  Instance<Protocol> instance(config, {}, 1);
  instance.settle([](ProcessId, ProcessId to, const Protocol::Message&) { return to == kP3; });
  EXPECT_EQ(replica(instance, kP3).height, 0U);
  ASSERT_TRUE(instance.fire<StatusDue>(kP3));
  instance.settle();
  EXPECT_EQ(replica(instance, kP3).height, replica(instance, kP0).height);
  EXPECT_TRUE(instance.monitor().unfulfilled().empty());
}

TEST(Hotstuff, ARestartedReplicaKeepsItsVotesItsLockAndItsBlocks) {
  Config config;
  config.operations = 3;
  Instance<Protocol> instance(config, {}, 3);
  instance.run_random({0.01, 0, 0, 0, 0}, 80);
  for (const ProcessId id : {kP0, kP1, kP2, kP3, ProcessId{4}}) {
    instance.crash(id);
    const Durable durable = instance.durable(id);
    instance.restart(id);
    if (id.value == 4) continue;
    EXPECT_EQ(replica(instance, id).voted, durable.voted);
    EXPECT_EQ(replica(instance, id).highest.view, durable.highest.view);
    EXPECT_GE(replica(instance, id).locked.view, durable.locked.view);
  }
  EXPECT_TRUE(instance.converge()) << instance.failure();
}

Config draw_config(Rng& rng) {
  Config config;
  config.t = 1 + static_cast<std::uint32_t>(rng.below(2));
  config.n = 3 * config.t + 1 + static_cast<std::uint32_t>(rng.below(2));
  config.clients = 1 + static_cast<std::uint32_t>(rng.below(3));
  config.operations = 1 + static_cast<std::uint32_t>(rng.below(4));
  config.keys = 1 + static_cast<std::uint32_t>(rng.below(2));
  config.tenure = 4 + rng.below(6);
  return config;
}

struct Seen {
  std::uint64_t answered = 0;  // runs in which the faulty period alone answered something
  std::uint64_t tenures = 0;   // runs that ended under a later leader
};

// One run; its failure, empty when all held.
std::string run(std::uint64_t seed, Seen& seen) {
  Rng rng = Rng::stream(0x686f74, seed);
  const Config config = draw_config(rng);
  const faults::FaultPlan plan = draw_plan<Protocol>(config, rng);
  Instance<Protocol> instance(config, plan, rng.next());
  instance.run_random(Mix::draw(rng), 100 + static_cast<int>(rng.below(900)));
  seen.answered += instance.monitor().witnessed().contains(problems::ReplicatedLog::kResponse) ? 1U : 0U;
  if (!instance.failure().empty()) return instance.failure();
  if (!instance.converge()) return instance.failure().empty() ? "no convergence" : instance.failure();
  seen.tenures += replica(instance, ProcessId{config.n - 1}).view >= config.tenure ? 1U : 0U;
  return {};
}

TEST(HotstuffSchedules, HoldUnderFaultsAndConvergeAfterThem) {
  Seen seen;
  constexpr std::uint64_t kRuns = 1000;
  for (std::uint64_t seed = 0; seed < kRuns; ++seed) ASSERT_EQ(run(seed, seen), "") << "seed " << seed;
  // So that the safe runs were not idle ones.
  EXPECT_GT(seen.answered, kRuns / 4);
  EXPECT_GT(seen.tenures, kRuns / 4);
  RecordProperty("answered", static_cast<int>(seen.answered));
  RecordProperty("tenures", static_cast<int>(seen.tenures));
}

Config two_clients() {
  Config config;
  config.clients = 2;
  config.operations = 4;
  return config;
}

TEST(HotstuffMutants, WithSmallerQuorumsATwoFacedLeaderSplitsTheReplicas) {
  Config config = two_clients();
  const faults::FaultPlan plan{{two_faced(kP0)}, {}, {}};
  EXPECT_EQ(first_violation<Protocol>(config, plan, {0.1, 0.1, 0, 0, 0}, 800, 100), "none");
  config.quorum = 2;
  EXPECT_NE(first_violation<Protocol>(config, plan, {0.1, 0.1, 0, 0, 0}, 800, 200), "none");
}

// Without the lock a leader that forks the chain makes replicas leave what others have decided.
TEST(HotstuffMutants, WithoutTheLockAForkOverrulesADecision) {
  Config config = two_clients();
  const faults::FaultPlan plan{{attacker(kP1, "forking_leader")}, {}, {}};
  EXPECT_EQ(first_violation<Protocol>(config, plan, {0.1, 0.1, 0, 0, 0}, 800, 100), "none");
  config.ignore_lock = true;
  EXPECT_NE(first_violation<Protocol>(config, plan, {0.1, 0.1, 0, 0, 0}, 800, 300), "none");
}

// Whoever knows the certificate may be the only one, and nobody else is locked.
TEST(HotstuffMutants, ADecisionByOneCertificateIsOverruled) {
  Config config = two_clients();
  EXPECT_EQ(first_violation<Protocol>(config, {}, {0.1, 0.1, 0, 0, 0}, 800, 100), "none");
  config.chain = 1;
  EXPECT_NE(first_violation<Protocol>(config, {}, {0.1, 0.1, 0, 0, 0}, 800, 300), "none");
}

TEST(Hotstuff, ConfigurationsThatMakeNoSenseAreNamed) {
  Config config;
  config.n = 3;
  EXPECT_EQ(Protocol::validate(config)->parameter, "n");
  config = {};
  config.tenure = 3;
  EXPECT_EQ(Protocol::validate(config)->parameter, "tenure");
  config = {};
  config.view_ticks = 0;
  EXPECT_EQ(Protocol::validate(config)->parameter, "view_ticks");
  EXPECT_FALSE(Protocol::validate({}).has_value());
}

}  // namespace
}  // namespace parley::hotstuff::testing

// Scripted runs of whole clusters, each after a story of the paper, each ending in a healthy period.
#include <gtest/gtest.h>

#include "tests/raft/cluster.hpp"
#include "tests/raft/forgetful.hpp"

namespace parley::raft::testing {
namespace {

Config five_servers() {
  Config config;
  config.n = 5;
  config.t = 2;
  config.clients = 0;
  config.max_batch = 1;
  return config;
}

// Figure 8, up to (c). p0 .. p4 are the paper's S1 .. S5; the no-op of each term is the entry of the figure.
void figure_eight(Cluster<Protocol>& cluster) {
  ASSERT_TRUE(cluster.elect(kP0, {kP1, kP2, kP3, kP4}));  // term 1, entry 1 everywhere
  cluster.settle();
  cluster.crash(kP0);
  cluster.restart(kP0);
  ASSERT_TRUE(cluster.elect(kP0, {kP1, kP2}));  // (a) term 2, entry 2 at S1 and S2 alone
  ASSERT_TRUE(cluster.deliver<AppendEntries>(kP0, kP1));
  cluster.crash(kP0);
  cluster.lose_all();
  ASSERT_TRUE(cluster.fire(kP4, ElectionTimeout{}));  // for term 2, which has passed
  cluster.lose_all();
  ASSERT_TRUE(cluster.elect(kP4, {kP2, kP3}));  // (b) term 3, another entry 2 at S5 alone
  cluster.crash(kP4);
  cluster.lose_all();
  cluster.restart(kP0);
  cluster.fire(kP0, ElectionTimeout{});  // for term 3, in vain: S3 and S4 have voted
  cluster.settle();
  cluster.lose_all();
}

// (c) S1 leads again and brings entry 2, of an earlier term, to S3 and S4: a majority holds it.
void bring_to_majority(Cluster<Protocol>& cluster) {
  for (const ProcessId follower : {kP2, kP3}) {
    ASSERT_TRUE(cluster.deliver<AppendEntries>(kP0, follower));
    ASSERT_TRUE(cluster.deliver<Refused>(follower, kP0));
    ASSERT_TRUE(cluster.deliver<AppendEntries>(kP0, follower));
    ASSERT_TRUE(cluster.deliver<Accepted>(follower, kP0));
    ASSERT_EQ(cluster.server(follower).log.entries, entries({1, 2}));
  }
}

// (d) S5 wins with the votes of those who have entry 2 of term 2, and overwrites it.
void overwrite(Cluster<Protocol>& cluster) {
  cluster.crash(kP0);
  cluster.lose_all();
  cluster.restart(kP4);
  ASSERT_FALSE(cluster.elect(kP4, {kP1}));  // catches up with the term
  ASSERT_TRUE(cluster.elect(kP4, {kP1, kP2, kP3}));
  cluster.settle();
  cluster.fire(kP4, HeartbeatDue{});
  cluster.settle();
}

TEST(RaftScenario, FigureEightAnEntryOfAnEarlierTermIsNotCommittedByCounting) {
  Cluster<Protocol> cluster(five_servers(), 1);
  figure_eight(cluster);
  ASSERT_TRUE(cluster.elect(kP0, {kP1, kP2, kP3}));
  bring_to_majority(cluster);
  EXPECT_EQ(cluster.server(kP0).commit, 0U);
  overwrite(cluster);
  EXPECT_EQ(cluster.failure(), "");
  EXPECT_EQ(cluster.server(kP2).log.term_at(2), 3U);
  EXPECT_GE(cluster.server(kP4).commit, 2U);
  EXPECT_TRUE(cluster.converge()) << cluster.failure();
}

TEST(RaftScenario, FigureEightWithoutTheRuleLosesACommittedEntry) {
  Config config = five_servers();
  config.commit_earlier_terms = true;
  Cluster<Protocol> cluster(config, 1, false);
  figure_eight(cluster);
  ASSERT_TRUE(cluster.elect(kP0, {kP1, kP2, kP3}));
  bring_to_majority(cluster);
  EXPECT_EQ(cluster.server(kP0).commit, 2U);
  overwrite(cluster);
  EXPECT_EQ(cluster.failure(), "state_machine_safety");
}

// (e) An entry of the current term on a majority protects what is before it: S5 cannot win any more.
TEST(RaftScenario, FigureEightAnEntryOfTheCurrentTermProtectsWhatIsBeforeIt) {
  Cluster<Protocol> cluster(five_servers(), 1);
  figure_eight(cluster);
  ASSERT_TRUE(cluster.elect(kP0, {kP1, kP2, kP3}));
  bring_to_majority(cluster);
  for (const ProcessId follower : {kP2, kP3}) {
    ASSERT_TRUE(cluster.deliver<AppendEntries>(kP0, follower));
    ASSERT_TRUE(cluster.deliver<Accepted>(follower, kP0));
  }
  EXPECT_EQ(cluster.server(kP0).commit, 3U);
  cluster.crash(kP0);
  cluster.lose_all();
  cluster.restart(kP4);
  EXPECT_FALSE(cluster.elect(kP4, {kP1, kP2, kP3}));
  EXPECT_FALSE(cluster.elect(kP4, {kP1, kP2, kP3}));
  EXPECT_TRUE(cluster.converge()) << cluster.failure();
  EXPECT_EQ(cluster.server(kP4).log.term_at(2), 2U);
}

// Figure 7: a leader of term 8 and followers with missing, extra and conflicting entries end up with its log.
TEST(RaftScenario, FigureSevenEveryKindOfFollowerIsRepaired) {
  const std::vector<std::vector<Term>> followers{
      {1, 1, 1, 4, 4, 5, 5, 6, 6},          {1, 1, 1, 4},          {1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6},
      {1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7}, {1, 1, 1, 4, 4, 4, 4}, {1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3}};
  for (const std::vector<Term>& terms : followers) {
    Durable top, low;
    top.term = low.term = 7;
    top.log.entries = entries({1, 1, 1, 4, 4, 5, 5, 6, 6, 6});
    for (const Term term : terms) low.log.entries.push_back(entry(term));
    Node leader({}, kP0, top), follower({}, kP1, low);
    leader.fire(ElectionTimeout{});
    leader.receive(kP2, Vote{8, true});
    ASSERT_EQ(leader.server().role, Role::kLeader);
    int exchanges = 0;
    for (auto out = leader.sent<AppendEntries>(kP1); !out.empty(); out = leader.sent<AppendEntries>(kP1)) {
      ASSERT_LT(++exchanges, 8);
      follower.receive(kP0, out.at(0));
      for (const Refused& refused : follower.sent<Refused>(kP0)) leader.receive(kP1, refused);
      for (const Accepted& accepted : follower.sent<Accepted>(kP0)) leader.receive(kP1, accepted);
    }
    EXPECT_EQ(follower.durable().log, leader.durable().log);
    EXPECT_EQ(leader.server().commit, 11U);
  }
}

TEST(RaftScenario, ALeaderThatWasCutOffStepsDownAndLosesOnlyWhatWasNotCommitted) {
  Config config;
  config.operations = 1;
  Cluster<Protocol> cluster(config, 4);
  ASSERT_TRUE(cluster.elect(kP0, {kP1, kP2}));
  cluster.lose_all();
  ASSERT_TRUE(cluster.elect(kP1, {kP2}));
  EXPECT_EQ(cluster.server(kP0).role, Role::kLeader);  // of term 1, unaware
  cluster.lose_all();
  EXPECT_TRUE(cluster.converge()) << cluster.failure();
  EXPECT_EQ(cluster.server(kP0).role, Role::kFollower);
  EXPECT_EQ(cluster.server(kP0).log, cluster.server(kP1).log);
}

// Votes are forgotten in a crash: two leaders in one term.
TEST(RaftScenario, AForgottenVoteElectsTwoLeaders) {
  Cluster<Forgetful> cluster({}, 1, false);
  ASSERT_TRUE(cluster.elect(kP0, {kP1}));
  cluster.crash(kP1);
  cluster.restart(kP1);
  ASSERT_TRUE(cluster.elect(kP2, {kP1}));
  EXPECT_EQ(cluster.failure(), "election_safety");
  Cluster<Protocol> sound({}, 1);
  ASSERT_TRUE(sound.elect(kP0, {kP1}));
  sound.crash(kP1);
  sound.restart(kP1);
  ASSERT_FALSE(sound.elect(kP2, {kP1}));
  EXPECT_TRUE(sound.converge()) << sound.failure();
}

}  // namespace
}  // namespace parley::raft::testing

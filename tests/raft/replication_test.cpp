// Replication and commitment (figure 2: AppendEntries, leaders, all servers; sections 5.3 and 5.4.2), rule by rule.
#include <gtest/gtest.h>

#include "tests/raft/node.hpp"

namespace parley::raft::testing::replication {
namespace {

constexpr ProcessId kClient{3};  // the first client of three servers

Durable with_log(std::initializer_list<Term> terms, Term term) {
  Durable durable;
  durable.term = term;
  durable.log.entries = entries(terms);
  return durable;
}

problems::RegisterOperation put_value(std::uint64_t value) {
  return {problems::RegisterCall::kPut, 0, value, 0};
}

TEST(RaftReplication, AFollowerRefusesWhatDoesNotMatch) {
  Node node({}, kP0, with_log({1, 1, 2, 2}, 3));
  node.receive(kP1, AppendEntries{3, 6, 3, entries({3}), 0});  // too far on
  EXPECT_EQ(node.sent<Refused>(kP1).at(0).hint, 4U);
  node.receive(kP1, AppendEntries{3, 4, 3, entries({3}), 0});  // another term there: pass over all of term 2
  EXPECT_EQ(node.sent<Refused>(kP1).at(0).hint, 2U);
  EXPECT_EQ(node.sent<Refused>(kP1).at(0).prev_index, 4U);
  EXPECT_EQ(node.server().log.entries, entries({1, 1, 2, 2}));
  EXPECT_EQ(node.server().leader, kP1);
  EXPECT_TRUE(node.sets(ElectionTimeout{}));
}

TEST(RaftReplication, AConflictTruncatesAndWhatMatchesStays) {
  Node node({}, kP0, with_log({1, 1, 2, 2}, 3));
  node.receive(kP1, AppendEntries{3, 2, 1, entries({3, 3}), 0});
  EXPECT_EQ(node.durable().log.entries, entries({1, 1, 3, 3}));
  EXPECT_EQ(node.sent<Accepted>(kP1).at(0).index, 4U);
  EXPECT_TRUE(persists_first(node.effects()));
}

TEST(RaftReplication, AnOldMessageDoesNotTruncateWhatCameAfterIt) {
  Node node({}, kP0, with_log({1, 1, 2, 2}, 2));
  node.receive(kP1, AppendEntries{2, 0, 0, entries({1, 1}), 0});
  EXPECT_EQ(node.durable().log.entries, entries({1, 1, 2, 2}));
  EXPECT_EQ(node.sent<Accepted>(kP1).at(0).index, 2U);  // and claims no more than was compared
}

TEST(RaftReplication, CommitFollowsTheLeaderUpToTheLastNewEntry) {
  Node node({}, kP0, with_log({1, 1, 1}, 2));
  node.receive(kP1, AppendEntries{2, 1, 1, {}, 3});
  EXPECT_EQ(node.server().commit, 1U);  // entries 2 and 3 were not compared
  node.receive(kP1, AppendEntries{2, 1, 1, entries({1, 2}), 2});
  EXPECT_EQ(node.server().commit, 2U);
  EXPECT_EQ(node.emitted<problems::Applied>().size(), 1U);
  node.receive(kP1, AppendEntries{2, 3, 2, {}, 1});
  EXPECT_EQ(node.server().commit, 2U);  // never falls
}

TEST(RaftReplication, NoMessageTruncatesWhatIsCommitted) {
  Node node({}, kP0, with_log({1, 1}, 2));
  node.receive(kP1, AppendEntries{2, 2, 1, {}, 2});
  ASSERT_EQ(node.server().commit, 2U);
  node.receive(kP1, AppendEntries{2, 0, 0, entries({2}), 0});
  EXPECT_EQ(node.server().log.entries, entries({1, 1}));
  EXPECT_TRUE(node.sent<Accepted>(kP1).empty());
}

TEST(RaftReplication, ALeaderBacksUpToTheHintAndSendsAgain) {
  Node node({}, kP0, with_log({1, 1, 2, 2}, 2));
  node.win();
  node.receive(kP1, Refused{3, 4, 2});
  const auto sent = node.sent<AppendEntries>(kP1);
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_EQ(sent[0].prev_index, 2U);
  EXPECT_EQ(sent[0].entries, entries({2, 2, 3}));
  node.receive(kP1, Refused{3, 4, 2});  // a duplicate starts nothing
  EXPECT_TRUE(node.silent());
  node.receive(kP1, Refused{3, 2, 99});  // an impossible hint still backs up by one
  EXPECT_EQ(node.sent<AppendEntries>(kP1).at(0).prev_index, 1U);
}

TEST(RaftReplication, ALeaderNeverBacksUpBehindWhatMatches) {
  Node node({}, kP0, with_log({1, 1}, 1));
  node.win();
  node.receive(kP1, Accepted{2, 3});
  node.receive(kP1, Refused{2, 3, 0});
  EXPECT_TRUE(node.silent());
  EXPECT_EQ(node.server().progress[kP1].next, 4U);
}

TEST(RaftReplication, CommitsByCountingInItsOwnTerm) {
  Config config;
  config.n = 5;
  config.t = 2;
  Node node(config);
  node.win();
  node.receive(kP1, Accepted{1, 1});
  EXPECT_EQ(node.server().commit, 0U);  // 2 of 5
  node.receive(kP1, Accepted{1, 1});
  EXPECT_EQ(node.server().commit, 0U);  // the same one twice
  node.receive(kP2, Accepted{1, 1});
  EXPECT_EQ(node.server().commit, 1U);
  EXPECT_EQ(node.emitted<problems::Applied>().size(), 1U);
}

TEST(RaftReplication, DoesNotCommitAnEarlierTermByCounting) {
  Config config;
  config.max_batch = 1;
  Node node(config, kP0, with_log({1, 1}, 1));
  node.win();
  node.receive(kP1, Refused{2, 2, 1});
  node.receive(kP1, Accepted{2, 2});  // a majority holds entry 2, of term 1
  EXPECT_EQ(node.server().commit, 0U);
  node.receive(kP1, Accepted{2, 3});  // and now the no-op of term 2
  EXPECT_EQ(node.server().commit, 3U);
  EXPECT_EQ(node.emitted<problems::Applied>().size(), 3U);
}

TEST(RaftReplication, AcceptsNoReplyBeyondItsLog) {
  Node node;
  node.win();
  node.receive(kP1, Accepted{1, 99});
  EXPECT_TRUE(node.silent());
  EXPECT_EQ(node.server().progress[kP1].match, 0U);
}

// Its log at the sender may have been truncated since, by a leader in between.
TEST(RaftReplication, AReplyOfAnEarlierTermCountsForNothing) {
  Node node({}, kP0, with_log({1, 1, 1}, 2));
  node.win();
  node.receive(kP1, Accepted{2, 4});
  EXPECT_TRUE(node.silent());
  node.receive(kP1, Refused{2, 3, 0});
  EXPECT_TRUE(node.silent());
  node.receive(kP1, Accepted{3, 4});
  EXPECT_EQ(node.server().commit, 4U);
}

TEST(RaftReplication, OneMessageWithEntriesIsUnderWayAndTheNextIsABatch) {
  Config config;
  config.clients = 5;
  config.max_batch = 3;
  Node node(config);
  node.win();
  for (std::uint32_t client = 0; client < 5; ++client) {
    node.receive(ProcessId{3 + client}, Request{1, put_value(1)});
    EXPECT_TRUE(node.sent<AppendEntries>(kP1).empty());  // the no-op is not yet answered
    EXPECT_TRUE(persists_first(node.effects()));
  }
  node.receive(kP1, Accepted{1, 1});
  ASSERT_EQ(node.sent<AppendEntries>(kP1).size(), 1U);
  EXPECT_EQ(node.sent<AppendEntries>(kP1)[0].entries.size(), 3U);
  EXPECT_TRUE(node.sent<AppendEntries>(kP2).empty());
  node.receive(kP1, Accepted{1, 1});  // a duplicate starts nothing
  EXPECT_TRUE(node.silent());
  node.fire(HeartbeatDue{});  // what may be lost goes again
  EXPECT_EQ(node.sent<AppendEntries>(kP1).at(0).entries.size(), 3U);
  EXPECT_EQ(node.sent<AppendEntries>(kP2).at(0).prev_index, 0U);
}

TEST(RaftReplication, ARequestIsAnsweredOnceCommittedAndExecutedOnce) {
  Node node;
  node.win();
  node.receive(kClient, Request{1, put_value(7)});
  node.receive(kClient, Request{1, put_value(7)});  // a retry under way
  EXPECT_EQ(node.server().log.last_index(), 2U);
  EXPECT_TRUE(node.sent<Reply>(kClient).empty());
  node.receive(kP1, Accepted{1, 2});
  ASSERT_EQ(node.sent<Reply>(kClient).size(), 1U);
  EXPECT_EQ(node.sent<Reply>(kClient)[0].result.value, 7U);
  node.receive(kClient, Request{1, put_value(7)});  // a retry after the fact
  EXPECT_EQ(node.sent<Reply>(kClient).size(), 1U);
  EXPECT_EQ(node.server().log.last_index(), 2U);
}

TEST(RaftReplication, AFollowerRedirectsToTheLeaderItKnows) {
  Node node;
  node.receive(kClient, Request{1, put_value(7)});
  EXPECT_TRUE(node.silent());
  node.receive(kP2, AppendEntries{1, 0, 0, {}, 0});
  node.receive(kClient, Request{1, put_value(7)});
  EXPECT_EQ(node.sent<Redirect>(kClient).at(0).leader, kP2);
}

TEST(RaftReplication, ARestartReplaysFromTheBeginning) {
  Node node;
  node.win();
  node.receive(kP1, Accepted{1, 1});
  ASSERT_EQ(node.server().commit, 1U);
  node.crash();
  node.start();
  EXPECT_EQ(node.server().role, Role::kFollower);
  EXPECT_EQ(node.server().commit, 0U);
  EXPECT_EQ(node.server().log.entries, entries({1}));
  EXPECT_EQ(node.emitted<problems::Restored>().at(0).index, 0U);
}

TEST(RaftReplication, PeersAndClientsKeepToTheirOwnMessages) {
  Node node;
  node.win();
  node.receive(kP1, Request{1, put_value(1)});
  EXPECT_TRUE(node.silent());
  node.receive(kClient, AppendEntries{9, 0, 0, {}, 0});
  EXPECT_TRUE(node.silent());
  EXPECT_EQ(node.server().term, 1U);
  node.receive(kClient, Request{1, {problems::RegisterCall::kPut, 1, 1, 0}});  // no such key
  EXPECT_TRUE(node.silent());
}

}  // namespace
}  // namespace parley::raft::testing::replication

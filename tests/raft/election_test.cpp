// Election (figure 2: RequestVote, followers, candidates; sections 5.2 and 5.4.1), rule by rule.
#include <gtest/gtest.h>
#include <limits>

#include "protocols/core/print.hpp"
#include "tests/raft/node.hpp"

namespace parley::raft::testing {
namespace {

Durable with_log(std::initializer_list<Term> terms, Term term) {
  Durable durable;
  durable.term = term;
  durable.log.entries = entries(terms);
  return durable;
}

bool granted(Node& node, ProcessId from, RequestVote request) {
  node.receive(from, request);
  const auto votes = node.sent<Vote>(from);
  EXPECT_LE(votes.size(), 1U);
  EXPECT_TRUE(persists_first(node.effects()));
  return !votes.empty() && votes[0].granted;
}

TEST(RaftElection, AFreshServerIsAFollowerThatWaits) {
  Node node;
  EXPECT_EQ(node.server().role, Role::kFollower);
  EXPECT_TRUE(node.sets(ElectionTimeout{}));
  EXPECT_TRUE(node.emitted<problems::Restored>().empty());
}

TEST(RaftElection, ACandidateVotesForItselfDurablyBeforeItAsks) {
  Node node({}, kP0, with_log({1, 1, 2}, 4));
  node.fire(ElectionTimeout{});
  EXPECT_EQ(node.server().role, Role::kCandidate);
  EXPECT_EQ(node.durable().term, 5U);
  EXPECT_EQ(node.durable().voted_for, kP0);
  EXPECT_TRUE(node.sets(ElectionTimeout{}));
  EXPECT_TRUE(persists_first(node.effects()));
  const auto asked = node.sent<RequestVote>(kP2);
  ASSERT_EQ(asked.size(), 1U);
  EXPECT_EQ(asked[0].term, 5U);
  EXPECT_EQ(asked[0].last_index, 3U);
  EXPECT_EQ(asked[0].last_term, 2U);
}

TEST(RaftElection, VotesOnceATermAndRepeatsTheSameVote) {
  Node node;
  EXPECT_TRUE(granted(node, kP1, {1, 0, 0}));
  EXPECT_TRUE(node.sets(ElectionTimeout{}));
  EXPECT_FALSE(granted(node, kP2, {1, 0, 0}));
  EXPECT_FALSE(node.sets(ElectionTimeout{}));
  EXPECT_TRUE(granted(node, kP1, {1, 0, 0}));
  EXPECT_TRUE(granted(node, kP2, {2, 0, 0}));
  EXPECT_EQ(node.durable().voted_for, kP2);
}

TEST(RaftElection, TheVoteSurvivesACrash) {
  Node node;
  EXPECT_TRUE(granted(node, kP1, {1, 0, 0}));
  node.crash();
  node.start();
  EXPECT_FALSE(granted(node, kP2, {1, 0, 0}));
  EXPECT_TRUE(granted(node, kP1, {1, 0, 0}));
}

TEST(RaftElection, AVoteInATermKnownBeforeIsDurableToo) {
  Node node;
  node.receive(kP1, Vote{4, false});
  ASSERT_EQ(node.durable().term, 4U);
  EXPECT_TRUE(granted(node, kP2, {4, 0, 0}));
  EXPECT_EQ(node.durable().voted_for, kP2);
}

TEST(RaftElection, RefusesAStaleTermAndTellsItsOwn) {
  Node node({}, kP0, with_log({}, 7));
  EXPECT_FALSE(granted(node, kP1, {6, 9, 6}));
  EXPECT_EQ(node.sent<Vote>(kP1).at(0).term, 7U);
  EXPECT_EQ(node.server().term, 7U);
}

TEST(RaftElection, RefusesALogThatIsLessUpToDate) {
  // The voter's log ends in (index 3, term 2).
  const auto vote = [](RequestVote request) {
    Node node({}, kP0, with_log({1, 1, 2}, 2));
    const bool given = granted(node, kP1, request);
    EXPECT_EQ(node.server().term, 3U);  // the term is adopted in either case
    return given;
  };
  EXPECT_TRUE(vote({3, 3, 2}));
  EXPECT_TRUE(vote({3, 4, 2}));
  EXPECT_TRUE(vote({3, 1, 3}));   // a later term beats a longer log
  EXPECT_FALSE(vote({3, 2, 2}));  // shorter
  EXPECT_FALSE(vote({3, 9, 1}));  // longer, but of an earlier term
}

TEST(RaftElection, AMajorityOfDifferentVotersMakesALeader) {
  Config config;
  config.n = 5;
  config.t = 2;
  Node node(config);
  node.fire(ElectionTimeout{});
  node.receive(kP1, Vote{1, true});
  node.receive(kP1, Vote{1, true});   // the same voter
  node.receive(kP2, Vote{1, false});  // a refusal
  node.receive(kP3, Vote{0, true});   // of another term
  EXPECT_EQ(node.server().role, Role::kCandidate);
  node.receive(kP4, Vote{1, true});
  EXPECT_EQ(node.server().role, Role::kLeader);
  EXPECT_EQ(node.emitted<problems::LeaderElected>().size(), 1U);
  EXPECT_TRUE(node.cancels(ElectionTimeout{}));
  EXPECT_TRUE(node.sets(HeartbeatDue{}));
  node.receive(kP3, Vote{1, true});
  EXPECT_TRUE(node.silent());
}

TEST(RaftElection, ALeaderBeginsWithANoOpForAll) {
  Node node({}, kP0, with_log({1}, 1));
  node.win();
  EXPECT_EQ(node.durable().log.entries, entries({1, 2}));
  EXPECT_TRUE(persists_first(node.effects()));
  const auto sent = node.sent<AppendEntries>(kP1);
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_EQ(sent[0].prev_index, 1U);
  EXPECT_EQ(sent[0].prev_term, 1U);
  EXPECT_EQ(sent[0].entries, entries({2}));
}

TEST(RaftElection, ASingleServerLeadsAtOnceAndCommits) {
  Config config;
  config.n = 1;
  config.t = 0;
  Node node(config);
  node.fire(ElectionTimeout{});
  EXPECT_EQ(node.server().role, Role::kLeader);
  EXPECT_EQ(node.server().commit, 1U);
}

TEST(RaftElection, ANewerTermInAnyMessageMakesAFollower) {
  const std::vector<Protocol::Message> messages{RequestVote{9, 0, 0}, Vote{9, false}, AppendEntries{9, 7, 7, {}, 0},
                                                Accepted{9, 1}, Refused{9, 1, 0}};
  for (const Protocol::Message& message : messages) {
    Node node;
    node.win();
    node.receive(kP1, message);
    EXPECT_EQ(node.server().role, Role::kFollower) << to_text(message);
    EXPECT_EQ(node.durable().term, 9U);
    EXPECT_TRUE(node.cancels(HeartbeatDue{}));
    EXPECT_TRUE(node.sets(ElectionTimeout{}));
    EXPECT_TRUE(node.server().votes.empty());
    EXPECT_EQ(node.server().progress.size(), 0U);
    EXPECT_TRUE(persists_first(node.effects()));
  }
}

TEST(RaftElection, ACandidateYieldsToTheLeaderOfItsTermKeepingItsVote) {
  Node node;
  node.fire(ElectionTimeout{});
  node.receive(kP1, AppendEntries{1, 0, 0, entries({1}), 0});
  EXPECT_EQ(node.server().role, Role::kFollower);
  EXPECT_EQ(node.server().leader, kP1);
  EXPECT_EQ(node.server().voted_for, kP0);
  node.receive(kP2, Vote{1, true});
  EXPECT_EQ(node.server().role, Role::kFollower);
}

TEST(RaftElection, AStaleLeaderDoesNotResetTheElectionTimer) {
  Node node({}, kP0, with_log({}, 3));
  node.receive(kP1, AppendEntries{2, 0, 0, {}, 0});
  EXPECT_FALSE(node.sets(ElectionTimeout{}));
  ASSERT_EQ(node.sent<Refused>(kP1).size(), 1U);
  EXPECT_EQ(node.sent<Refused>(kP1)[0].term, 3U);
}

TEST(RaftElection, NobodyStandsBeyondTheLastTermOfAnExploration) {
  Config config;
  config.max_term = 2;
  Node node(config, kP0, with_log({}, 1));
  node.fire(ElectionTimeout{});
  EXPECT_EQ(node.server().term, 2U);
  node.fire(ElectionTimeout{});
  EXPECT_TRUE(node.silent());
  Node last({}, kP0, with_log({}, std::numeric_limits<Term>::max()));
  last.fire(ElectionTimeout{});
  EXPECT_TRUE(last.silent());
}

TEST(RaftElection, WhatIfQuorumsAreWhatIsAsked) {
  Config config;
  config.vote_quorum = 3;
  Node node(config);
  node.fire(ElectionTimeout{});
  node.receive(kP1, Vote{1, true});
  EXPECT_EQ(node.server().role, Role::kCandidate);
  node.receive(kP2, Vote{1, true});
  EXPECT_EQ(node.server().role, Role::kLeader);
}

}  // namespace
}  // namespace parley::raft::testing

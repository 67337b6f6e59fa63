// One hyperedge: states, what counts, and the search of all that cheaters can do.
#include <gtest/gtest.h>

#include "protocols/channels/hypergraph/edge_close.hpp"
#include "protocols/channels/hypergraph/edge_search.hpp"
#include "protocols/channels/hypergraph/edge_state.hpp"

namespace parley::hypergraph {
namespace {

constexpr std::uint64_t kRoom = 1'000'000;

EdgeCase one_each(Rule rule, std::uint32_t parties, std::uint32_t cheaters, std::uint32_t quorum) {
  EdgeCase edge;
  edge.rule = rule;
  edge.parties = parties;
  edge.cheaters = cheaters;
  edge.quorum = quorum;
  for (std::uint32_t party = 0; party < parties; ++party) edge.opening[party] = 1;
  return edge;
}

// X (2) pays A (0) and B (1) with one sequence number; B pays A upon its leaf.
EdgeState forked_state() {
  EdgeState state;
  state.count = 3;
  state.leaves[0] = {2, 0, 1, 0, 0b01, true};
  state.leaves[1] = {2, 1, 1, 0, 0b10, true};
  state.leaves[2] = {1, 0, 2, 0b010, 0b10, true};
  return state;
}

TEST(HyperedgeState, PacksToTheLastBit) {
  EdgeState state = forked_state();
  state.signed_roots[1][3] = 0b10101;
  state.certificates[0][2] = 0b11111;
  state.leaves[4] = {3, 2, 3, 0b01111, 0b1111, true};
  state.count = 5;
  const EdgeState again = unpack(pack(state));
  EXPECT_EQ(pack(again), pack(state));
  EXPECT_EQ(again.signed_roots, state.signed_roots);
  EXPECT_EQ(again.certificates, state.certificates);
  EXPECT_EQ(again.leaves[4].past, 0b01111);
  EXPECT_EQ(again.leaves[4].known_to, 0b1111);
}

TEST(HyperedgeState, IsTheSameInWhateverOrderLeavesCame) {
  EdgeState other = forked_state();
  std::swap(other.leaves[0], other.leaves[1]);
  other.leaves[2].past = 0b001;
  other.certificates[0][0] = 0b101;
  EdgeState state = forked_state();
  state.certificates[0][0] = 0b110;
  EXPECT_NE(pack(state), pack(other));
  EXPECT_EQ(pack(canonical(state)), pack(canonical(other)));
}

TEST(HyperedgeState, ForksAreVoidWithWhatBuildsOnThem) {
  const EdgeCase edge = one_each(Rule::sound, 3, 1, 3);
  const EdgeState state = forked_state();
  EXPECT_EQ(sequence_of(state, 0), 1U);
  EXPECT_EQ(sequence_of(state, 1), 1U);
  EXPECT_EQ(counting_leaves(edge, state, 0b111, 0, true), 0);
  EXPECT_EQ(counting_leaves(edge, state, 0b111, 0b001, true), 0b001) << "a root protects its leaf, and voids the other";
  EXPECT_EQ(counting_leaves(edge, state, 0b110, 0, true), 0b110) << "who has not seen the fork counts all";
  EdgeCase mutant = edge;
  mutant.rule = Rule::no_fork_proof;
  EXPECT_EQ(counting_leaves(mutant, state, 0b111, 0, true), 0b111);
  EXPECT_EQ(balance_of(edge, state, 2, 0b111), -1);
}

TEST(HyperedgeState, NobodyPaysMoreThanItsPastGives) {
  const EdgeCase edge = one_each(Rule::sound, 3, 1, 3);
  EdgeState state = forked_state();
  state.leaves[2].past = 0;  // B has 1 without X's leaf
  EXPECT_EQ(counting_leaves(edge, state, 0b110, 0, true), 0b010);
  EXPECT_EQ(counting_leaves(edge, state, 0b110, 0, false), 0b110);
}

TEST(HyperedgeSearch, FindsNothingWithinTheBound) {
  for (std::uint32_t cheaters = 0; cheaters < 3; ++cheaters) {
    const EdgeSearch found = search_edge(one_each(Rule::sound, 3, cheaters, 3), kRoom, {});
    EXPECT_TRUE(found.complete) << cheaters;
    EXPECT_FALSE(found.violation.has_value()) << cheaters;
    if (cheaters == 0) continue;
    EXPECT_GT(found.forked, 0U);
    EXPECT_GT(found.withheld, 0U);
    EXPECT_GT(found.closings.old_roots, 0U);
    EXPECT_GT(found.closings.fork_proofs, 0U);
  }
}

// The counts are a fingerprint of the model: a change of a rule changes them.
TEST(HyperedgeSearch, CountsStates) {
  const EdgeSearch found = search_edge(one_each(Rule::sound, 3, 1, 3), kRoom, {});
  EXPECT_EQ(found.states, 81'007U);
  EXPECT_EQ(found.closings.closings, 158'482U);
}

TEST(HyperedgeSearch, CatchesEachMutant) {
  for (const Rule rule : kEdgeMutants) {
    const EdgeSearch found = search_edge(one_each(rule, 3, 1, 3), kRoom, {});
    EXPECT_TRUE(found.violation.has_value()) << static_cast<int>(rule);
  }
}

TEST(HyperedgeSearch, TrustInConsentStandsOneCheaterNotTwo) {
  EXPECT_TRUE(search_edge(one_each(Rule::trusting_contract, 3, 1, 3), kRoom, {}).complete);
  const EdgeSearch found = search_edge(one_each(Rule::trusting_contract, 3, 2, 3), kRoom, {});
  ASSERT_TRUE(found.violation.has_value());
  EXPECT_EQ(found.violation->property, EdgeProperty::conservation);
}

TEST(HyperedgeSearch, TooFewSignaturesMakeTwoRoots) {
  const EdgeSearch two = search_edge(one_each(Rule::sound, 3, 1, 2), kRoom, {});
  ASSERT_TRUE(two.violation.has_value());
  EXPECT_EQ(two.violation->property, EdgeProperty::one_root_an_epoch);
  EdgeCase theft = one_each(Rule::sound, 3, 1, 2);
  theft.thefts_only = true;
  const EdgeSearch robbed = search_edge(theft, kRoom, {});
  ASSERT_TRUE(robbed.violation.has_value());
  EXPECT_EQ(robbed.violation->property, EdgeProperty::no_honest_loss);
  EXPECT_NE(robbed.violation->lines.back().find("is paid 1 and has a right to 2"), std::string::npos);
}

TEST(HyperedgeSearch, WhoDoesNotWatchNeedsSomebodyWhoHoldsTheCertificate) {
  EdgeCase edge = one_each(Rule::sound, 3, 1, 3);
  edge.offline = 1;
  EXPECT_TRUE(search_edge(edge, kRoom, {}).violation.has_value());
}

TEST(HyperedgeSearch, EndsWhenOutOfRoom) {
  const EdgeSearch found = search_edge(one_each(Rule::sound, 3, 1, 3), 1000, {});
  EXPECT_TRUE(found.out_of_room);
  EXPECT_FALSE(found.complete);
}

}  // namespace
}  // namespace parley::hypergraph

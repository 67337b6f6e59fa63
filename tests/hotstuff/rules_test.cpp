// The safety rules alone, each against a version that is too dumb to be wrong, and at its boundary.
#include "protocols/consensus/hotstuff/rules.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>

#include "protocols/core/random.hpp"
#include "tests/hotstuff/statements.hpp"

namespace parley::hotstuff::testing {
namespace {

// A tree of blocks over the first one; returns their digests in the order of making.
struct Tree {
  std::map<Digest, Block> blocks{{first_digest(), first_block()}};
  std::vector<Digest> order{first_digest()};

  Digest add(const Digest& parent, View view) {
    const Block block{view, blocks.at(parent).view, parent, std::nullopt};
    const Digest digest = digest_of(block);
    if (blocks.emplace(digest, block).second) order.push_back(digest);
    return digest;
  }
};

Tree random_tree(Rng& rng) {
  Tree tree;
  for (View view = 1; view < 12; ++view) tree.add(tree.order[rng.below(tree.order.size())], view);
  return tree;
}

// All ancestors, the block itself included, from late to early.
std::vector<Digest> line_of(const Tree& tree, Digest block) {
  std::vector<Digest> line{block};
  while (tree.blocks.at(block).view > 0) line.push_back(block = tree.blocks.at(block).parent);
  return line;
}

TEST(HotstuffRules, ExtendsIsWhatTheDumbVersionSays) {
  Rng rng(3);
  for (int round = 0; round < 500; ++round) {
    const Tree tree = random_tree(rng);
    for (const Digest& block : tree.order) {
      const std::vector<Digest> line = line_of(tree, block);
      for (const Digest& other : tree.order)
        ASSERT_EQ(extends(tree.blocks, block, other), std::find(line.begin(), line.end(), other) != line.end());
    }
  }
}

// Write down the three latest blocks of the line and look at their views.
std::optional<Digest> dumb_decision(const Tree& tree, const Digest& certified) {
  const std::vector<Digest> line = line_of(tree, certified);
  if (line.size() < 3) return std::nullopt;
  const auto view = [&](std::size_t index) { return tree.blocks.at(line[index]).view; };
  if (view(0) != view(1) + 1 || view(1) != view(2) + 1) return std::nullopt;
  return line[2];
}

TEST(HotstuffRules, ThreeCertificatesInARowDecideAndTwoLock) {
  const Config config;
  Rng rng(5);
  int decisions = 0;
  for (int round = 0; round < 500; ++round) {
    const Tree tree = random_tree(rng);
    for (const Digest& block : tree.order) {
      const Certificate certificate{tree.blocks.at(block).view, block, {}};
      const std::optional<Digest> decided = decided_by(config, tree.blocks, certificate);
      ASSERT_EQ(decided, dumb_decision(tree, block));
      decisions += decided ? 1 : 0;
      const std::optional<Locked> lock = lock_of(tree.blocks, certificate);
      const std::vector<Digest> line = line_of(tree, block);
      ASSERT_EQ(lock.has_value(), line.size() > 1);
      if (lock) {
        ASSERT_EQ(lock->block, line[1]);
      }
    }
  }
  EXPECT_GT(decisions, 100);
}

TEST(HotstuffRules, ACertificateNeedsAQuorumOfDifferentReplicas) {
  const Config config;
  const Digest block{{1, 2, 3, 4}};
  const Certificate good = certify(config, 5, block);
  EXPECT_TRUE(valid_certificate(config, good));
  EXPECT_TRUE(valid_certificate(config, {0, first_digest(), {}}));
  EXPECT_FALSE(valid_certificate(config, {0, block, {}})) << "not the first block";
  Certificate bad = good;
  bad.votes.pop_back();
  EXPECT_FALSE(valid_certificate(config, bad)) << "one vote short";
  bad = good;
  bad.votes[1] = bad.votes[0];
  EXPECT_FALSE(valid_certificate(config, bad)) << "one replica twice";
  bad = good;
  bad.votes[2] = sign_as(kClient, Ballot{5, block});
  EXPECT_FALSE(valid_certificate(config, bad)) << "a client's vote";
  bad = good;
  bad.votes[2] = sign_as(kP3, Ballot{4, block});
  EXPECT_FALSE(valid_certificate(config, bad)) << "of another view";
}

TEST(HotstuffRules, AProposalShowsThatTheViewBeforeIsOver) {
  const Config config;
  Tree tree;
  const Digest parent = tree.add(first_digest(), 1);
  Proposal good{{2, 1, parent, std::nullopt}, certify(config, 1, parent), {}};
  EXPECT_TRUE(valid_proposal(config, good));
  Proposal late = good;
  late.block.view = 4;
  EXPECT_FALSE(valid_proposal(config, late)) << "nobody has given up view 3";
  late.ended = end_of(config, 3);
  EXPECT_TRUE(valid_proposal(config, late));
  late.ended = end_of(config, 2);
  EXPECT_FALSE(valid_proposal(config, late)) << "an earlier view was given up";
  late.ended = end_of(config, 5);
  EXPECT_TRUE(valid_proposal(config, late)) << "and with it all before it";
  Proposal bad = good;
  bad.block.parent = first_digest();
  EXPECT_FALSE(valid_proposal(config, bad)) << "the certificate is for another block";
  bad = good;
  bad.block.parent_view = 0;
  EXPECT_FALSE(valid_proposal(config, bad));
  bad = good;
  bad.justify.votes.pop_back();
  EXPECT_FALSE(valid_proposal(config, bad));
}

// Locked on a block of view 2: another branch needs a certificate of a later view.
TEST(HotstuffRules, ALockedReplicaVotesForItsBranchOrALaterCertificate) {
  Config config;
  Tree tree;
  const Digest a1 = tree.add(first_digest(), 1);
  const Digest a2 = tree.add(a1, 2);
  const Digest a3 = tree.add(a2, 5);
  const Digest fork = tree.add(a1, 6);
  const Digest b4 = tree.add(a1, 4);
  const Digest later = tree.add(b4, 7);
  Replica replica;
  replica.blocks = tree.blocks;
  replica.locked = {2, a2};
  const auto votes = [&](const Digest& digest) {
    replica.view = replica.blocks.at(digest).view;
    return may_vote(config, replica, replica.blocks.at(digest), digest);
  };
  EXPECT_TRUE(votes(a3));
  EXPECT_FALSE(votes(fork)) << "neither safe nor live";
  EXPECT_TRUE(votes(later)) << "its certificate is later than the lock";
  config.ignore_lock = true;
  EXPECT_TRUE(votes(fork));
  config.ignore_lock = false;
  replica.voted = 5;
  EXPECT_FALSE(votes(a3)) << "twice in one view";
}

}  // namespace
}  // namespace parley::hotstuff::testing

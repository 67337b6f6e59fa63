// Trees of every size against the recursive definition of RFC 6962, and proofs that lie.
#include "gpu/merkle.hpp"

#include <gtest/gtest.h>

#include "tests/gpu/samples.hpp"

namespace parley::gpu {
namespace {

// RFC 6962, section 2.1: the left part is the largest power of two below n.
Bytes32 slow_root(Hash hash, std::span<const Bytes32> leaves) {
  if (leaves.empty()) return merkle_empty(hash);
  if (leaves.size() == 1) return leaves[0];
  std::size_t left = 1;
  while (2 * left < leaves.size()) left *= 2;
  return merkle_node(hash, slow_root(hash, leaves.first(left)), slow_root(hash, leaves.subspan(left)));
}

std::vector<Bytes32> random_leaves(Samples& samples, std::size_t size) {
  std::vector<Bytes32> leaves;
  for (std::size_t i = 0; i < size; ++i) leaves.push_back(samples.bytes<32>());
  return leaves;
}

class Merkle : public testing::TestWithParam<Hash> {
 protected:
  std::unique_ptr<Backend> cpu_ = make_cpu_backend(2);
};

TEST_P(Merkle, EverySizeAndEveryLeaf) {
  Samples samples(70);
  for (std::size_t size = 0; size < samples.count(); ++size) {
    const auto leaves = random_leaves(samples, size);
    const MerkleTree tree(*cpu_, GetParam(), leaves);
    ASSERT_EQ(tree.root(), slow_root(GetParam(), leaves));
    for (std::size_t i = 0; i < size; ++i) {
      const MerklePath path = tree.prove(i);
      ASSERT_TRUE(merkle_verify(GetParam(), tree.root(), size, i, leaves[i], path));
      ASSERT_FALSE(merkle_verify(GetParam(), tree.root(), size, (i + 1) % size, leaves[i], path) && size > 1);
      ASSERT_FALSE(merkle_verify(GetParam(), tree.root(), size, size + i, leaves[i], path));
    }
  }
}

TEST_P(Merkle, LyingProofsAreRefused) {
  Samples samples(300);
  for (std::uint64_t i = 0; i < samples.count(); ++i) {
    const std::size_t size = 2 + samples.below(40);
    const auto leaves = random_leaves(samples, size);
    const MerkleTree tree(*cpu_, GetParam(), leaves);
    const std::size_t index = samples.below(size);
    MerklePath path = tree.prove(index);
    switch (samples.below(3)) {
      case 0:
        path.push_back(samples.bytes<32>());
        break;
      case 1:
        path.pop_back();
        break;
      default:
        path[samples.below(path.size())][samples.below(32)] ^= 1;
        break;
    }
    ASSERT_FALSE(merkle_verify(GetParam(), tree.root(), size, index, leaves[index], path));
  }
}

TEST_P(Merkle, UpdatesAreWhatBuildingAgainGives) {
  Samples samples(200);
  auto leaves = random_leaves(samples, 53);
  MerkleTree tree(*cpu_, GetParam(), leaves);
  for (std::uint64_t i = 0; i < samples.count(); ++i) {
    const std::size_t index = samples.below(leaves.size());
    leaves[index] = samples.bytes<32>();
    tree.update(index, leaves[index]);
    ASSERT_EQ(tree.root(), slow_root(GetParam(), leaves));
  }
}

TEST_P(Merkle, OneProofForMany) {
  Samples samples(400);
  for (std::uint64_t i = 0; i < samples.count(); ++i) {
    const std::size_t size = 1 + samples.below(70);
    const auto leaves = random_leaves(samples, size);
    const MerkleTree tree(*cpu_, GetParam(), leaves);
    std::map<std::size_t, Bytes32> claimed;
    const std::size_t wanted = 1 + samples.below(10);
    for (std::size_t j = 0; j < wanted; ++j) {
      const std::size_t index = samples.below(size);
      claimed[index] = leaves[index];
    }
    std::vector<std::size_t> indices;
    std::size_t separately = 0;
    for (const auto& [index, leaf] : claimed) {
      indices.push_back(index);
      separately += tree.prove(index).size();
    }
    auto proof = tree.prove_many(indices);
    ASSERT_LE(proof.size(), separately);
    ASSERT_TRUE(merkle_verify_many(GetParam(), tree.root(), size, claimed, proof));
    auto wrong = claimed;
    wrong.begin()->second[5] ^= 1;
    ASSERT_FALSE(merkle_verify_many(GetParam(), tree.root(), size, wrong, proof));
    proof.push_back({});
    ASSERT_FALSE(merkle_verify_many(GetParam(), tree.root(), size, claimed, proof));
    ASSERT_FALSE(merkle_verify_many(GetParam(), tree.root(), size, {}, proof));
  }
}

INSTANTIATE_TEST_SUITE_P(Hashes, Merkle, testing::Values(Hash::kSha256, Hash::kBlake2b256),
                         [](const auto& each) { return std::string(to_string(each.param)); });

// A leaf cannot pass for a node: their hashes are of different first bytes.
TEST(MerkleDomains, LeavesAreNoNodes) {
  Samples samples(1);
  const Bytes32 left = samples.bytes<32>();
  const Bytes32 right = samples.bytes<32>();
  std::vector<std::uint8_t> both(left.begin(), left.end());
  both.insert(both.end(), right.begin(), right.end());
  EXPECT_NE(merkle_leaf(Hash::kSha256, both), merkle_node(Hash::kSha256, left, right));
  EXPECT_THROW(merkle_leaf(Hash::kSha512, both), std::invalid_argument);
}

}  // namespace
}  // namespace parley::gpu

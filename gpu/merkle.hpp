// Merkle trees with the shape and the domain separation of RFC 6962 (Certificate Transparency), section 2.1: a leaf is
// the hash of byte 0 and the datum, an inner node of byte 1 and its two children; the last node of a level with an odd
// number rises as it is. Levels are hashed as batches.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <vector>

#include "gpu/backend.hpp"

namespace parley::gpu {

// Siblings on the way from a leaf to the root, lowest first; levels on which the node rises alone have none.
using MerklePath = std::vector<Bytes32>;

// The hash of a leaf. Throws std::invalid_argument for SHA-512, whose digests are too long.
Bytes32 merkle_leaf(Hash hash, std::span<const std::uint8_t> datum);
Bytes32 merkle_node(Hash hash, const Bytes32& left, const Bytes32& right);
// The root of no leaves: the hash of nothing.
Bytes32 merkle_empty(Hash hash);

class MerkleTree {
 public:
  // Throws std::runtime_error when the backend fails (the CPU's does not).
  MerkleTree(Backend& backend, Hash hash, std::vector<Bytes32> leaves);

  Bytes32 root() const;
  std::size_t size() const { return levels_.front().size(); }
  const Bytes32& leaf(std::size_t index) const { return levels_.front()[index]; }

  // REQUIRES of all below: indices are below size().
  MerklePath prove(std::size_t index) const;
  void update(std::size_t index, const Bytes32& leaf);
  // One proof for several leaves: only nodes that cannot be computed from those leaves, level by level, left to right.
  // REQUIRES: indices ascend, without repetition.
  std::vector<Bytes32> prove_many(std::span<const std::size_t> indices) const;

 private:
  Hash hash_;
  std::vector<std::vector<Bytes32>> levels_;  // leaves first; the last has at most one node
};

// Whether `leaf` is number `index` of `size` leaves under `root`. Any path is taken; wrong ones are refused.
bool merkle_verify(Hash hash, const Bytes32& root, std::size_t size, std::size_t index, const Bytes32& leaf,
                   const MerklePath& path);
// Whether all the leaves are where they say, given what prove_many returned. False when nothing is claimed.
bool merkle_verify_many(Hash hash, const Bytes32& root, std::size_t size, const std::map<std::size_t, Bytes32>& leaves,
                        std::span<const Bytes32> proof);

}  // namespace parley::gpu

// Verkle trees over Pedersen commitments to vectors of k entries (gpu/commitment): an inner node commits to the hashes
// of its children's commitments, or of the data at the bottom, as scalars. All leaves are at the same depth; data that
// are not there are hashes of nothing.
#pragma once

#include <map>
#include <span>
#include <vector>

#include "cli/studies/verkle/openings.hpp"

namespace parley::verkle {

// Mistakes of a verifier that a forger can use.
enum class Mutant : std::uint8_t {
  kNone,
  kNoLinks,  // does not compare an entry with the hash of the next commitment
  kNoRoot,   // does not compare the first commitment with the root
  kAnySlot,  // takes any position of the entry in its node
  kNoDatum   // does not compare the last entry with the datum
};

struct Level {
  gpu::Bytes32 commitment{};  // of the node; at the top it is the root's
  std::size_t slot = 0;
  gpu::Bytes32 value{};  // a scalar
  gpu::InnerProductProof opening;
};
// What a verifier cannot compute itself is told by size_of: slots and values are not sent, and the root is known. They
// stand here so that a careless verifier (Mutant) has something to believe.
struct Path {
  std::vector<Level> levels = {};  // from the root
};

// One proof for many keys: commitments below the root, level by level, left to right.
struct Bundle {
  std::vector<gpu::Bytes32> commitments = {};
  Openings openings = {};
};

std::size_t bytes_of(const gpu::InnerProductProof& proof);
std::size_t bytes_of(const Path& path);  // without the root, slots and values
std::size_t bytes_of(const Bundle& bundle);

gpu::Scalar datum_value(const gpu::Bytes32& datum);
gpu::Scalar node_value(const gpu::Bytes32& commitment);

class VerkleTree {
 public:
  // k^depth places. REQUIRES: depth >= 1, data fit. O(k^depth) multiplications at most.
  VerkleTree(const gpu::CommitmentKey& key, std::uint32_t depth, const std::vector<gpu::Bytes32>& data);

  const gpu::Bytes32& root() const { return levels_.front().front().encoding; }
  std::size_t size() const { return places_; }
  // REQUIRES of all below: indices below size().
  Path prove(std::size_t index) const;
  // REQUIRES: at least one index.
  Bundle prove_many(std::span<const std::size_t> indices) const;
  // One multiplication a level, instead of k.
  void update(std::size_t index, const gpu::Bytes32& datum);

 private:
  struct Node {
    std::vector<gpu::Scalar> values = {};
    gpu::Element commitment = {};
    gpu::Bytes32 encoding{};
  };
  void seal(Node& node) const;

  const gpu::CommitmentKey* key_;
  std::uint32_t depth_ = 1;
  std::size_t places_ = 1;
  std::vector<std::vector<Node>> levels_ = {};  // the root's first
};

// Whether `datum` is at `index` of the tree of that depth. Any proof is taken; wrong ones are refused.
bool verify_path(const gpu::CommitmentKey& key, std::uint32_t depth, const gpu::Bytes32& root, std::size_t index,
                 const gpu::Bytes32& datum, const Path& path, Mutant mutant = Mutant::kNone);
bool verify_bundle(const gpu::CommitmentKey& key, std::uint32_t depth, const gpu::Bytes32& root,
                   const std::map<std::size_t, gpu::Bytes32>& data, const Bundle& bundle);

}  // namespace parley::verkle

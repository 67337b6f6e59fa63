#include "gpu/merkle.hpp"

#include <stdexcept>

#include "gpu/arith/blake2b.hpp"
#include "gpu/arith/sha256.hpp"

namespace parley::gpu {

namespace {

template <class Source>
Bytes32 digest(Hash hash, const Source& source) {
  if (hash == Hash::kSha512) throw std::invalid_argument("Merkle trees have nodes of 32 bytes: not SHA-512");
  return hash == Hash::kSha256 ? sha256(source) : blake2b<32>(source);
}

// Whether the node has a sibling on a level of `size` nodes.
bool is_paired(std::size_t index, std::size_t size) {
  return (index ^ 1) < size;
}
std::size_t size_above(std::size_t size) {
  return (size + 1) / 2;
}
Bytes32 parent(Hash hash, std::size_t index, const Bytes32& node, const Bytes32& sibling) {
  return index % 2 == 0 ? merkle_node(hash, node, sibling) : merkle_node(hash, sibling, node);
}

}  // namespace

Bytes32 merkle_leaf(Hash hash, std::span<const std::uint8_t> datum) {
  std::vector<std::uint8_t> bytes{0};
  bytes.insert(bytes.end(), datum.begin(), datum.end());
  return digest(hash, Message{bytes.data(), bytes.size()});
}

Bytes32 merkle_node(Hash hash, const Bytes32& left, const Bytes32& right) {
  return digest(hash, Pair{1, left, right});
}

Bytes32 merkle_empty(Hash hash) {
  return digest(hash, Message{});
}

MerkleTree::MerkleTree(Backend& backend, Hash hash, std::vector<Bytes32> leaves) : hash_(hash) {
  levels_.push_back(std::move(leaves));
  while (levels_.back().size() > 1) {
    const std::vector<Bytes32>& below = levels_.back();
    std::vector<Bytes32> above(size_above(below.size()));
    const std::size_t pairs = below.size() / 2;
    const NodeBatch batch{hash, std::span(below).first(2 * pairs), std::span(above).first(pairs)};
    if (!compute(backend, batch)) throw std::runtime_error("Merkle tree: the backend failed");
    if (below.size() % 2 == 1) above.back() = below.back();
    levels_.push_back(std::move(above));
  }
}

Bytes32 MerkleTree::root() const {
  return levels_.back().empty() ? merkle_empty(hash_) : levels_.back().front();
}

MerklePath MerkleTree::prove(std::size_t index) const {
  MerklePath path;
  for (std::size_t level = 0; level + 1 < levels_.size(); ++level, index /= 2)
    if (is_paired(index, levels_[level].size())) path.push_back(levels_[level][index ^ 1]);
  return path;
}

void MerkleTree::update(std::size_t index, const Bytes32& leaf) {
  levels_.front()[index] = leaf;
  for (std::size_t level = 0; level + 1 < levels_.size(); ++level, index /= 2) {
    const std::vector<Bytes32>& nodes = levels_[level];
    const bool paired = is_paired(index, nodes.size());
    levels_[level + 1][index / 2] = paired ? parent(hash_, index, nodes[index], nodes[index ^ 1]) : nodes[index];
  }
}

std::vector<Bytes32> MerkleTree::prove_many(std::span<const std::size_t> indices) const {
  std::vector<Bytes32> proof;
  std::vector<std::size_t> known(indices.begin(), indices.end());
  for (std::size_t level = 0; level + 1 < levels_.size(); ++level) {
    std::vector<std::size_t> above;
    for (std::size_t i = 0; i < known.size(); ++i) {
      const std::size_t sibling = known[i] ^ 1;
      const bool known_too = i + 1 < known.size() && known[i + 1] == sibling;
      if (!known_too && sibling < levels_[level].size()) proof.push_back(levels_[level][sibling]);
      above.push_back(known[i] / 2);
      if (known_too) ++i;
    }
    known = std::move(above);
  }
  return proof;
}

bool merkle_verify(Hash hash, const Bytes32& root, std::size_t size, std::size_t index, const Bytes32& leaf,
                   const MerklePath& path) {
  if (index >= size) return false;
  Bytes32 node = leaf;
  auto sibling = path.begin();
  for (; size > 1; size = size_above(size), index /= 2) {
    if (!is_paired(index, size)) continue;
    if (sibling == path.end()) return false;
    node = parent(hash, index, node, *sibling++);
  }
  return sibling == path.end() && node == root;
}

bool merkle_verify_many(Hash hash, const Bytes32& root, std::size_t size, const std::map<std::size_t, Bytes32>& leaves,
                        std::span<const Bytes32> proof) {
  if (leaves.empty() || leaves.rbegin()->first >= size) return false;
  std::map<std::size_t, Bytes32> known = leaves;
  for (; size > 1; size = size_above(size)) {
    std::map<std::size_t, Bytes32> above;
    for (auto node = known.begin(); node != known.end(); ++node) {
      const auto& [index, value] = *node;
      const auto next = std::next(node);
      if (!is_paired(index, size)) {
        above[index / 2] = value;
      } else if (index % 2 == 0 && next != known.end() && next->first == index + 1) {
        above[index / 2] = merkle_node(hash, value, next->second);
        node = next;
      } else {
        if (proof.empty()) return false;
        above[index / 2] = parent(hash, index, value, proof.front());
        proof = proof.subspan(1);
      }
    }
    known = std::move(above);
  }
  return proof.empty() && known.begin()->second == root;
}

}  // namespace parley::gpu

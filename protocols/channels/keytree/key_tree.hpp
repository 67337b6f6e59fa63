// One root, all keys (Magarshak, arXiv 2606.09870; derivation after the reference implementation, card q section 2):
//   root -> "safecloud.encryption.root" -> "safecloud.track.NAME" -> "safecloud.node.D" for each base-N digit of the
//   chunk index, most significant first -> leaf; the access tree likewise with labels "safecloud.access....".
// A derivation is HKDF-SHA256(parent, salt = SHA-256("{}"), info = "q.crypto.delegate." + label, 32 bytes).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/channels/keytree/sha256.hpp"

namespace parley::keytree {

enum class Tree : std::uint8_t { encryption, access };

// What a mutant does otherwise.
enum class Flaw : std::uint8_t {
  none,
  label_without_digit,  // all children of a node get one key
  shared_labels,        // the access tree uses the labels of the encryption tree
  parent_leaked,        // a grant hands out the parent's secret
  tracks_share_root,    // tracks are not named in a label
};

inline constexpr std::array<std::string_view, 3> kTracks{"data", "index", "meta"};

// Levels 0 (the track) to depth (the chunks); node i of level l covers the chunks [i N^(depth-l), (i+1) N^(depth-l)).
struct TreeShape {
  std::uint32_t radix = 2;
  std::uint64_t chunks = 1;

  std::uint32_t depth() const;                          // ceil(log_N chunks)
  std::uint64_t width(std::uint32_t level) const;       // chunks below a node of the level, existing or not
  std::uint64_t node_count(std::uint32_t level) const;  // with at least one chunk
};

struct TreeNode {
  std::uint32_t level = 0;
  std::uint64_t index = 0;
  friend bool operator==(const TreeNode&, const TreeNode&) = default;
};

struct Range {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

Range range_of(const TreeShape& shape, TreeNode node);  // existing chunks only

// The least set of nodes whose chunks are exactly [begin, end), in order: at most 2 (N-1) ceil(log_N n).
// REQUIRES: begin < end <= chunks. Complexity: O(N log_N n).
std::vector<TreeNode> cover(const TreeShape& shape, Range range);

class KeyTree {
 public:
  KeyTree(const Digest& root, const TreeShape& shape, Flaw flaw = Flaw::none);

  const TreeShape& shape() const { return shape_; }
  const Digest& root() const { return root_; }
  Digest tree_root(Tree tree) const;
  Digest track(Tree tree, std::size_t track) const;                          // level 0
  Digest node(Tree tree, std::size_t track, TreeNode node) const;            // from the root: level + 2 derivations
  Digest child(Tree tree, const Digest& secret, std::uint32_t digit) const;  // one derivation
  // The secret that a grant for the node hands out.
  Digest granted(Tree tree, std::size_t track, TreeNode node) const;

  // Every label that the system derives with: what a grantee can try.
  std::vector<std::string> labels() const;

  static Digest derive(const Digest& secret, std::string_view label);
  // Its two halves, for who derives with many labels: HKDF-Extract, and HKDF-Expand under one label.
  static Digest extract(const Digest& secret);
  static Digest expand(const Digest& key, std::string_view label);
  static Digest chunk_key(const Digest& leaf) { return derive(leaf, "safecloud.chunk.key.0"); }

 private:
  std::string node_label(Tree tree, std::uint32_t digit) const;
  std::string track_label(Tree tree, std::size_t track) const;
  std::string root_label(Tree tree) const;

  Digest root_;
  TreeShape shape_;
  Flaw flaw_;
};

}  // namespace parley::keytree

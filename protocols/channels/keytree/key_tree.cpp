#include "protocols/channels/keytree/key_tree.hpp"

#include <algorithm>

namespace parley::keytree {

std::uint32_t TreeShape::depth() const {
  std::uint32_t depth = 0;
  for (std::uint64_t reach = 1; reach < chunks; reach *= radix) ++depth;
  return depth;
}

std::uint64_t TreeShape::width(std::uint32_t level) const {
  std::uint64_t width = 1;
  for (std::uint32_t below = level; below < depth(); ++below) width *= radix;
  return width;
}

std::uint64_t TreeShape::node_count(std::uint32_t level) const {
  const std::uint64_t each = width(level);
  return (chunks + each - 1) / each;
}

Range range_of(const TreeShape& shape, TreeNode node) {
  const std::uint64_t width = shape.width(node.level);
  return {std::min(shape.chunks, node.index * width), std::min(shape.chunks, (node.index + 1) * width)};
}

std::vector<TreeNode> cover(const TreeShape& shape, Range range) {
  std::vector<TreeNode> nodes;
  const std::uint32_t depth = shape.depth();
  while (range.begin < range.end) {
    std::uint32_t level = depth;
    std::uint64_t width = 1;
    while (level > 0) {
      const std::uint64_t wider = width * shape.radix;
      if (range.begin % wider != 0 || std::min(range.begin + wider, shape.chunks) > range.end) break;
      width = wider;
      --level;
    }
    nodes.push_back({level, range.begin / width});
    range.begin += width;
  }
  return nodes;
}

KeyTree::KeyTree(const Digest& root, const TreeShape& shape, Flaw flaw) : root_(root), shape_(shape), flaw_(flaw) {}

Digest KeyTree::extract(const Digest& secret) {
  static const Digest salt = sha256("{}");
  return hmac_sha256(salt, {secret});
}

// The one block of HKDF-Expand for 32 bytes.
Digest KeyTree::expand(const Digest& key, std::string_view label) {
  constexpr std::uint8_t kFirst = 1;
  return hmac_sha256(key, {bytes_of("q.crypto.delegate."), bytes_of(label), std::span<const std::uint8_t>(&kFirst, 1)});
}

Digest KeyTree::derive(const Digest& secret, std::string_view label) {
  return expand(extract(secret), label);
}

std::string KeyTree::root_label(Tree tree) const {
  const bool access = tree == Tree::access && flaw_ != Flaw::shared_labels;
  return access ? "safecloud.access.root" : "safecloud.encryption.root";
}

std::string KeyTree::track_label(Tree tree, std::size_t track) const {
  const bool access = tree == Tree::access && flaw_ != Flaw::shared_labels;
  const std::string stem = access ? "safecloud.access.track." : "safecloud.track.";
  return flaw_ == Flaw::tracks_share_root ? stem : stem + std::string(kTracks[track]);
}

std::string KeyTree::node_label(Tree tree, std::uint32_t digit) const {
  const bool access = tree == Tree::access && flaw_ != Flaw::shared_labels;
  const std::string stem = access ? "safecloud.access.node." : "safecloud.node.";
  return flaw_ == Flaw::label_without_digit ? stem : stem + std::to_string(digit);
}

Digest KeyTree::tree_root(Tree tree) const {
  return derive(root_, root_label(tree));
}

Digest KeyTree::track(Tree tree, std::size_t track) const {
  return derive(tree_root(tree), track_label(tree, track));
}

Digest KeyTree::child(Tree tree, const Digest& secret, std::uint32_t digit) const {
  return derive(secret, node_label(tree, digit));
}

Digest KeyTree::node(Tree tree, std::size_t track_index, TreeNode node) const {
  Digest secret = track(tree, track_index);
  std::uint64_t place = 1;
  for (std::uint32_t level = 1; level < node.level; ++level) place *= shape_.radix;
  for (std::uint32_t level = 0; level < node.level; ++level) {
    secret = child(tree, secret, static_cast<std::uint32_t>(node.index / place % shape_.radix));
    place = std::max<std::uint64_t>(1, place / shape_.radix);
  }
  return secret;
}

Digest KeyTree::granted(Tree tree, std::size_t track_index, TreeNode wanted) const {
  if (flaw_ != Flaw::parent_leaked || wanted.level == 0) return node(tree, track_index, wanted);
  return node(tree, track_index, {wanted.level - 1, wanted.index / shape_.radix});
}

std::vector<std::string> KeyTree::labels() const {
  std::vector<std::string> all;
  for (const Tree tree : {Tree::encryption, Tree::access}) {
    all.push_back(root_label(tree));
    for (std::size_t track = 0; track < kTracks.size(); ++track) all.push_back(track_label(tree, track));
    for (std::uint32_t digit = 0; digit < shape_.radix; ++digit) all.push_back(node_label(tree, digit));
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

}  // namespace parley::keytree

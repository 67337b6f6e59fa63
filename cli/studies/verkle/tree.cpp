#include "cli/studies/verkle/tree.hpp"

#include <array>
#include <set>
#include <utility>

#include "gpu/arith/sha512.hpp"

namespace parley::verkle {

namespace {

using gpu::Bytes32;
using gpu::Scalar;

Scalar tagged_hash(std::uint8_t tag, const Bytes32& bytes) {
  std::array<std::uint8_t, 33> input{tag};
  for (std::size_t i = 0; i < bytes.size(); ++i) input[i + 1] = bytes[i];
  return gpu::scalar_from_wide(gpu::sha512(gpu::Message{input.data(), input.size()}));
}

// k^(depth - 1 - level): places below one entry of a node of that level.
std::size_t stride_of(std::size_t arity, std::uint32_t depth, std::uint32_t level) {
  std::size_t stride = 1;
  for (std::uint32_t i = level + 1; i < depth; ++i) stride *= arity;
  return stride;
}

std::size_t slot_of(std::size_t arity, std::uint32_t depth, std::uint32_t level, std::size_t index) {
  return index / stride_of(arity, depth, level) % arity;
}

// Level and number of a node, and its entry: what has to be opened for some indices, each once, in order.
using Entry = std::pair<std::pair<std::uint32_t, std::size_t>, std::size_t>;
std::set<Entry> entries_of(std::size_t arity, std::uint32_t depth, std::span<const std::size_t> indices) {
  std::set<Entry> entries;
  for (const std::size_t index : indices)
    for (std::uint32_t level = 0; level < depth; ++level)
      entries.insert({{level, index / stride_of(arity, depth, level) / arity}, slot_of(arity, depth, level, index)});
  return entries;
}

}  // namespace

std::size_t bytes_of(const gpu::InnerProductProof& proof) {
  return 32 * (proof.left.size() + proof.right.size() + 1);
}

std::size_t bytes_of(const Path& path) {
  std::size_t bytes = 0;
  for (const Level& level : path.levels) bytes += bytes_of(level.opening) + 32;
  return path.levels.empty() ? 0 : bytes - 32;
}

std::size_t bytes_of(const Bundle& bundle) {
  return 32 * (bundle.commitments.size() + 1) + bytes_of(bundle.openings.argument);
}

Scalar datum_value(const Bytes32& datum) {
  return tagged_hash(0, datum);
}

Scalar node_value(const Bytes32& commitment) {
  return tagged_hash(1, commitment);
}

void VerkleTree::seal(Node& node) const {
  node.commitment = key_->commit(node.values);
  node.encoding = gpu::encode_ristretto(node.commitment);
}

VerkleTree::VerkleTree(const gpu::CommitmentKey& key, std::uint32_t depth, const std::vector<Bytes32>& data)
    : key_(&key), depth_(depth), places_(stride_of(key.size(), depth, 0) * key.size()) {
  std::vector<Scalar> values;
  for (std::size_t i = 0; i < places_; ++i) values.push_back(datum_value(i < data.size() ? data[i] : Bytes32{}));
  for (std::uint32_t level = 0; level < depth; ++level) {
    std::vector<Node> nodes(values.size() / key.size());
    std::vector<Scalar> above;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      const auto first = values.begin() + static_cast<std::ptrdiff_t>(i * key.size());
      nodes[i].values.assign(first, first + static_cast<std::ptrdiff_t>(key.size()));
      seal(nodes[i]);
      above.push_back(node_value(nodes[i].encoding));
    }
    levels_.insert(levels_.begin(), std::move(nodes));
    values = std::move(above);
  }
}

Path VerkleTree::prove(std::size_t index) const {
  Path path;
  for (std::uint32_t level = 0; level < depth_; ++level) {
    const Node& node = levels_[level][index / stride_of(key_->size(), depth_, level) / key_->size()];
    const std::size_t slot = slot_of(key_->size(), depth_, level, index);
    path.levels.push_back(
        {node.encoding, slot, gpu::encode_scalar(node.values[slot]), gpu::prove_entry(*key_, node.values, slot)});
  }
  return path;
}

Bundle VerkleTree::prove_many(std::span<const std::size_t> indices) const {
  Bundle bundle;
  std::vector<Claim> claims;
  std::vector<const std::vector<Scalar>*> vectors;
  std::pair<std::uint32_t, std::size_t> last{0, 0};
  for (const auto& [place, slot] : entries_of(key_->size(), depth_, indices)) {
    const Node& node = levels_[place.first][place.second];
    if (place != last) bundle.commitments.push_back(node.encoding);
    last = place;
    claims.push_back({node.commitment, slot, node.values[slot]});
    vectors.push_back(&node.values);
  }
  bundle.openings = prove_openings(*key_, claims, vectors);
  return bundle;
}

void VerkleTree::update(std::size_t index, const Bytes32& datum) {
  Scalar value = datum_value(datum);
  for (std::uint32_t level = depth_; level-- > 0;) {
    Node& node = levels_[level][index / stride_of(key_->size(), depth_, level) / key_->size()];
    const std::size_t slot = slot_of(key_->size(), depth_, level, index);
    node.commitment = key_->update(node.commitment, slot, node.values[slot], value);
    node.encoding = gpu::encode_ristretto(node.commitment);
    node.values[slot] = value;
    value = node_value(node.encoding);
  }
}

bool verify_path(const gpu::CommitmentKey& key, std::uint32_t depth, const Bytes32& root, std::size_t index,
                 const Bytes32& datum, const Path& path, Mutant mutant) {
  if (path.levels.size() != depth || depth == 0) return false;
  if (index / stride_of(key.size(), depth, 0) >= key.size()) return false;
  if (mutant != Mutant::kNoRoot && path.levels.front().commitment != root) return false;
  for (std::uint32_t level = 0; level < depth; ++level) {
    const Level& at = path.levels[level];
    const auto commitment = gpu::decode_ristretto<gpu::Field51>(at.commitment);
    if (!commitment.valid) return false;
    const bool is_last = level + 1 == depth;
    Scalar value = is_last ? datum_value(datum) : node_value(path.levels[level + 1].commitment);
    if (mutant == (is_last ? Mutant::kNoDatum : Mutant::kNoLinks)) value = gpu::decode_scalar(at.value).scalar;
    const std::size_t slot = mutant == Mutant::kAnySlot ? at.slot : slot_of(key.size(), depth, level, index);
    if (!gpu::verify_entry(key, commitment.point, slot, value, at.opening)) return false;
  }
  return true;
}

bool verify_bundle(const gpu::CommitmentKey& key, std::uint32_t depth, const Bytes32& root,
                   const std::map<std::size_t, Bytes32>& data, const Bundle& bundle) {
  std::vector<std::size_t> indices;
  for (const auto& [index, datum] : data) {
    if (index / stride_of(key.size(), depth, 0) >= key.size()) return false;
    indices.push_back(index);
  }
  const std::set<Entry> entries = entries_of(key.size(), depth, indices);
  std::map<std::pair<std::uint32_t, std::size_t>, Bytes32> encodings;
  std::size_t used = 0;
  for (const auto& [place, slot] : entries) {
    if (encodings.contains(place)) continue;
    if (place.first > 0 && used == bundle.commitments.size()) return false;
    encodings[place] = place.first == 0 ? root : bundle.commitments[used++];
  }
  if (used != bundle.commitments.size()) return false;
  std::vector<Claim> claims;
  for (const auto& [place, slot] : entries) {
    const auto commitment = gpu::decode_ristretto<gpu::Field51>(encodings[place]);
    if (!commitment.valid) return false;
    const std::size_t child = place.second * key.size() + slot;
    const bool is_last = place.first + 1 == depth;
    claims.push_back({commitment.point, slot,
                      is_last ? datum_value(data.at(child)) : node_value(encodings.at({place.first + 1, child}))});
  }
  return verify_openings(key, claims, bundle.openings);
}

}  // namespace parley::verkle

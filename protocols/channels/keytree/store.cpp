#include "protocols/channels/keytree/store.hpp"

#include <algorithm>
#include <string>

namespace parley::keytree {

namespace {

std::array<std::uint8_t, 8> word_bytes(std::uint64_t word) {
  std::array<std::uint8_t, 8> bytes{};
  for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<std::uint8_t>(word >> (56 - 8 * i));
  return bytes;
}

struct ChunkKeys {
  Digest cipher = {};
  Digest tag = {};
  Digest iv = {};  // its first 12 bytes
};

ChunkKeys keys_of(const Digest& leaf) {
  const Digest key = KeyTree::chunk_key(leaf);
  return {hmac_sha256(key, {bytes_of("cipher")}), hmac_sha256(key, {bytes_of("tag")}),
          KeyTree::derive(leaf, "safecloud.chunk.iv.0")};
}

std::span<const std::uint8_t> iv_of(const ChunkKeys& keys) {
  return std::span<const std::uint8_t>(keys.iv).first(12);
}

void apply_keystream(const ChunkKeys& keys, Bytes& bytes) {
  for (std::size_t at = 0; at < bytes.size(); at += 32) {
    const Digest stream = hmac_sha256(keys.cipher, {iv_of(keys), word_bytes(at / 32)});
    for (std::size_t i = 0; i < 32 && at + i < bytes.size(); ++i) bytes[at + i] ^= stream[i];
  }
}

Digest tag_of(const ChunkKeys& keys, std::uint64_t index, std::span<const std::uint8_t> ciphertext) {
  const std::string aad = "safecloud.chunk:" + std::to_string(index);
  return hmac_sha256(keys.tag, {iv_of(keys), word_bytes(aad.size()), bytes_of(aad), ciphertext});
}

Digest leaf_digest(const Digest& cid) {
  return Sha256().add(std::string_view("\0", 1)).add(cid).finish();
}

Digest parent_digest(const Digest& left, const Digest& right) {
  return Sha256().add(std::string_view("\1", 1)).add(left).add(right).finish();
}

}  // namespace

Bytes seal_chunk(const Digest& leaf, std::uint64_t index, std::span<const std::uint8_t> text) {
  const ChunkKeys keys = keys_of(leaf);
  Bytes sealed(text.begin(), text.end());
  apply_keystream(keys, sealed);
  const Digest tag = tag_of(keys, index, sealed);
  sealed.insert(sealed.end(), tag.begin(), tag.begin() + kTagBytes);
  return sealed;
}

std::optional<Bytes> open_chunk(const Digest& leaf, std::uint64_t index, std::span<const std::uint8_t> sealed) {
  if (sealed.size() < kTagBytes) return std::nullopt;
  const ChunkKeys keys = keys_of(leaf);
  const auto ciphertext = sealed.first(sealed.size() - kTagBytes);
  const Digest tag = tag_of(keys, index, ciphertext);
  if (!std::equal(tag.begin(), tag.begin() + kTagBytes, sealed.end() - kTagBytes)) return std::nullopt;
  Bytes text(ciphertext.begin(), ciphertext.end());
  apply_keystream(keys, text);
  return text;
}

Digest cid_of(std::span<const std::uint8_t> sealed) {
  return sha256(sealed);
}

MerkleTree::MerkleTree(const std::vector<Digest>& leaves) {
  levels_.emplace_back();
  for (const Digest& leaf : leaves) levels_.back().push_back(leaf_digest(leaf));
  while (levels_.back().size() > 1) {
    std::vector<Digest> above;
    const std::vector<Digest>& here = levels_.back();
    for (std::size_t i = 0; i + 1 < here.size(); i += 2) above.push_back(parent_digest(here[i], here[i + 1]));
    if (here.size() % 2 == 1) above.push_back(here.back());
    levels_.push_back(std::move(above));
  }
}

std::vector<MerkleStep> MerkleTree::path(std::uint64_t index) const {
  std::vector<MerkleStep> steps;
  for (std::size_t level = 0; level + 1 < levels_.size(); ++level, index /= 2)
    if ((index ^ 1U) < levels_[level].size()) steps.push_back({levels_[level][index ^ 1U], (index & 1U) != 0});
  return steps;
}

bool is_in_tree(const Digest& root, const Digest& leaf, const std::vector<MerkleStep>& path) {
  Digest at = leaf_digest(leaf);
  for (const MerkleStep& step : path)
    at = step.is_left ? parent_digest(step.sibling, at) : parent_digest(at, step.sibling);
  return at == root;
}

Digest answer_challenge(Proof proof, const Digest& cid, std::uint64_t nonce, std::span<const std::uint8_t> kept,
                        std::size_t chunk_bytes) {
  std::size_t begin = 0;
  std::size_t end = chunk_bytes;
  if (proof == Proof::prefix_32) end = std::min(chunk_bytes, kPrefixBytes);
  if (proof == Proof::random_block) {
    const std::size_t blocks = (chunk_bytes + kBlockBytes - 1) / kBlockBytes;
    begin = Rng(nonce).below(blocks) * kBlockBytes;
    end = std::min(chunk_bytes, begin + kBlockBytes);
  }
  Bytes covered(end - begin, 0);
  for (std::size_t at = begin; at < std::min(end, kept.size()); ++at) covered[at - begin] = kept[at];
  return Sha256().add(cid).add(word_bytes(nonce)).add(covered).finish();
}

Bytes random_bytes(std::size_t count, Rng& rng) {
  Bytes bytes(count);
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(rng.below(256));
  return bytes;
}

Digest random_digest(Rng& rng) {
  Digest digest{};
  for (std::uint8_t& byte : digest) byte = static_cast<std::uint8_t>(rng.below(256));
  return digest;
}

}  // namespace parley::keytree

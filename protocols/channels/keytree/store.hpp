// Chunks as Drops keep them: sealed, named by their content, proved by a Merkle path, and challenged.
// Sealing is a stand-in for AES-256-GCM: a keystream HMAC(key, iv | counter), and a tag HMAC(key', iv | aad |
// ciphertext) under a second key, cut to 16 bytes. What matters here it shares with GCM: deterministic in (key, iv),
// authentic, and two texts under one (key, iv) give away their difference.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "protocols/channels/keytree/key_tree.hpp"
#include "protocols/core/random.hpp"

namespace parley::keytree {

inline constexpr std::size_t kTagBytes = 16;
inline constexpr std::size_t kPrefixBytes = 32;  // that the paper's challenge covers
inline constexpr std::size_t kBlockBytes = 64;   // of a proof of a random block

// "safecloud.chunk.key.0", "safecloud.chunk.iv.0" of the leaf; the index in the file is authenticated.
Bytes seal_chunk(const Digest& leaf, std::uint64_t index, std::span<const std::uint8_t> text);
std::optional<Bytes> open_chunk(const Digest& leaf, std::uint64_t index, std::span<const std::uint8_t> sealed);

// The content id: SHA-256 over ciphertext and tag; what CIDv1 writes in base32.
Digest cid_of(std::span<const std::uint8_t> sealed);

// Binary Merkle tree: leaves H(0 | cid), nodes H(1 | left | right), an odd node moves up unchanged.
struct MerkleStep {
  Digest sibling = {};
  bool is_left = false;
};
class MerkleTree {
 public:
  explicit MerkleTree(const std::vector<Digest>& leaves);  // at least one
  const Digest& root() const { return levels_.back().front(); }
  std::vector<MerkleStep> path(std::uint64_t index) const;

 private:
  std::vector<std::vector<Digest>> levels_;
};
// What a keyless node checks: `leaf` is in the tree with this root, at the place that the path tells.
bool is_in_tree(const Digest& root, const Digest& leaf, const std::vector<MerkleStep>& path);

enum class Proof : std::uint8_t { prefix_32, whole_chunk, random_block };

// The answer to a challenge: H(cid | nonce | the bytes that the proof covers). The nonce chooses the random block.
// `kept` may hold less than the chunk; what is missing is taken as 0, the best a Drop can do without it.
Digest answer_challenge(Proof proof, const Digest& cid, std::uint64_t nonce, std::span<const std::uint8_t> kept,
                        std::size_t chunk_bytes);

Bytes random_bytes(std::size_t count, Rng& rng);
Digest random_digest(Rng& rng);

}  // namespace parley::keytree

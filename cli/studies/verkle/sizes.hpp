// Bytes and prices of proofs, counted and not measured.
#pragma once

#include <cstdint>
#include <vector>

#include "gpu/arith/bytes.hpp"
#include "protocols/core/random.hpp"

namespace parley::verkle {

// The least depth with arity^depth >= 2^log2.
std::uint32_t depth_for(std::uint32_t arity, std::uint32_t log2);

// One key of a tree with 2^log2 leaves; the root is known. Points of KZG have 48 bytes (BLS12-381), of the
// inner-product argument 32, digests 32.
struct Sizes {
  std::uint64_t merkle = 0;       // binary: 32 log2 N
  std::uint64_t merkle_wide = 0;  // k-ary: 32 (k - 1) log_k N
  std::uint64_t kzg = 0;          // plain: 48 (d - 1) + 48 d
  std::uint64_t kzg_bundled = 0;  // 48 (d - 1) + 2 * 48
  std::uint64_t ipa = 0;          // plain: 32 (d - 1) + 32 (2 log2 k + 1) d
  std::uint64_t ipa_bundled = 0;  // 32 (d - 1) + 32 + 32 (2 log2 k + 1)
};
Sizes sizes_of(std::uint32_t arity, std::uint32_t log2);

// Several keys at once: what depends on which keys.
struct Shared {
  std::uint64_t siblings = 0;  // of a binary Merkle multiproof
  std::uint64_t inner = 0;     // distinct nodes below the root of the Verkle tree
  std::uint64_t entries = 0;   // distinct entries opened
};
// `keys` distinct leaves of 2^log2, drawn. REQUIRES: keys <= 2^log2 / 2. O(keys log2 N).
std::vector<std::uint64_t> drawn_keys(std::uint32_t log2, std::uint32_t keys, Rng& rng);
Shared shared_by(const std::vector<std::uint64_t>& keys, std::uint32_t arity, std::uint32_t log2);

// Modelled prices of the EVM (card, section 3): calldata 16 a byte, a level of Merkle 250, a plain opening of KZG
// 125,000, a bundled one 113,000 and 12,500 for each entry.
double merkle_gas(std::uint64_t bytes, std::uint64_t hashes);
double kzg_gas(std::uint64_t bytes, std::uint64_t openings);
double kzg_bundled_gas(std::uint64_t bytes, std::uint64_t entries);

}  // namespace parley::verkle

// Many entries of many committed vectors opened at once: one commitment and one inner-product argument, however many
// entries (Feist's multiproof for inner products, "PCS multiproofs using random evaluation", 2021; the card's section
// 2).
#pragma once

#include <span>
#include <vector>

#include "gpu/commitment/commitment.hpp"

namespace parley::verkle {

// Entry `slot` of the vector behind `commitment` is `value`.
struct Claim {
  gpu::Element commitment;
  std::size_t slot = 0;
  gpu::Scalar value;
};

struct Openings {
  gpu::Bytes32 quotient{};  // D, an element
  gpu::InnerProductProof argument;

  friend bool operator==(const Openings&, const Openings&) = default;
};

// REQUIRES: claims[i] is true of vectors[i], all as long as the key; at least one. O(m k) products of scalars, and one
// inner-product argument.
Openings prove_openings(const gpu::CommitmentKey& key, std::span<const Claim> claims,
                        std::span<const std::vector<gpu::Scalar>* const> vectors);
// False for anything malformed and for no claims. m + O(k) multiplications in the group.
bool verify_openings(const gpu::CommitmentKey& key, std::span<const Claim> claims, const Openings& openings);

}  // namespace parley::verkle

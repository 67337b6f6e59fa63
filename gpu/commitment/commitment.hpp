// Commitments to vectors over ristretto255: C = sum a_i G_i (+ r H), and proofs that the committed vector has a given
// inner product with a public one (Bootle, Cerulli, Chaidos, Groth, Petit 2016; Bünz et al., "Bulletproofs", 2018),
// which opens single entries of a node of a Verkle tree with 2 log n + 1 group elements and scalars instead of the
// node's siblings.
//
// Binding under the discrete logarithm; hiding only with a blinding factor. Not constant-time: commit to public data,
// such as the state of a ledger. Vectors have 2 to 256 entries, a power of two.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "gpu/arith/ristretto.hpp"
#include "gpu/arith/scalar.hpp"

namespace parley::gpu {

using Element = Point<Field51>;

// Generators that nobody knows relations between: hashes of a label and their number, mapped to the group. A value;
// const members may be called concurrently.
class CommitmentKey {
 public:
  // Throws std::invalid_argument unless size is a power of two from 2 to 256.
  explicit CommitmentKey(std::size_t size, std::string_view label = "parley vector commitment");

  std::size_t size() const { return generators_.size(); }
  const std::vector<Element>& generators() const { return generators_; }
  const Element& blinding() const { return blinding_; }
  const Element& product() const { return product_; }  // carries inner products
  // Distinguishes keys in transcripts.
  const Bytes32& identity() const { return identity_; }

  // REQUIRES: as many values as generators.
  Element commit(std::span<const Scalar> values, const Scalar& blinding = {}) const;
  // C with entry `index` changed from `before` to `after`: one multiplication instead of n.
  Element update(const Element& commitment, std::size_t index, const Scalar& before, const Scalar& after) const;

 private:
  std::vector<Element> generators_;
  Element blinding_;
  Element product_;
  Bytes32 identity_{};
};

// All group elements encoded.
struct InnerProductProof {
  std::vector<Bytes32> left;  // log2 n each
  std::vector<Bytes32> right;
  Bytes32 last{};  // a scalar

  friend bool operator==(const InnerProductProof&, const InnerProductProof&) = default;
};

Scalar inner_product(std::span<const Scalar> a, std::span<const Scalar> b);

// That the values behind the (unblinded) commitment have inner product <values, weights> with the public weights.
// REQUIRES: both as long as the key.
InnerProductProof prove_inner_product(const CommitmentKey& key, std::span<const Scalar> values,
                                      std::span<const Scalar> weights);
// False for anything malformed.
bool verify_inner_product(const CommitmentKey& key, const Element& commitment, std::span<const Scalar> weights,
                          const Scalar& claimed, const InnerProductProof& proof);

// One entry: the inner product with a unit vector.
InnerProductProof prove_entry(const CommitmentKey& key, std::span<const Scalar> values, std::size_t index);
bool verify_entry(const CommitmentKey& key, const Element& commitment, std::size_t index, const Scalar& value,
                  const InnerProductProof& proof);

}  // namespace parley::gpu

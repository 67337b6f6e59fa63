// Proofs changed in one part, which a verifier must refuse.
#pragma once

#include <string>
#include <vector>

#include "cli/studies/verkle/tree.hpp"

namespace parley::verkle {

// A claim about a tree that is false, or a proof that does not show it.
struct Forgery {
  std::string name;
  gpu::Bytes32 root{};
  std::size_t index = 0;
  gpu::Bytes32 datum{};
  Path path = {};
};
// Of the proof of `index`, by a forger that knows the tree and may build others. REQUIRES: index + 1 < tree.size(),
// data at both differ.
std::vector<Forgery> forgeries_of(const gpu::CommitmentKey& key, std::uint32_t depth, const VerkleTree& tree,
                                  const std::vector<gpu::Bytes32>& data, std::size_t index);

struct BundleForgery {
  std::string name;
  gpu::Bytes32 root{};
  std::map<std::size_t, gpu::Bytes32> data = {};
  Bundle bundle = {};
};
std::vector<BundleForgery> bundle_forgeries_of(const VerkleTree& tree, const std::vector<gpu::Bytes32>& data,
                                               const std::vector<std::size_t>& indices);

}  // namespace parley::verkle

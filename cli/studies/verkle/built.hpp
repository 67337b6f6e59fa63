// The trees that a study builds.
#pragma once

#include <memory>

#include "cli/studies/verkle/sizes.hpp"
#include "cli/studies/verkle/study.hpp"

namespace parley::verkle {

struct Built {
  std::unique_ptr<gpu::CommitmentKey> key;  // the tree refers to it
  std::uint32_t log2 = 0;                   // of the places wanted
  std::uint32_t depth = 0;
  std::vector<gpu::Bytes32> data;
  std::unique_ptr<VerkleTree> tree;
};
// Seeded data, all different with overwhelming probability.
Built build_tree(const Parameters& parameters, std::uint32_t arity, std::uint64_t seed);

}  // namespace parley::verkle

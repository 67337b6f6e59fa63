#include "cli/studies/verkle/built.hpp"

#include <bit>

namespace parley::verkle {

Built build_tree(const Parameters& parameters, std::uint32_t arity, std::uint64_t seed) {
  Built built;
  built.key = std::make_unique<gpu::CommitmentKey>(arity);
  built.log2 = static_cast<std::uint32_t>(std::bit_width(parameters.leaves - 1));
  built.depth = depth_for(arity, built.log2);
  Rng rng = Rng::stream(seed, arity);
  built.data.resize(parameters.leaves);
  for (gpu::Bytes32& datum : built.data)
    for (std::uint8_t& byte : datum) byte = static_cast<std::uint8_t>(rng.below(256));
  built.tree = std::make_unique<VerkleTree>(*built.key, built.depth, built.data);
  return built;
}

}  // namespace parley::verkle

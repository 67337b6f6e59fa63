#include "cli/studies/verkle/sizes.hpp"

#include <algorithm>
#include <bit>
#include <set>

namespace parley::verkle {

std::uint32_t depth_for(std::uint32_t arity, std::uint32_t log2) {
  const auto bits = static_cast<std::uint32_t>(std::countr_zero(arity));
  return std::max(1U, (log2 + bits - 1) / bits);
}

Sizes sizes_of(std::uint32_t arity, std::uint32_t log2) {
  const std::uint64_t depth = depth_for(arity, log2);
  const std::uint64_t argument = 32 * (2 * static_cast<std::uint64_t>(std::countr_zero(arity)) + 1);
  return {32 * std::uint64_t{log2},
          32 * std::uint64_t{arity - 1} * depth,
          48 * (depth - 1) + 48 * depth,
          48 * (depth - 1) + std::uint64_t{2 * 48},
          32 * (depth - 1) + argument * depth,
          32 * (depth - 1) + 32 + argument};
}

std::vector<std::uint64_t> drawn_keys(std::uint32_t log2, std::uint32_t keys, Rng& rng) {
  std::set<std::uint64_t> drawn;
  while (drawn.size() < keys) drawn.insert(rng.below(std::uint64_t{1} << log2));
  return {drawn.begin(), drawn.end()};
}

Shared shared_by(const std::vector<std::uint64_t>& keys, std::uint32_t arity, std::uint32_t log2) {
  Shared shared;
  const auto parents = [](const std::vector<std::uint64_t>& nodes, std::uint32_t bits) {
    std::vector<std::uint64_t> above;
    for (const std::uint64_t node : nodes)
      if (above.empty() || above.back() != node >> bits) above.push_back(node >> bits);
    return above;
  };
  // A parent with one known child needs the other.
  std::vector<std::uint64_t> nodes = keys;
  for (std::uint32_t level = 0; level < log2; ++level) {
    const std::vector<std::uint64_t> above = parents(nodes, 1);
    shared.siblings += 2 * above.size() - nodes.size();
    nodes = above;
  }
  nodes = keys;
  for (std::uint32_t level = depth_for(arity, log2); level > 0; --level) {
    shared.entries += nodes.size();
    nodes = parents(nodes, static_cast<std::uint32_t>(std::countr_zero(arity)));
    if (level > 1) shared.inner += nodes.size();
  }
  return shared;
}

double merkle_gas(std::uint64_t bytes, std::uint64_t hashes) {
  return 16.0 * static_cast<double>(bytes) + 250.0 * static_cast<double>(hashes);
}

double kzg_gas(std::uint64_t bytes, std::uint64_t openings) {
  return 16.0 * static_cast<double>(bytes) + 125'000.0 * static_cast<double>(openings);
}

double kzg_bundled_gas(std::uint64_t bytes, std::uint64_t entries) {
  return 16.0 * static_cast<double>(bytes) + 113'000.0 + 12'500.0 * static_cast<double>(entries);
}

}  // namespace parley::verkle

#include "cli/studies/verkle/forgeries.hpp"

namespace parley::verkle {

namespace {

using gpu::Bytes32;

Bytes32 flipped(Bytes32 bytes) {
  bytes[0] ^= 1;
  return bytes;
}

}  // namespace

std::vector<Forgery> forgeries_of(const gpu::CommitmentKey& key, std::uint32_t depth, const VerkleTree& tree,
                                  const std::vector<Bytes32>& data, std::size_t index) {
  const Forgery honest{"honest", tree.root(), index, data[index], tree.prove(index)};
  std::vector<Forgery> all;
  const auto add = [&](const std::string& name, auto change) {
    Forgery forgery = honest;
    forgery.name = name;
    change(forgery);
    all.push_back(std::move(forgery));
  };
  add("datum changed", [](Forgery& f) { f.datum = flipped(f.datum); });
  add("next position", [](Forgery& f) { ++f.index; });
  add("position beyond the tree", [&](Forgery& f) { f.index += tree.size(); });
  add("root changed", [](Forgery& f) { f.root = flipped(f.root); });
  add("proof of the next leaf", [&](Forgery& f) { f.path = tree.prove(index + 1); });
  add("a level left out", [](Forgery& f) { f.path.levels.pop_back(); });
  add("a level twice", [](Forgery& f) { f.path.levels.push_back(f.path.levels.back()); });
  // A tree of the forger's, with another datum there: its whole proof, and its lower levels under the honest top.
  std::vector<Bytes32> others = data;
  others[index] = flipped(others[index]);
  const VerkleTree other(key, depth, others);
  add("another tree", [&](Forgery& f) {
    f.path = other.prove(index);
    f.datum = others[index];
  });
  add("another subtree", [&](Forgery& f) {
    Path path = other.prove(index);
    path.levels.front() = f.path.levels.front();
    f.path = path;
    f.datum = others[index];
  });
  add("an older root", [&](Forgery& f) { f.root = other.root(); });
  for (std::uint32_t level = 0; level < depth; ++level) {
    const std::string at = " at level " + std::to_string(level);
    add("commitment" + at,
        [&](Forgery& f) { f.path.levels[level].commitment = flipped(f.path.levels[level].commitment); });
    add("last scalar" + at,
        [&](Forgery& f) { f.path.levels[level].opening.last = flipped(f.path.levels[level].opening.last); });
    add("sides swapped" + at, [&](Forgery& f) {
      gpu::InnerProductProof& opening = f.path.levels[level].opening;
      std::swap(opening.left, opening.right);
    });
    for (std::size_t round = 0; round < honest.path.levels[level].opening.left.size(); ++round)
      add("left " + std::to_string(round) + at, [&](Forgery& f) {
        gpu::InnerProductProof& opening = f.path.levels[level].opening;
        opening.left[round] = opening.right[round];
      });
  }
  return all;
}

std::vector<BundleForgery> bundle_forgeries_of(const VerkleTree& tree, const std::vector<Bytes32>& data,
                                               const std::vector<std::size_t>& indices) {
  BundleForgery honest{"honest", tree.root(), {}, tree.prove_many(indices)};
  for (const std::size_t index : indices) honest.data[index] = data[index];
  std::vector<BundleForgery> all;
  const auto add = [&](const std::string& name, auto change) {
    BundleForgery forgery = honest;
    forgery.name = "bundle, " + name;
    change(forgery);
    all.push_back(std::move(forgery));
  };
  add("one datum changed", [](BundleForgery& f) { f.data.rbegin()->second = flipped(f.data.rbegin()->second); });
  add("one key left out", [](BundleForgery& f) { f.data.erase(f.data.begin()); });
  add("nothing claimed", [](BundleForgery& f) { f.data.clear(); });
  add("root changed", [](BundleForgery& f) { f.root = flipped(f.root); });
  add("quotient changed", [](BundleForgery& f) { f.bundle.openings.quotient = flipped(f.bundle.openings.quotient); });
  add("quotient replaced", [](BundleForgery& f) { f.bundle.openings.quotient = f.root; });
  add("last scalar",
      [](BundleForgery& f) { f.bundle.openings.argument.last = flipped(f.bundle.openings.argument.last); });
  add("a commitment more", [](BundleForgery& f) { f.bundle.commitments.push_back(f.root); });
  if (!honest.bundle.commitments.empty())
    add("a commitment replaced", [](BundleForgery& f) { f.bundle.commitments.front() = f.root; });
  return all;
}

}  // namespace parley::verkle

#include <algorithm>

#include "cli/studies/verkle/built.hpp"

namespace parley::verkle {

namespace {

struct Explored {
  std::uint64_t proofs = 0;
  std::string incomplete;  // the first that failed
  std::string miscounted;
  std::string not_rebuilt;
  std::uint64_t path_bytes = 0;
  std::uint64_t bundle_bytes = 0;
  bool done = false;
};

void look_at_paths(const Built& built, const Parameters& parameters, const Sizes& sizes,
                   const StudyConditions& conditions, Explored& found) {
  const std::size_t looked = parameters.looked_at == 0 ? parameters.leaves : parameters.looked_at;
  for (std::size_t i = 0; i < looked && !conditions.is_stopped(); ++i) {
    const std::size_t index = i * parameters.leaves / looked;
    const Path path = built.tree->prove(index);
    found.path_bytes = bytes_of(path);
    ++found.proofs;
    if (!verify_path(*built.key, built.depth, built.tree->root(), index, built.data[index], path))
      found.incomplete = "leaf " + std::to_string(index);
    if (found.path_bytes != sizes.ipa) found.miscounted = std::to_string(found.path_bytes) + " bytes of a path";
  }
}

void look_at_bundle(const Built& built, const Parameters& parameters, const Sizes& sizes, Explored& found) {
  const std::size_t one[] = {parameters.leaves / 2};
  found.bundle_bytes = bytes_of(built.tree->prove_many(one));
  if (found.bundle_bytes != sizes.ipa_bundled)
    found.miscounted = std::to_string(found.bundle_bytes) + " bytes of a bundle of one";
  std::map<std::size_t, gpu::Bytes32> data;
  std::vector<std::size_t> indices;
  std::vector<std::uint64_t> keys;
  for (std::size_t index = 0; index < parameters.leaves; index += std::max<std::size_t>(parameters.leaves / 8, 1)) {
    data[index] = built.data[index];
    indices.push_back(index);
    keys.push_back(index);
  }
  const Bundle bundle = built.tree->prove_many(indices);
  ++found.proofs;
  if (!verify_bundle(*built.key, built.depth, built.tree->root(), data, bundle)) found.incomplete = "a bundle";
  const std::uint64_t more = 32 * (shared_by(keys, static_cast<std::uint32_t>(built.key->size()), built.log2).inner);
  const std::uint64_t counted = sizes.ipa_bundled - 32 * std::uint64_t{built.depth - 1} + more;
  if (bytes_of(bundle) != counted) found.miscounted = std::to_string(bytes_of(bundle)) + " bytes of a bundle";
}

// Updated in three places, the tree is the one that is built from the changed data.
void look_at_updates(Built& built, const Parameters& parameters, Explored& found) {
  for (const std::size_t index :
       {std::size_t{0}, std::size_t{parameters.leaves / 3}, std::size_t{parameters.leaves - 1}}) {
    built.data[index] = built.data[parameters.leaves / 2];
    built.tree->update(index, built.data[index]);
  }
  const VerkleTree anew(*built.key, built.depth, built.data);
  if (anew.root() != built.tree->root()) found.not_rebuilt = "the roots differ after three updates";
}

Explored explore_one(const Parameters& parameters, std::uint32_t arity, const StudyConditions& conditions) {
  Explored found;
  Built built = build_tree(parameters, arity, conditions.seed);
  const Sizes sizes = sizes_of(arity, built.log2);
  look_at_paths(built, parameters, sizes, conditions, found);
  if (conditions.is_stopped()) return found;
  look_at_bundle(built, parameters, sizes, found);
  if (conditions.is_stopped()) return found;
  look_at_updates(built, parameters, found);
  found.done = true;
  return found;
}

}  // namespace

StudyFindings<Parameters> Study::explore(const Parameters& parameters, const StudyConditions& conditions) {
  StudyFindings<Parameters> findings;
  std::vector<Explored> found(parameters.arities.size());
  conditions.for_each(found.size(), [&](std::uint64_t i) {
    if (!conditions.is_stopped()) found[i] = explore_one(parameters, parameters.arities[i], conditions);
  });
  StudyTable table{"built", "trees that were built: bytes of one key's proof", {"arity", "leaves", "path", "bundle"}};
  bool done = true;
  for (std::size_t i = 0; i < found.size(); ++i) {
    done = done && found[i].done;
    if (found[i].done)
      table.rows.push_back({std::uint64_t{parameters.arities[i]}, std::uint64_t{parameters.leaves}, found[i].path_bytes,
                            found[i].bundle_bytes});
    findings.metrics["proofs"] += static_cast<double>(found[i].proofs);
  }
  const auto judge = [&](const std::string& property, std::string Explored::*failure) {
    StudyVerdict verdict{property, done ? Verdict::kHolds : Verdict::kUnknown,
                         done ? std::to_string(found.size()) + " trees" : "stopped"};
    for (std::size_t i = found.size(); i-- > 0;) {
      if ((found[i].*failure).empty()) continue;
      const std::string why = "arity " + std::to_string(parameters.arities[i]) + ": " + found[i].*failure;
      verdict = {property, Verdict::kViolated, why};
      StudyCounterexample<Parameters> broken{property, parameters, {why}};
      broken.parameters.arities = {parameters.arities[i]};
      findings.counterexamples.push_back(std::move(broken));
    }
    findings.verdicts.push_back(std::move(verdict));
  };
  judge("complete", &Explored::incomplete);
  judge("counted_size", &Explored::miscounted);
  judge("update_rebuilds", &Explored::not_rebuilt);
  findings.tables.push_back(std::move(table));
  return findings;
}

}  // namespace parley::verkle

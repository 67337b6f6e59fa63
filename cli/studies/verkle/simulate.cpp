#include <chrono>

#include "cli/studies/verkle/built.hpp"
#include "gpu/merkle.hpp"

namespace parley::verkle {

namespace {

using Clock = std::chrono::steady_clock;

// Microseconds since `since`, which becomes now.
double lap(Clock::time_point& since) {
  const Clock::time_point now = Clock::now();
  const double passed = std::chrono::duration<double, std::micro>(now - since).count();
  since = now;
  return passed;
}

StudyTable size_table(const Parameters& parameters, StudyVerdict& fewer) {
  StudyTable table{"sizes",
                   "bytes of a proof of one key, the root being known",
                   {"log2 N", "arity", "depth", "Merkle", "k-ary Merkle", "KZG", "KZG bundled", "IPA", "IPA bundled"}};
  for (const std::uint32_t log2 : parameters.leaves_log2) {
    for (const std::uint32_t arity : parameters.arities) {
      const Sizes sizes = sizes_of(arity, log2);
      table.rows.push_back({std::uint64_t{log2}, std::uint64_t{arity}, std::uint64_t{depth_for(arity, log2)},
                            sizes.merkle, sizes.merkle_wide, sizes.kzg, sizes.kzg_bundled, sizes.ipa,
                            sizes.ipa_bundled});
      const bool asked = arity >= 16 && log2 >= 12;
      const bool holds = sizes.kzg_bundled <= sizes.kzg && sizes.kzg < sizes.merkle;
      if (asked && !holds && fewer.verdict == Verdict::kHolds)
        fewer = {fewer.property, Verdict::kViolated,
                 "2^" + std::to_string(log2) + " leaves, arity " + std::to_string(arity)};
    }
  }
  return table;
}

StudyTable gas_table(const Parameters& parameters) {
  StudyTable table{"gas",
                   "modelled price of one key's proof on the EVM, bytes and operations",
                   {"log2 N", "arity", "Merkle", "KZG", "KZG bundled", "KZG / Merkle", "bundled / Merkle"}};
  for (const std::uint32_t log2 : parameters.leaves_log2) {
    for (const std::uint32_t arity : parameters.arities) {
      const Sizes sizes = sizes_of(arity, log2);
      const std::uint64_t depth = depth_for(arity, log2);
      const double merkle = merkle_gas(sizes.merkle, log2);
      const double plain = kzg_gas(sizes.kzg, depth);
      const double bundled = kzg_bundled_gas(sizes.kzg_bundled, depth);
      table.rows.push_back(
          {std::uint64_t{log2}, std::uint64_t{arity}, merkle, plain, bundled, plain / merkle, bundled / merkle});
    }
  }
  return table;
}

StudyTable bundle_table(const Parameters& parameters, std::uint64_t seed) {
  StudyTable table{"bundles",
                   "bytes and modelled gas of one proof for many keys, drawn, of 2^" +
                       std::to_string(parameters.bundle_log2) + " leaves",
                   {"keys", "arity", "Merkle", "KZG", "IPA", "KZG / Merkle", "Merkle gas", "KZG gas", "gas ratio"}};
  for (const std::uint32_t keys : parameters.bundles) {
    Rng rng = Rng::stream(seed, keys);
    const std::vector<std::uint64_t> drawn = drawn_keys(parameters.bundle_log2, keys, rng);
    for (const std::uint32_t arity : parameters.arities) {
      const Shared shared = shared_by(drawn, arity, parameters.bundle_log2);
      const Sizes one = sizes_of(arity, parameters.bundle_log2);
      const std::uint64_t merkle = 32 * shared.siblings;
      const std::uint64_t kzg = 48 * shared.inner + 96;
      const std::uint64_t ipa =
          32 * shared.inner + one.ipa_bundled - 32 * std::uint64_t{depth_for(arity, parameters.bundle_log2) - 1};
      // Every inner node above the drawn leaves is hashed once: siblings + keys - 1 of them.
      const double merkle_price = merkle_gas(merkle, shared.siblings + keys - 1);
      const double kzg_price = kzg_bundled_gas(kzg, shared.entries);
      table.rows.push_back({std::uint64_t{keys}, std::uint64_t{arity}, merkle, kzg, ipa,
                            static_cast<double>(kzg) / static_cast<double>(merkle), merkle_price, kzg_price,
                            kzg_price / merkle_price});
    }
  }
  table.drawn_over = "keys";
  table.plotted = {"KZG / Merkle", "gas ratio"};
  table.line_of = "arity";
  return table;
}

// Times, as metrics and never judged: microseconds of one operation.
void measure_verkle(const Parameters& parameters, std::uint32_t arity, std::uint64_t seed,
                    std::map<std::string, double>& metrics) {
  const std::string of = "_us_arity_" + std::to_string(arity);
  Clock::time_point since = Clock::now();
  Built built = build_tree(parameters, arity, seed);
  metrics["build" + of] = lap(since);
  const std::size_t index = parameters.leaves / 2;
  const Path path = built.tree->prove(index);
  metrics["prove" + of] = lap(since);
  const bool alone = verify_path(*built.key, built.depth, built.tree->root(), index, built.data[index], path);
  metrics["verify" + of] = lap(since);
  const std::size_t indices[] = {index};
  const Bundle bundle = built.tree->prove_many(indices);
  metrics["prove_bundled" + of] = lap(since);
  const bool bundled = verify_bundle(*built.key, built.depth, built.tree->root(), {{index, built.data[index]}}, bundle);
  metrics["verify_bundled" + of] = lap(since);
  built.tree->update(index, built.data[0]);
  metrics["update" + of] = lap(since);
  metrics["verified" + std::string("_arity_") + std::to_string(arity)] = alone && bundled ? 1 : 0;
}

void measure_merkle(const Parameters& parameters, std::map<std::string, double>& metrics) {
  const std::unique_ptr<gpu::Backend> backend = gpu::make_cpu_backend(1);
  std::vector<gpu::Bytes32> leaves(parameters.leaves);
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    const std::array datum{static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(i >> 8)};
    leaves[i] = gpu::merkle_leaf(gpu::Hash::kSha256, datum);
  }
  Clock::time_point since = Clock::now();
  gpu::MerkleTree tree(*backend, gpu::Hash::kSha256, leaves);
  metrics["build_us_merkle"] = lap(since);
  const std::size_t index = parameters.leaves / 2;
  const gpu::MerklePath path = tree.prove(index);
  metrics["prove_us_merkle"] = lap(since);
  const bool right = gpu::merkle_verify(gpu::Hash::kSha256, tree.root(), leaves.size(), index, leaves[index], path);
  metrics["verify_us_merkle"] = lap(since);
  tree.update(index, leaves[0]);
  metrics["update_us_merkle"] = lap(since);
  metrics["verified_merkle"] = right ? 1 : 0;
}

}  // namespace

StudyFindings<Parameters> Study::simulate(const Parameters& parameters, const StudyConditions& conditions) {
  StudyFindings<Parameters> findings;
  StudyVerdict fewer{"fewer_bytes", Verdict::kHolds, std::to_string(parameters.leaves_log2.size()) + " sizes"};
  findings.tables.push_back(size_table(parameters, fewer));
  findings.verdicts.push_back(std::move(fewer));
  findings.tables.push_back(gas_table(parameters));
  findings.tables.push_back(bundle_table(parameters, conditions.seed));
  // One after the other: they are timed.
  for (const std::uint32_t arity : parameters.arities)
    if (!conditions.is_stopped()) measure_verkle(parameters, arity, conditions.seed, findings.metrics);
  if (!conditions.is_stopped()) measure_merkle(parameters, findings.metrics);
  return findings;
}

}  // namespace parley::verkle

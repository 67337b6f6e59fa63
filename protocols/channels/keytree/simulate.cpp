#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "protocols/channels/keytree/key_tree.hpp"
#include "protocols/channels/keytree/store.hpp"
#include "protocols/channels/keytree/study.hpp"
#include "protocols/core/names.hpp"

namespace parley::keytree {

namespace {

using Findings = StudyFindings<Parameters>;

constexpr std::uint64_t kSecretBytes = 32;

struct GrantSizes {
  double mean = 0;
  std::uint64_t most = 0;
  double mean_range = 0;
  bool is_complete = false;
};

GrantSizes measure_grants(const TreeShape& shape, std::uint32_t ranges, Rng rng, const StudyConditions& conditions) {
  GrantSizes sizes;
  double nodes = 0;
  double chunks = 0;
  for (std::uint32_t draw = 0; draw < ranges; ++draw) {
    if (draw % 64 == 0 && conditions.is_stopped()) return sizes;
    std::uint64_t a = rng.below(shape.chunks + 1);
    std::uint64_t b = rng.below(shape.chunks);
    if (b >= a) ++b;
    const Range range{std::min(a, b), std::max(a, b)};
    const std::uint64_t count = cover(shape, range).size();
    sizes.most = std::max(sizes.most, count);
    nodes += static_cast<double>(count);
    chunks += static_cast<double>(range.end - range.begin);
  }
  sizes.mean = nodes / ranges;
  sizes.mean_range = chunks / ranges;
  sizes.is_complete = true;
  return sizes;
}

// A seek from the root: encryption root, track, one derivation a level, then key and iv; with the parent's secret kept,
// one level, key and iv. A list of keys needs none, and 32 bytes a chunk in every grant.
void simulate_grants(const Parameters& p, const StudyConditions& conditions, Findings& findings) {
  std::vector<TreeShape> shapes;
  for (const std::uint32_t radix : p.radices)
    for (const std::uint32_t size : p.sizes) shapes.push_back({radix, size});
  std::vector<GrantSizes> sizes(shapes.size());
  conditions.for_each(shapes.size(), [&](std::uint64_t index) {
    sizes[index] = measure_grants(shapes[index], p.ranges, Rng::stream(conditions.seed, index), conditions);
  });
  StudyTable table{"grants",
                   "Grants of random ranges: nodes of the tree against a list of keys",
                   {"log10 chunks", "scheme", "chunks", "mean bytes", "log10 bytes", "most nodes", "bound",
                    "seek calls", "warm calls"}};
  table.drawn_over = "log10 chunks";
  table.plotted = {"log10 bytes"};
  table.line_of = "scheme";
  StudyVerdict verdict{"grants_are_logarithmic", Verdict::kHolds, "every range drawn"};
  std::map<std::uint64_t, double> list;
  for (std::size_t at = 0; at < shapes.size(); ++at) {
    const TreeShape& shape = shapes[at];
    if (!sizes[at].is_complete) {
      verdict = {verdict.property, Verdict::kUnknown, "stopped"};
      continue;
    }
    const std::uint64_t depth = shape.depth();
    const std::uint64_t bound = std::max<std::uint64_t>(1, 2 * (shape.radix - 1) * depth);
    const double bytes = sizes[at].mean * kSecretBytes;
    table.rows.push_back({std::log10(static_cast<double>(shape.chunks)), "tree, base " + std::to_string(shape.radix),
                          shape.chunks, bytes, std::log10(bytes), sizes[at].most, bound, depth + 4, std::uint64_t{3}});
    list[shape.chunks] = sizes[at].mean_range * kSecretBytes;
    if (sizes[at].most > bound && verdict.verdict == Verdict::kHolds)
      verdict = {verdict.property, Verdict::kViolated, std::to_string(sizes[at].most) + " nodes"};
  }
  for (const auto& [chunks, bytes] : list)
    table.rows.push_back({std::log10(static_cast<double>(chunks)), std::string("list of keys"), chunks, bytes,
                          std::log10(bytes), chunks, chunks, std::uint64_t{0}, std::uint64_t{0}});
  findings.verdicts.push_back(std::move(verdict));
  findings.tables.push_back(std::move(table));
}

// The ids under which files of one chunk are stored: a duplicate has the content of an earlier file, another owner.
std::uint64_t stored_ids(const Parameters& p, double duplicates, bool convergent, Rng rng,
                         const StudyConditions& conditions) {
  std::vector<Bytes> contents;
  std::set<Digest> ids;
  for (std::uint32_t file = 0; file < p.files && !conditions.is_stopped(); ++file) {
    const bool repeats = !contents.empty() && rng.chance(duplicates);
    contents.push_back(repeats ? contents[rng.below(contents.size())] : random_bytes(p.chunk_bytes, rng));
    const Digest random_root = random_digest(rng);
    const Digest root = convergent ? sha256(contents.back()) : random_root;
    const Digest leaf = KeyTree(root, {2, 1}).node(Tree::encryption, 0, {0, 0});
    ids.insert(cid_of(seal_chunk(leaf, 0, contents.back())));
  }
  return ids.size();
}

void simulate_deduplication(const Parameters& p, const StudyConditions& conditions, Findings& findings) {
  std::vector<std::uint64_t> stored(2 * p.duplicates.size());
  conditions.for_each(stored.size(), [&](std::uint64_t index) {
    stored[index] = stored_ids(p, p.duplicates[index / 2], index % 2 == 1,
                               Rng::stream(conditions.seed, 1000 + index / 2), conditions);
  });
  StudyTable table{"deduplication",
                   "Chunks stored for " + std::to_string(p.files) + " files of many owners",
                   {"share of duplicates", "root", "stored", "saved %"}};
  table.drawn_over = "share of duplicates";
  table.plotted = {"saved %"};
  table.line_of = "root";
  for (const std::size_t mode : {std::size_t{0}, std::size_t{1}})
    for (std::size_t at = 0; at < p.duplicates.size(); ++at) {
      const double saved = 100.0 * (1.0 - static_cast<double>(stored[2 * at + mode]) / p.files);
      table.rows.push_back(
          {p.duplicates[at], std::string(mode == 0 ? "random" : "of the content"), stored[2 * at + mode], saved});
    }
  findings.tables.push_back(std::move(table));
}

// The cheater keeps a share of its chunks whole and 32 bytes of each other one.
struct Cheating {
  Proof proof = Proof::prefix_32;
  double kept = 0;
  std::uint32_t challenges = 1;
};

// In how many trials one of the challenges is answered wrongly.
std::uint64_t found_out(const Parameters& p, const Cheating& cheating, Rng rng, const StudyConditions& conditions) {
  std::vector<Bytes> chunks;
  std::vector<Digest> ids;
  for (std::uint32_t chunk = 0; chunk < p.stored_chunks && !conditions.is_stopped(); ++chunk) {
    chunks.push_back(random_bytes(p.chunk_bytes, rng));
    ids.push_back(cid_of(chunks.back()));
  }
  std::uint64_t found = 0;
  for (std::uint32_t trial = 0; trial < p.trials && !conditions.is_stopped(); ++trial) {
    const std::uint64_t placement = rng.next();  // which chunks it keeps in this trial
    bool wrong = false;
    for (std::uint32_t challenge = 0; challenge < cheating.challenges && !wrong; ++challenge) {
      const std::uint64_t which = rng.below(chunks.size());
      const std::uint64_t nonce = rng.next();
      const std::span<const std::uint8_t> whole = chunks[which];
      const bool keeps = Rng::stream(placement, challenge).chance(cheating.kept);
      const auto kept = keeps ? whole : whole.first(std::min<std::size_t>(kPrefixBytes, whole.size()));
      const Digest wanted = answer_challenge(cheating.proof, ids[which], nonce, whole, whole.size());
      wrong = answer_challenge(cheating.proof, ids[which], nonce, kept, whole.size()) != wanted;
    }
    found += wrong ? 1U : 0U;
  }
  return found;
}

// Per challenge: 0 for the prefix; 1 - kept for the whole chunk; and for a random block as well: 32 bytes are less than
// a block. After c challenges 1 - kept^c.
double formula(const Cheating& cheating) {
  if (cheating.proof == Proof::prefix_32) return 0;
  return 1 - std::pow(cheating.kept, cheating.challenges);
}

void simulate_storage(const Parameters& p, const StudyConditions& conditions, Findings& findings) {
  std::vector<Cheating> cases;
  for (const Proof proof : {Proof::prefix_32, Proof::whole_chunk, Proof::random_block})
    for (const double kept : p.kept)
      for (const std::uint32_t challenges : p.challenges) cases.push_back({proof, kept, challenges});
  std::vector<std::uint64_t> found(cases.size());
  conditions.for_each(cases.size(), [&](std::uint64_t index) {
    found[index] = found_out(p, cases[index], Rng::stream(conditions.seed, 2000 + index), conditions);
  });
  StudyTable table{"cheaters",
                   "A Drop keeps a share of its chunks whole, and 32 bytes of each other one",
                   {"proof", "kept", "challenges", "found out %", "formula %"}};
  StudyVerdict verdict{"detection_follows_formula", Verdict::kHolds, std::to_string(cases.size()) + " cases"};
  for (std::size_t at = 0; at < cases.size(); ++at) {
    const double share = static_cast<double>(found[at]) / p.trials;
    const double expected = formula(cases[at]);
    table.rows.push_back({std::string(names::enumerator_name(cases[at].proof)), cases[at].kept,
                          std::uint64_t{cases[at].challenges}, 100 * share, 100 * expected});
    const double error = std::sqrt(expected * (1 - expected) / p.trials) + 1.0 / p.trials;
    if (std::abs(share - expected) <= 5 * error || verdict.verdict == Verdict::kViolated) continue;
    verdict.verdict = Verdict::kViolated;
    verdict.note = std::to_string(100 * share) + " % instead of " + std::to_string(100 * expected) + " %";
  }
  if (conditions.is_stopped()) verdict = {verdict.property, Verdict::kUnknown, "stopped"};
  findings.verdicts.push_back(std::move(verdict));
  findings.tables.push_back(std::move(table));
}

}  // namespace

StudyFindings<Parameters> Study::simulate(const Parameters& parameters, const StudyConditions& conditions) {
  Findings findings;
  simulate_grants(parameters, conditions, findings);
  if (!conditions.is_stopped()) simulate_deduplication(parameters, conditions, findings);
  simulate_storage(parameters, conditions, findings);
  return findings;
}

}  // namespace parley::keytree

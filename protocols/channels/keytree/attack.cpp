#include <string>
#include <utility>

#include "protocols/channels/keytree/store.hpp"
#include "protocols/channels/keytree/study.hpp"
#include "protocols/core/names.hpp"

namespace parley::keytree {

namespace {

using Findings = StudyFindings<Parameters>;

struct Outcome {
  std::uint64_t tried = 0;
  std::uint64_t succeeded = 0;
  std::string note = {};
};

constexpr std::uint64_t kIndex = 5;  // of a chunk where one is enough

Digest leaf_under(const Digest& root) {
  return KeyTree(root, {2, 16}).node(Tree::encryption, 0, {4, kIndex});
}

// Answers from 32 kept bytes a chunk; a success is a challenge that is passed.
Outcome hoard(const Parameters& p, Proof proof, Rng& rng, const StudyConditions& conditions) {
  Outcome outcome{0, 0, "challenges passed with 32 bytes of " + std::to_string(p.chunk_bytes)};
  for (std::uint32_t chunk = 0; chunk < p.stored_chunks && !conditions.is_stopped(); ++chunk) {
    const Bytes bytes = random_bytes(p.chunk_bytes, rng);
    const Digest cid = cid_of(bytes);
    const std::uint64_t nonce = rng.next();
    const auto kept = std::span<const std::uint8_t>(bytes).first(kPrefixBytes);
    const bool passes = answer_challenge(proof, cid, nonce, kept, bytes.size()) ==
                        answer_challenge(proof, cid, nonce, bytes, bytes.size());
    ++outcome.tried;
    outcome.succeeded += passes ? 1U : 0U;
  }
  return outcome;
}

// Two texts at one index. A success: the exclusive or of the ciphertexts is that of the texts.
Outcome reuse(const Parameters& p, bool binds_version, Rng& rng, const StudyConditions& conditions) {
  Outcome outcome{0, 0, "pairs of versions whose ciphertexts give away the difference of the texts"};
  const Digest owner = random_digest(rng);
  for (std::uint32_t pair = 0; pair < p.stored_chunks && !conditions.is_stopped(); ++pair) {
    const Bytes before = random_bytes(p.chunk_bytes, rng);
    const Bytes after = random_bytes(p.chunk_bytes, rng);
    const auto root = [&](std::uint32_t version) {
      return binds_version ? KeyTree::derive(owner, "safecloud.version." + std::to_string(version)) : owner;
    };
    const Bytes first = seal_chunk(leaf_under(root(2 * pair)), kIndex, before);
    const Bytes second = seal_chunk(leaf_under(root(2 * pair + 1)), kIndex, after);
    bool leaks = true;
    for (std::size_t at = 0; at < before.size(); ++at)
      leaks = leaks && (first[at] ^ second[at]) == (before[at] ^ after[at]);
    ++outcome.tried;
    outcome.succeeded += leaks ? 1U : 0U;
  }
  return outcome;
}

// Who has the text computes what its id would be, and asks for it.
Outcome confirm(const Parameters& p, bool convergent, Rng& rng, const StudyConditions& conditions) {
  Outcome outcome{0, 0, "files whose presence somebody with a copy can confirm"};
  for (std::uint32_t file = 0; file < p.stored_chunks && !conditions.is_stopped(); ++file) {
    const Bytes text = random_bytes(p.chunk_bytes, rng);
    const auto root = [&] { return convergent ? sha256(text) : random_digest(rng); };
    const Digest stored = cid_of(seal_chunk(leaf_under(root()), kIndex, text));
    const Digest guessed = cid_of(seal_chunk(leaf_under(root()), kIndex, text));
    ++outcome.tried;
    outcome.succeeded += stored == guessed ? 1U : 0U;
  }
  return outcome;
}

struct StoredFile {
  KeyTree keys;
  std::vector<Bytes> sealed = {};
  std::vector<Digest> ids = {};
  MerkleTree tree;
};

StoredFile store_file(const Parameters& p, Rng& rng) {
  const KeyTree keys(random_digest(rng), {2, p.stored_chunks});
  std::vector<Bytes> sealed;
  std::vector<Digest> ids;
  for (std::uint32_t chunk = 0; chunk < p.stored_chunks; ++chunk) {
    const Digest leaf = keys.node(Tree::encryption, 0, {keys.shape().depth(), chunk});
    sealed.push_back(seal_chunk(leaf, chunk, random_bytes(p.chunk_bytes, rng)));
    ids.push_back(cid_of(sealed.back()));
  }
  MerkleTree tree(ids);
  return {keys, std::move(sealed), std::move(ids), std::move(tree)};
}

// A keyless node's check, and the client's; accepted is what passes either.
bool is_accepted(const StoredFile& file, const Digest& root, std::uint64_t index, const Bytes& sealed,
                 const std::vector<MerkleStep>& path) {
  if (is_in_tree(root, cid_of(sealed), path)) return true;
  const Digest leaf = file.keys.node(Tree::encryption, 0, {file.keys.shape().depth(), index});
  return open_chunk(leaf, index, sealed).has_value();
}

Outcome flip(const Parameters& p, Rng& rng, const StudyConditions& conditions) {
  const StoredFile file = store_file(p, rng);
  Outcome outcome{0, 0, "bits turned over, one at a time, that a keyless node or the client accepts"};
  Bytes sealed = file.sealed[0];
  const auto path = file.tree.path(0);
  for (std::size_t bit = 0; bit < 8 * sealed.size() && !conditions.is_stopped(); ++bit) {
    sealed[bit / 8] = static_cast<std::uint8_t>(sealed[bit / 8] ^ 1U << (bit % 8));
    ++outcome.tried;
    outcome.succeeded += is_accepted(file, file.tree.root(), 0, sealed, path) ? 1U : 0U;
    sealed[bit / 8] = static_cast<std::uint8_t>(sealed[bit / 8] ^ 1U << (bit % 8));
  }
  return outcome;
}

// With its own path another chunk is in the tree, for a keyless node that does not look at the place; the client opens
// it with the key and the index that it asked for.
Outcome swap(const Parameters& p, Rng& rng, const StudyConditions& conditions) {
  const StoredFile file = store_file(p, rng);
  Outcome outcome{0, 0,
                  "other chunks taken for the one asked for: by a keyless node with the asked path, by the client"};
  for (std::uint64_t asked = 0; asked < file.ids.size() && !conditions.is_stopped(); ++asked)
    for (std::uint64_t given = 0; given < file.ids.size(); ++given) {
      if (given == asked) continue;
      ++outcome.tried;
      const bool taken = is_accepted(file, file.tree.root(), asked, file.sealed[given], file.tree.path(asked));
      outcome.succeeded += taken ? 1U : 0U;
    }
  return outcome;
}

Outcome stale(const Parameters& p, Rng& rng) {
  const StoredFile before = store_file(p, rng);
  const StoredFile after = store_file(p, rng);
  Outcome outcome{0, 0, "chunks of the old version accepted under the new root"};
  for (std::uint64_t chunk = 0; chunk < before.ids.size(); ++chunk) {
    ++outcome.tried;
    const bool taken = is_accepted(after, after.tree.root(), chunk, before.sealed[chunk], before.tree.path(chunk));
    outcome.succeeded += taken ? 1U : 0U;
  }
  return outcome;
}

Outcome run_attack(Attack attack, const Parameters& p, const StudyConditions& conditions) {
  Rng rng = Rng::stream(conditions.seed, 3000 + static_cast<std::uint64_t>(attack));
  switch (attack) {
    case Attack::hoard_against_whole:
      return hoard(p, Proof::whole_chunk, rng, conditions);
    case Attack::hoard_against_block:
      return hoard(p, Proof::random_block, rng, conditions);
    case Attack::hoard_against_prefix:
      return hoard(p, Proof::prefix_32, rng, conditions);
    case Attack::reuse_with_version:
      return reuse(p, true, rng, conditions);
    case Attack::reuse_of_path:
      return reuse(p, false, rng, conditions);
    case Attack::confirm_random_root:
      return confirm(p, false, rng, conditions);
    case Attack::confirm_convergent:
      return confirm(p, true, rng, conditions);
    case Attack::flip_a_bit:
      return flip(p, rng, conditions);
    case Attack::swap_chunks:
      return swap(p, rng, conditions);
    case Attack::stale_root:
      return stale(p, rng);
  }
  return {};
}

bool must_fail(Attack attack) {
  return attack < Attack::hoard_against_prefix;
}

}  // namespace

StudyFindings<Parameters> Study::attack(const Parameters& parameters, const StudyConditions& conditions) {
  Findings findings;
  std::vector<Outcome> outcomes(parameters.attacks.size());
  conditions.for_each(outcomes.size(), [&](std::uint64_t index) {
    if (!conditions.is_stopped()) outcomes[index] = run_attack(parameters.attacks[index], parameters, conditions);
  });
  const bool stopped = conditions.is_stopped();
  const Verdict start = stopped ? Verdict::kUnknown : Verdict::kHolds;
  StudyVerdict protections{"protections_hold", start, stopped ? "stopped" : "every attack of the kind"};
  StudyVerdict weaknesses{"weaknesses_show", start, stopped ? "stopped" : "every attack of the kind"};
  StudyTable table{"attacks",
                   "Attacks that must fail, and weaknesses of the design as written",
                   {"attack", "expected", "tried", "succeeded", "what counts"}};
  for (std::size_t at = 0; at < outcomes.size(); ++at) {
    const Outcome& one = outcomes[at];
    const std::string name(names::enumerator_name(parameters.attacks[at]));
    const bool fails = must_fail(parameters.attacks[at]);
    table.rows.push_back({name, std::string(fails ? "fails" : "succeeds"), one.tried, one.succeeded, one.note});
    const bool as_expected = fails ? one.succeeded == 0 : one.succeeded == one.tried;
    StudyVerdict& verdict = fails ? protections : weaknesses;
    if (as_expected || verdict.verdict != Verdict::kHolds) continue;
    verdict.verdict = Verdict::kViolated;
    verdict.note = name + ": " + std::to_string(one.succeeded) + " of " + std::to_string(one.tried);
    Parameters narrowed = parameters;
    narrowed.attacks = {parameters.attacks[at]};
    findings.counterexamples.push_back({verdict.property, narrowed, {verdict.note, one.note}});
  }
  findings.verdicts.push_back(std::move(protections));
  findings.verdicts.push_back(std::move(weaknesses));
  findings.tables.push_back(std::move(table));
  return findings;
}

}  // namespace parley::keytree

// One root, all keys: the key tree, access tree and storage proofs of Safecloud (Magarshak, arXiv 2606.09870). Hashes,
// HMAC and HKDF are real; sealing is a stand-in for AES-256-GCM (store.hpp); the network part of the paper is left out.
//
//   explore    agreement: every grant node gives its holder the owner's key on every chunk below; containment: the
//              closure of every grant is exactly its chunks; covers of all ranges; mutants must be caught
//   simulate   size of grants and calls of a seek against a list of keys; deduplication; detection of storage cheaters
//   attack     hoarding 32 bytes a chunk, one (key, iv) for two texts, confirming a file; tampering with chunks and
//   paths
//
// Cost: agreement and containment take O(chunks log chunks) derivations (about 3 microseconds each) a shape;
// containment times labels.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "protocols/channels/keytree/key_tree.hpp"
#include "protocols/channels/keytree/store.hpp"
#include "protocols/core/study.hpp"

namespace parley::keytree {

enum class Attack : std::uint8_t {
  // Must fail.
  hoard_against_whole,  // 32 bytes kept of each chunk, challenged on all of it
  hoard_against_block,  // challenged on a random block
  reuse_with_version,   // two texts at one index, the version bound into the root
  confirm_random_root,  // who has the file asks whether it is stored, the root is random
  flip_a_bit,           // of a sealed chunk, every bit
  swap_chunks,          // another chunk of the file, with its own path or the asked one's
  stale_root,           // a chunk of an old version against the new root
  // Must succeed: weaknesses of the design as written.
  hoard_against_prefix,  // the paper's proof covers 32 bytes
  reuse_of_path,         // two texts at one index under one root: key and iv depend on the path only
  confirm_convergent,    // the root is a function of the content
};

struct Parameters {
  // explore
  Flaw flaw = Flaw::none;
  std::vector<std::uint32_t> radices = {2, 3, 4};
  std::vector<std::uint32_t> chunks = {1, 2, 3, 5, 64, 1000, 10'000};  // for agreement
  std::uint32_t containment_chunks = 4096;
  std::vector<std::uint32_t> grant = {};  // level, index: this node only
  std::uint32_t cover_chunks = 128;       // all ranges of files up to this many
  std::uint32_t mutant_chunks = 64;
  std::vector<Flaw> mutants = {Flaw::label_without_digit, Flaw::shared_labels, Flaw::parent_leaked,
                               Flaw::tracks_share_root};
  // simulate
  std::vector<std::uint32_t> sizes = {1'000, 10'000, 100'000, 1'000'000};  // chunks
  std::uint32_t ranges = 2000;                                             // random grants for each size
  std::uint32_t files = 400;
  std::vector<double> duplicates = {0.0, 0.25, 0.5, 0.75};  // share of files that somebody stored before
  std::vector<double> kept = {0.0, 0.5, 0.9};               // share of chunks that a cheating Drop keeps whole
  std::vector<std::uint32_t> challenges = {1, 5, 20};
  std::uint32_t trials = 2000;
  std::uint32_t stored_chunks = 64;  // of a Drop
  std::uint32_t chunk_bytes = 512;
  // attack
  std::vector<Attack> attacks = {Attack::hoard_against_whole, Attack::hoard_against_block,  Attack::reuse_with_version,
                                 Attack::confirm_random_root, Attack::flip_a_bit,           Attack::swap_chunks,
                                 Attack::stale_root,          Attack::hoard_against_prefix, Attack::reuse_of_path,
                                 Attack::confirm_convergent};
};

struct Study {
  using Parameters = keytree::Parameters;
  static constexpr std::string_view kName = "keytree";
  static constexpr std::array<PropertyInfo, 8> kProperties{{
      {"agreement", PropertyKind::kAlways,
       "below a granted node, owner and grantee derive the same key for each chunk"},
      {"containment", PropertyKind::kAlways, "a grantee can derive the leaf secrets of its chunks, and no other"},
      {"minimal_cover", PropertyKind::kAlways,
       "the cover of a range is exact, least, and at most 2 (N-1) ceil(log_N n) nodes"},
      {"mutants_caught", PropertyKind::kAlways, "each mutant breaks containment"},
      {"grants_are_logarithmic", PropertyKind::kAlways, "no grant of a random range exceeds the bound"},
      {"detection_follows_formula", PropertyKind::kAlways,
       "cheaters are found as often as the formula says, within five standard errors"},
      {"protections_hold", PropertyKind::kAlways, "the attacks that must fail do"},
      {"weaknesses_show", PropertyKind::kSometimes, "the attacks on the design as written succeed"},
  }};

  static std::optional<ConfigProblem> validate(const Parameters& parameters);
  static StudyFindings<Parameters> explore(const Parameters& parameters, const StudyConditions& conditions);
  static StudyFindings<Parameters> simulate(const Parameters& parameters, const StudyConditions& conditions);
  static StudyFindings<Parameters> attack(const Parameters& parameters, const StudyConditions& conditions);
};

}  // namespace parley::keytree

// Verkle trees beside Merkle trees: bytes and work of proofs, by schemes that anyone can recount, and forged proofs.
//
// Source: TS-Verkle, arXiv 2605.08682 (its abstract gives no numbers). The trees are textbook ones; the commitments are
// real (Pedersen over ristretto255 with an inner-product argument, gpu/commitment); KZG, whose pairings are not here,
// and the prices of operations are a cost model (RECON).
//
//   simulate   bytes for 2^10 .. 2^24 leaves and for bundles of many keys, exactly counted; modelled gas; times of the
//              trees that are built, as metrics: these, and these alone, are not a function of the parameters
//   explore    all leaves of built trees: proofs verify, have the counted size, and survive updates
//   attack     proofs changed in every part, and verifiers with one check left out
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "cli/studies/verkle/tree.hpp"
#include "protocols/core/study.hpp"

namespace parley::verkle {

struct Parameters {
  std::vector<std::uint32_t> arities = {2, 16, 256};  // powers of two from 2 to 256
  std::uint32_t leaves = 512;                         // of the trees that are built
  std::uint32_t looked_at = 16;                       // leaves of each whose proofs are made by explore; 0: all
  std::vector<std::uint32_t> leaves_log2 = {10, 12, 14, 16, 18, 20, 22, 24};  // of the table of sizes
  std::uint32_t bundle_log2 = 24;                                             // leaves of the tree of the bundles
  std::vector<std::uint32_t> bundles = {1, 4, 16, 64, 256, 1024, 4096};       // keys
  Mutant mutant = Mutant::kNone;                                              // of the verifier that is attacked
  std::uint32_t attacked_arity = 0;                                           // only this; 0: all
};

struct Study {
  using Parameters = verkle::Parameters;
  static constexpr std::string_view kName = "verkle";
  static constexpr std::array<PropertyInfo, 6> kProperties{{
      {"complete", PropertyKind::kAlways, "proofs of data that are there verify, alone and bundled"},
      {"counted_size", PropertyKind::kAlways, "proofs have exactly as many bytes as the table of sizes says"},
      {"update_rebuilds", PropertyKind::kAlways, "an update gives the root of the tree built anew"},
      {"fewer_bytes", PropertyKind::kAlways,
       "for one key of 2^12 leaves or more, bundled KZG has fewer bytes than plain KZG, and that fewer than a binary "
       "Merkle proof, arities from 16"},
      {"sound", PropertyKind::kAlways, "no changed proof, position, datum or root is accepted"},
      {"mutant_caught", PropertyKind::kSometimes, "a verifier that leaves out a check accepts a forged proof"},
  }};

  static std::optional<ConfigProblem> validate(const Parameters& parameters);
  static StudyFindings<Parameters> explore(const Parameters& parameters, const StudyConditions& conditions);
  static StudyFindings<Parameters> simulate(const Parameters& parameters, const StudyConditions& conditions);
  static StudyFindings<Parameters> attack(const Parameters& parameters, const StudyConditions& conditions);
};

static_assert(parley::Study<Study>);

}  // namespace parley::verkle

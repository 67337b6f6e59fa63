// One hyperedge of few parties as an explicit state: the leaves that were signed, who knows them, which roots were
// signed, and who holds their certificates. Signatures are symbolic: a leaf stands in a state when its proposer signed
// it, and only then. Honest parties are 0 .. honest-1, cheaters follow; cheaters see everything and share everything.
//
// RECON (card b, section 3): a leaf names its causal past, so its sequence number is 1 + its proposer's leaves therein.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string>

#include "protocols/channels/hypergraph/rules.hpp"

namespace parley::hypergraph {

inline constexpr std::uint32_t kMostParties = 4;
inline constexpr std::uint32_t kMostLeaves = 5;
inline constexpr std::uint32_t kMostEpochs = 2;
inline constexpr std::uint32_t kMostOpening = 3;

using LeafSet = std::uint8_t;  // by index in the state

constexpr LeafSet leaf_bit(std::uint32_t leaf) {
  return static_cast<LeafSet>(1U << leaf);
}
constexpr bool contains(LeafSet set, std::uint32_t leaf) {
  return (set >> leaf & 1U) != 0;
}
constexpr bool is_subset(std::uint32_t part, std::uint32_t whole) {
  return (part & ~whole) == 0;
}

// What is searched: who takes part, with how much, under which rule. The opening balances sum up to F.
struct EdgeCase {
  Rule rule = Rule::sound;
  std::uint32_t parties = 3;
  std::uint32_t cheaters = 1;
  std::uint32_t quorum = 3;   // signatures that make a certificate
  std::uint32_t offline = 0;  // so many honest parties, the last, do not watch the chain
  std::uint32_t leaves = 3;   // most in a run
  std::uint32_t epochs = 2;   // roots in a run
  bool thefts_only = false;   // go on when two roots of an epoch are certified, until money is lost
  std::array<std::uint8_t, kMostParties> opening = {};

  std::uint32_t honest() const { return parties - cheaters; }
  bool is_honest(std::uint32_t party) const { return party < honest(); }
  bool is_watching(std::uint32_t party) const { return party + offline < honest(); }
};

struct Leaf {
  std::uint8_t proposer = 0;
  std::uint8_t to = 0;
  std::uint8_t amount = 0;
  LeafSet past = 0;           // closed: the past of a leaf of the past is part of it
  std::uint8_t known_to = 0;  // bit set of honest parties that inserted it
  bool is_final = false;      // the receiver consented; cheaters consent to everything
};

// Invariants: (1) a leaf is known to a party only when it is final and its past is known to that party;
//             (2) roots and certificates are closed sets of final leaves; 0 stands for none;
//             (3) leaves are in canonical order after `canonical`: equal situations have equal keys.
struct EdgeState {
  std::uint8_t count = 0;
  std::array<Leaf, kMostLeaves> leaves = {};
  std::array<std::array<LeafSet, kMostParties>, kMostEpochs> signed_roots = {};  // by epoch and honest party
  std::array<std::array<LeafSet, kMostParties>, kMostEpochs> certificates = {};  // that the party holds
};

using EdgeKey = std::array<std::uint64_t, 3>;

EdgeKey pack(const EdgeState& state);
EdgeState unpack(const EdgeKey& key);
EdgeState canonical(const EdgeState& state);

std::uint32_t sequence_of(const EdgeState& state, std::uint32_t leaf);
LeafSet known_to(const EdgeState& state, std::uint32_t party);
LeafSet final_leaves(const EdgeState& state);
bool is_closed(const EdgeState& state, LeafSet set);
// Whether a certificate of this root of this epoch can exist: the cheaters sign everything.
bool is_certifiable(const EdgeCase& edge, const EdgeState& state, std::uint32_t epoch, LeafSet root);
// The newest certificate that an honest party holds; 0, the opening balances, when it holds none.
LeafSet newest_certificate(const EdgeState& state, std::uint32_t party);
std::uint32_t newest_epoch(const EdgeState& state, std::uint32_t party);  // 0: none, else 1 + epoch

std::int32_t balance_of(const EdgeCase& edge, const EdgeState& state, std::uint32_t party, LeafSet leaves);

// The leaves of `set` that count when `root` is certified (card b, section 3, "Fork rule"): void is
//   a leaf of a proposer with a fork in `set`, from the forked sequence number on, unless the root covers it;
//   one whose proposer cannot pay it out of the leaf's own past (where `checks_balance`);
//   one with a void leaf in its past.
// `extra_forks[p]`: the least sequence number at which a fork of p is proved otherwise; 0 where none is.
LeafSet counting_leaves(const EdgeCase& edge, const EdgeState& state, LeafSet set, LeafSet root, bool checks_balance,
                        const std::array<std::uint8_t, kMostParties>& extra_forks = {});

std::string party_name(const EdgeCase& edge, std::uint32_t party);
std::string leaf_text(const EdgeCase& edge, const EdgeState& state, std::uint32_t leaf);
std::string set_text(const EdgeCase& edge, const EdgeState& state, LeafSet set);

}  // namespace parley::hypergraph

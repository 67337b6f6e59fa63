// Exact consensus on binary inputs in synchronous rounds, with signatures, on graphs that satisfy AUTH-SYNC.
// RECON: reconstructed from the condition (see conditions.hpp), not the text of arXiv 2605.11309.
//
// Phase 1, rounds 1..n: every origin floods (origin, value) with a chain of signatures as in Dolev and Strong 1983: in
// round r a pair is accepted only with exactly r distinct signers, the origin first; at the first acceptance a node
// adds its signature and forwards to its out-neighbours. X_p: the pairs that p has accepted. Phase 2, rounds n+1..2n:
// every p floods signed <p, X_p>. Of each signer a node keeps and forwards the first it sees: a correct signer signs
// one. Decision: F is consistent with X if every member of S_F supplied X. The inclusion-smallest consistent X of any
// |F| <= f, less the origins with two values, is voted on: the majority, ties 0. Without a consistent set (possible
// only if AUTH-SYNC fails or the algorithm is changed) the own set is voted on.
//
// Invariants, where AUTH-SYNC holds and at most f nodes are faulty; F* and S* are the real fault set and its S_F:
//   (1) what a correct node accepts, every correct node accepts that it reaches through correct nodes;
//   (2) all of S* hold the same X*, and every correct node's X contains X*.
// Cost: 2n rounds, at most 2n |E| forwards of chains and n |E| of sets; C(n, <= f) sets to compare at a node.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <boost/container/static_vector.hpp>

#include "protocols/consensus/directed/chain.hpp"
#include "protocols/consensus/directed/digraph.hpp"

namespace parley::directed {

// Changes to the algorithms that break them: an exploration must find that out.
enum class Mutant : std::uint8_t {
  none,
  any_chain_length,  // exact: a chain is accepted in any round, however few have signed
  own_set,           // exact: the own X is voted on, without phase 2
  largest_set,       // exact: the largest consistent X instead of the smallest
  untrimmed,         // approximate: lo and hi are the extremes of all values received
  own_report,        // approximate: the own list of values is used, without REPORTs
};

// What an exact run needs of a graph.
struct ExactInstance {
  Digraph graph;
  std::uint32_t f = 0;
  std::vector<Nodes> sources;  // the S_F that exist, |F| <= f, each once

  // REQUIRES: graph.size() <= kMostRunNodes.
  ExactInstance(const Digraph& g, std::uint32_t faults);
};

using Chains = boost::container::static_vector<Chain, 2 * kMostRunNodes>;
using Reports = boost::container::static_vector<SignedPairs, kMostRunNodes>;

// What faulty nodes know together: everything. Only signatures they have not received are out of their reach.
struct Stage {
  const Digraph& graph;
  std::uint32_t round = 0;
  Nodes faulty = 0;
  const KeyRing& keys;                             // of the faulty nodes
  const std::vector<Chain>& chains;                // that correct nodes sent to faulty ones in earlier rounds
  const Reports& reports;                          // likewise, one a signer
  std::array<Pairs, kMostRunNodes> accepted = {};  // X of every node
  std::array<Nodes, kMostRunNodes> reported = {};  // whose set a node has
};

// Faulty nodes run the algorithm as correct ones do, but for what is changed here.
class Adversary {
 public:
  Adversary() = default;
  Adversary(const Adversary&) = default;
  Adversary& operator=(const Adversary&) = default;
  virtual ~Adversary() = default;
  // Whether a faulty node takes notice of what `from` sends.
  virtual bool hears(Node /*self*/, Node /*from*/) const { return true; }
  // `sent` is what the algorithm sends from a faulty node to a correct out-neighbour in this round.
  virtual void send_chains(const Stage& /*stage*/, Node /*from*/, Node /*to*/, Chains& /*sent*/) {}
  virtual void send_reports(const Stage& /*stage*/, Node /*from*/, Node /*to*/, Reports& /*sent*/) {}
};

struct ExactSetting {
  Nodes faulty = 0;
  Nodes inputs = 0;  // bit v: the input of v, or what a faulty v starts from
  Mutant mutant = Mutant::none;
};

struct ExactOutcome {
  Nodes ones = 0;                                          // correct nodes that decide 1; the others decide 0
  std::array<Pairs, kMostRunNodes> accepted = {};          // X of every node
  std::array<Pairs, kMostRunNodes> voted = {};             // the set that a node votes on
  std::array<std::uint64_t, kMostRunNodes> received = {};  // hash of everything that a node has received
};

// One run. What faulty nodes send goes to `log`, if there is one, line by line.
ExactOutcome run_exact(const ExactInstance& instance, const ExactSetting& setting, Adversary& adversary,
                       std::vector<std::string>* log = nullptr);

enum class Broken : std::uint8_t { kNothing, kAgreement, kValidity };
// Agreement: correct nodes decide the same. Validity: and it is the input of a correct node.
Broken judge(const ExactInstance& instance, const ExactSetting& setting, const ExactOutcome& outcome);

// "{(0,1), (2,0)}".
std::string to_string_of_pairs(Pairs pairs);

}  // namespace parley::directed

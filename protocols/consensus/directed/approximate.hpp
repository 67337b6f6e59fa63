// Approximate consensus, asynchronous and with signatures, on graphs that satisfy AUTH-ASYNC; and a scheduler that
// chooses which link is slow. RECON: reconstructed from the condition, not the text of arXiv 2605.11309.
//
// R = ceil(log2(D / eps)) rounds, D the known bound of the inputs' spread. In round r, node v with value x:
//   1. floods signed VAL(v, r, x); all nodes relay everything for ever, once;
//   2. waits until for some |F| <= f VALs of all of reach_v(F) are in, and floods signed REPORT(v, r, these VALs);
//   3. waits until for some |F'| <= f valid REPORTs of all of reach_v(F') are in (valid: covers reach_w(Fw) of its
//      signer w, for some |Fw| <= f); U = all VALs in them;
//   4. lo = smallest y such that >= f+1 origins have a value <= y in U, hi = largest y such that >= f+1 origins have a
//      value >= y; x := (lo + hi) / 2.
// Of each origin and round a node heeds the first VAL and the first valid REPORT. Should U have f origins or fewer
// (possible only if AUTH-ASYNC fails), the last of them in order stands for the missing one.
//
// Units: values are whole multiples of 2^-R of the unit of the inputs, as integers, so that every halving is exact.
// Signatures: a statement's origin is whoever published it, and a run lets nobody publish for others.
// Invariants, where AUTH-ASYNC holds and at most f nodes are faulty: (1) every correct node finishes; (2) the range of
// correct values at least halves every round; (3) no correct value leaves the range of correct inputs.
// Cost: 2 n R statements, each sent once over each edge. Memory: all of them.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "protocols/consensus/directed/chain.hpp"
#include "protocols/consensus/directed/digraph.hpp"
#include "protocols/consensus/directed/exact.hpp"
#include "protocols/core/random.hpp"

namespace parley::directed {

struct ApproximateInstance {
  Digraph graph;
  std::uint32_t f = 0;
  std::array<std::vector<Nodes>, kMostRunNodes> reaches = {};  // by v: the minimal reach_v(F), |F| <= f

  // REQUIRES: graph.size() <= kMostRunNodes.
  ApproximateInstance(const Digraph& g, std::uint32_t faults);
};

// What runs the algorithm: a correct node, or one face that a faulty node shows. Faces with the same number know each
// other; correct nodes hear a face if they are in its audience.
struct Actor {
  Node node = 0;
  std::int64_t input = 0;
  std::uint32_t face = 0;
  Nodes audience = ~Nodes{0};
  Nodes hears = ~Nodes{0};  // the correct nodes that it heeds
  bool stubborn = false;    // VALs tell the input in every round
  bool relays = true;
};

// Messages from `from` to `to` arrive only when nothing else is under way.
struct SlowLinks {
  Nodes from = 0;
  Nodes to = 0;
};

struct ApproximateSetting {
  Nodes faulty = 0;
  std::vector<Actor> actors = {};  // one for each correct node, any number for a faulty one; at most 64
  std::array<SlowLinks, 2> slow = {};
  std::uint32_t rounds = 0;
  Mutant mutant = Mutant::none;
};

struct ApproximateOutcome {
  // By round, 0 being the inputs, and node; filled for correct nodes as far as they came.
  std::vector<std::array<std::int64_t, kMostRunNodes>> values = {};
  Nodes finished = 0;  // correct nodes with an output
  std::uint64_t deliveries = 0;
};

// Deliveries that are not slow come in an order drawn from rng.
ApproximateOutcome run_approximate(const ApproximateInstance& instance, const ApproximateSetting& setting, Rng rng);

enum class Miss : std::uint8_t { kNothing, kTermination, kAgreement, kValidity, kHalving };
// `most_apart`: of outputs, in the units of values.
Miss judge(const ApproximateInstance& instance, const ApproximateSetting& setting, const ApproximateOutcome& outcome,
           std::int64_t most_apart);

// Of correct nodes after a round. REQUIRES: all have finished.
std::int64_t range(const ApproximateOutcome& outcome, Nodes correct, std::size_t round);

}  // namespace parley::directed

// Algorithm B of the card (section 4): enumeration by messages, asynchronous, after A. Mazurkiewicz ("Distributed
// enumeration", 1997) as told for messages by J. Chalopin and Y. Metivier ("An efficient message passing election
// algorithm based on Mazurkiewicz's algorithm", 2007), with random strings as labels (RECON).
//
// Node v holds a number n(v), a label l(v), a view N(v) of (number, label, port out, port in) of each neighbour heard
// of, and a mailbox M(v) of (number, label, view). On <n', l', M'> that left through port q and came in by port p:
//   M := M + M';   n(v) := 1 + max M  if n(v) = 0 or M holds (n(v), l', N') with (l(v), N(v)) < (l', N')
//   N(v)[p] := (n', l', p, q);   M := M + (n(v), l(v), N(v));   if M changed, send to all neighbours
// Of each number only the strongest (label, view) is kept in M: the rules ask for no other.
//
// When no message is left the numbers are 1 .. k and describe a network with k nodes that this one covers; once number
// n appears all are different, and node n is elected. If k < n, the strings grow and all begins again: the moment for
// that is seen here from outside, where nodes would need detection of termination (Szymanski, Shi, Prywes).
#pragma once

#include "protocols/core/study.hpp"
#include "protocols/election/shared_randomness/election.hpp"

namespace parley::shared_randomness {

enum class Scheduler : std::uint8_t {
  random,    // a random channel that holds a message; random nodes wake up by themselves
  lockstep,  // all channels together, round by round: keeps nodes alike as long as it can be done
  starving,  // always the first channel that holds a message, so that others wait for ever so long; one node wakes up
};

struct EnumerationSettings {
  std::uint32_t bits = 8;
  std::uint32_t most_phases = 1;
  std::uint64_t most_messages = 1'000'000;  // of a phase
  Scheduler scheduler = Scheduler::random;
  Mutant mutant = Mutant::none;
};

// Channels are FIFO. The size of the network is known to its nodes.
Election elect_by_enumeration(const Network& network, const Sources& sources, const EnumerationSettings& settings,
                              Rng& rng, const StudyConditions& conditions);

}  // namespace parley::shared_randomness

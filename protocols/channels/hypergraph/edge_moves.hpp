// What can happen next in one hyperedge: honest parties follow the protocol, in any order and as late as they like;
// cheaters sign any leaf upon any past, consent to anything among themselves, hand leaves and certificates to whom they
// like, propose any root, and sign every root.
#pragma once

#include <string>
#include <vector>

#include "protocols/channels/hypergraph/edge_state.hpp"

namespace parley::hypergraph {

struct EdgeMove {
  enum class Kind : std::uint8_t { propose, consent, insert, sign_root, certificate };
  Kind kind = Kind::propose;
  std::uint8_t who = 0;
  std::uint8_t leaf = 0;   // propose: the new one's index in `after`
  std::uint8_t epoch = 0;  // of sign_root, certificate
  LeafSet root = 0;
};

struct EdgeStep {
  EdgeMove move = {};
  EdgeState after = {};  // not in canonical order
};

// Appends to `steps`. Leaves of cheaters that honest receivers refuse are left out: a refused leaf changes nothing.
// Complexity: O(2^leaves (parties amounts + parties)) for each state.
void append_steps(const EdgeCase& edge, const EdgeState& state, std::vector<EdgeStep>& steps);

std::string step_text(const EdgeCase& edge, const EdgeStep& step);

}  // namespace parley::hypergraph

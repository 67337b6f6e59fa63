// The rules of the payment hypergraph, and the mutants: each takes one safeguard away.
// All of it is RECON: the protocol is reconstructed from summaries of COALESCE (arXiv 2512.11775), not from its code.
#pragma once

#include <array>
#include <cstdint>

namespace parley::hypergraph {

enum class Rule : std::uint8_t {
  sound,
  // One hyperedge.
  trusting_contract,  // the contract does not compute balances again: consent is enough. Sound against one cheater
  accept_unrooted,    // a receiver counts a payment on FINAL, before a root covers it
  no_dispute_window,  // what is posted first is settled
  old_root_wins,      // the contract does not compare epochs
  consent_unchecked,  // neither receiver nor contract looks whether the sender can pay
  no_fork_proof,      // two leaves of one proposer and sequence number are two payments
  fork_voids_rooted,  // a fork proof voids what a root covers, too
  root_may_drop,      // a root need not contain the previous one
  double_sign,        // nodes forget which root they signed in an epoch
  // Two hyperedges and a payment through both.
  non_atomic_transfer,    // two plain leaves instead of two that share a lock
  forward_unrooted,       // the intermediary forwards before a root covers what it is to get
  cancel_upstream_first,  // the intermediary gives back what it got while it may still have to pay
  refund_at_close,        // a conditional leaf is refunded when its hyperedge settles, whatever the other one's window
};

inline constexpr std::array kEdgeMutants{Rule::accept_unrooted,   Rule::no_dispute_window, Rule::old_root_wins,
                                         Rule::consent_unchecked, Rule::no_fork_proof,     Rule::fork_voids_rooted,
                                         Rule::root_may_drop,     Rule::double_sign};
inline constexpr std::array kPairMutants{Rule::non_atomic_transfer, Rule::forward_unrooted, Rule::cancel_upstream_first,
                                         Rule::refund_at_close};

constexpr bool is_edge_rule(Rule rule) {
  return rule != Rule::sound && rule < Rule::non_atomic_transfer;
}
constexpr bool is_pair_rule(Rule rule) {
  return rule >= Rule::non_atomic_transfer;
}

}  // namespace parley::hypergraph

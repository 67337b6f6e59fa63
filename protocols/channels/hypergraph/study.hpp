// Payment hypergraph after COALESCE (Nainwal, Kamble, Awathare, arXiv 2512.11775): channels of many users, without a
// leader. The protocol is RECON: reconstructed from summaries, see docs/studies/hypergraph.md for what is ours.
//
//   explore    every state and every close of one small hyperedge with cheaters (edge_state.hpp), and of a payment
//              through two (pair_model.hpp); the mutants must be caught; which windows refunds need
//   simulate   success against load, 150 users: hyperedge, leader-based channel, Lightning-style network with four
//              routers; 15,000 users in many hyperedges; silent, forking and divided users
//   attack     what cheaters can do within their bound, and one step beyond it
//
// Cost: explore grows with about 20^leaves parties^leaves states, cut off at most_states (48 bytes each); simulate is
// O(batches payments) times the cost of a payment (channel_network.hpp, edge_network.hpp).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "protocols/channels/hypergraph/rules.hpp"
#include "protocols/core/study.hpp"

namespace parley::hypergraph {

enum class Attack : std::uint8_t {
  // Within the bound: must fail.
  one_cheater,      // of three, n of n sign roots: forks, double spends, old roots, withheld signatures, in any order
  two_against_one,  // n of n still
  one_of_four,      // 3 of 4 sign roots
  one_with_trust,   // the contract trusts consent
  any_two_edges,    // any of A, X, B, or two of them, against a payment through two hyperedges
  ordered_windows,  // likewise, with refunds, the first window longer by two ticks
  // Beyond it: must succeed.
  two_of_four,        // f + 1 = 2 colluders, 3 of 4 sign roots
  one_of_two_thirds,  // 2 of 3 sign roots: f is 0
  two_with_trust,     // sender and receiver collude, the contract trusts consent
  nobody_watches,     // the only honest party does not watch the chain
  holder_sleeps,      // another honest party watches, but has not been given the certificate
  instant_payment,    // the receiver trusts FINAL before a root
  equal_windows,      // refunds, both windows alike
};

struct Parameters {
  // explore
  Rule rule = Rule::sound;
  std::uint32_t parties = 3;                // of the hyperedge that is searched, 2 to 4
  std::uint32_t cheaters = 1;               // of these
  std::uint32_t quorum = 0;                 // signatures on a root; 0: all
  std::uint32_t offline = 0;                // honest parties that do not watch the chain
  std::uint32_t leaves = 3;                 // most in a run, up to 5
  std::uint32_t epochs = 2;                 // roots in a run, up to 2
  std::uint32_t most_opening = 2;           // all opening balances up to this, honest parties first
  std::vector<std::uint32_t> opening = {};  // these only, if given
  std::vector<std::uint32_t> pair_cheaters = {0, 1, 2, 3, 4, 5, 6};  // sets of 1 payer, 2 intermediary, 4 payee
  std::uint32_t first_window = 3;                                    // ticks
  std::uint32_t second_window = 3;
  std::uint32_t most_window = 6;  // of the table of windows under refunds; 0: no table
  std::vector<Rule> mutants = {Rule::accept_unrooted,   Rule::no_dispute_window,     Rule::old_root_wins,
                               Rule::consent_unchecked, Rule::no_fork_proof,         Rule::fork_voids_rooted,
                               Rule::root_may_drop,     Rule::double_sign,           Rule::non_atomic_transfer,
                               Rule::forward_unrooted,  Rule::cancel_upstream_first, Rule::refund_at_close};
  std::uint64_t most_states = 2'000'000;  // of one search
  // simulate
  std::uint32_t users = 150;
  std::uint64_t deposit = 1'000'000;  // of each user
  std::uint32_t batches = 100;
  std::uint32_t payments = 1000;  // in a batch
  std::vector<double> amount_scales = {0.05, 0.10, 0.13, 0.15, 0.20, 0.30};
  double degree = 8;          // channels of a user, on average
  std::uint32_t retries = 3;  // of the router that retries
  double leader_crash = 0.05;
  std::uint32_t takeover = 200;  // payments
  std::uint32_t network_users = 15'000;
  std::vector<double> network_scales = {0.33, 0.50};
  std::vector<std::uint32_t> sizes = {50, 150, 300};
  std::vector<std::uint32_t> overlaps = {2, 3};
  std::vector<double> inter_shares = {0.2, 1.0};
  std::vector<double> silent = {0.0, 0.1, 0.4};
  double forkers = 0.1;
  double partition = 0.2;
  // attack
  std::vector<Attack> attacks = {Attack::one_cheater,    Attack::two_against_one,   Attack::one_of_four,
                                 Attack::one_with_trust, Attack::any_two_edges,     Attack::ordered_windows,
                                 Attack::two_of_four,    Attack::one_of_two_thirds, Attack::two_with_trust,
                                 Attack::nobody_watches, Attack::holder_sleeps,     Attack::instant_payment,
                                 Attack::equal_windows};
};

struct Study {
  using Parameters = hypergraph::Parameters;
  static constexpr std::string_view kName = "hypergraph";
  static constexpr std::array<PropertyInfo, 11> kProperties{{
      {"conservation", PropertyKind::kAlways, "no close owes more than the funding output: no balance is negative"},
      {"no_honest_loss", PropertyKind::kAlways,
       "at any close an honest party is paid its opening balance - what it signed away + what it accepted"},
      {"one_root_an_epoch", PropertyKind::kAlways, "no two roots of one epoch have certificates"},
      {"atomic_transfer", PropertyKind::kAlways, "in a payment through two hyperedges no honest party loses"},
      {"mutants_caught", PropertyKind::kAlways, "each mutant violates one of these"},
      {"capital_is_constant", PropertyKind::kAlways, "all deposits are there after all payments"},
      {"no_worse_than_channels", PropertyKind::kAlways,
       "at no load does a router over channels with the same capital succeed more often"},
      {"published_load", PropertyKind::kSometimes, "at some load 94 to 95 % of the hyperedge's payments succeed"},
      {"network_band", PropertyKind::kSometimes, "some setting of the network lands in 85 to 95 %"},
      {"attacks_within_bound_fail", PropertyKind::kAlways, "no honest party loses to cheaters within the bound"},
      {"attacks_beyond_bound_succeed", PropertyKind::kSometimes, "each attack beyond the bound robs an honest party"},
  }};

  static std::optional<ConfigProblem> validate(const Parameters& parameters);
  static StudyFindings<Parameters> explore(const Parameters& parameters, const StudyConditions& conditions);
  static StudyFindings<Parameters> simulate(const Parameters& parameters, const StudyConditions& conditions);
  static StudyFindings<Parameters> attack(const Parameters& parameters, const StudyConditions& conditions);
};

}  // namespace parley::hypergraph

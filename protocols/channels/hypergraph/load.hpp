// Payments at scale over one pool of capital: a hyperedge and a leader-based multi-party channel. Both need nothing but
// the sender's balance; what they differ in is who stops whom.
#pragma once

#include <cstdint>
#include <vector>

#include "protocols/core/random.hpp"
#include "protocols/core/study.hpp"

namespace parley::hypergraph {

struct Payment {
  std::uint32_t from = 0;
  std::uint32_t to = 0;  // another
  std::uint64_t amount = 0;
};

struct Load {
  std::uint32_t users = 150;
  std::uint64_t deposit = 1'000'000;  // of each user: B
  std::uint32_t batches = 100;
  std::uint32_t payments = 1000;  // in a batch
  double amount_scale = 0.1;      // a: amounts are uniform in 1 .. ceil(a B)
};

// Uniform pairs of different users. REQUIRES: users >= 2.
Payment draw_payment(const Load& load, Rng& rng);

struct BatchResult {
  std::uint64_t tried = 0;
  std::uint64_t paid = 0;
  double skew = 0;  // after the batch: sum |b_i - mean| / sum b_i, at most 2 (1 - 1/n); the card's reading of the paper
};

struct LoadResult {
  std::vector<BatchResult> batches = {};
  std::uint64_t messages = 0;
  bool is_conserved = true;  // all capital is there at the end, and no balance is negative

  double success() const;  // paid / tried, of all batches; 1 where nothing was tried
  double worst_batch() const;
  double greatest_skew() const;
};

double skew_of(const std::vector<std::uint64_t>& balances);

// Messages (card b, section 7): 3 point to point and n-1 of broadcast a payment, 2n a root, one root a batch. A refused
// payment costs 2: proposal and refusal.
LoadResult run_hyperedge(const Load& load, Rng rng, const StudyConditions& conditions);

// Leader-based: 2 messages to and from the leader and n-1 of broadcast a payment. In each batch the leader crashes with
// probability `crash` at a random payment; the `takeover` payments from there on fail, then the next one leads.
LoadResult run_leader(const Load& load, double crash, std::uint32_t takeover, Rng rng,
                      const StudyConditions& conditions);

// Faults in a hyperedge: in each batch every user is silent with probability `silent` (consents to nothing, proposes
// nothing, signs no root); the share `forkers` of users forks at its first payment and is frozen; with probability
// `partition` a batch's root is asked for while each user is on the proposer's side with probability 1/2.
struct Faults {
  double silent = 0;
  double forkers = 0;
  double partition = 0;
};

struct FaultResult {
  LoadResult load = {};
  std::uint64_t rooted_by_all = 0;         // batches whose root n of n signed
  std::uint64_t rooted_by_two_thirds = 0;  // 2 n / 3 + 1 of n
  double paid_of_correct = 1;              // of payments between users neither silent nor forking
};

FaultResult run_faults(const Load& load, const Faults& faults, Rng rng, const StudyConditions& conditions);

}  // namespace parley::hypergraph

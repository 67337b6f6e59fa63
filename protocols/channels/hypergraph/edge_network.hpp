// Many hyperedges that share members: a payment stays in one, or goes through members of two or three.
#pragma once

#include <cstdint>
#include <vector>

#include "protocols/channels/hypergraph/load.hpp"

namespace parley::hypergraph {

struct NetworkShape {
  std::uint32_t size = 150;   // of a hyperedge, about: users are divided evenly
  std::uint32_t overlap = 2;  // hyperedges of each user; its deposit is spread evenly over them
  double inter_share = 0.5;   // of payments: to a user with whom the sender shares no hyperedge
};

// `overlap` random divisions of all users into hyperedges.
// Invariant: the balances of each hyperedge have a constant sum.
class EdgeNetwork {
 public:
  EdgeNetwork(const Load& load, const NetworkShape& shape, Rng& rng);

  // Hyperedges the payment went through, 0 when it failed: the direct way, else the first way found through one
  // intermediary, else through two. Each leaf needs its payer's balance in that hyperedge; all or none are paid.
  // Complexity: O(size overlap^2).
  std::uint32_t pay(const Payment& payment);

  Payment draw(const Load& load, double inter_share, Rng& rng) const;
  bool share_an_edge(std::uint32_t a, std::uint32_t b) const;
  std::uint64_t capital() const;
  double skew() const;  // of users' balances, summed over their hyperedges
  std::uint32_t edge_count() const { return static_cast<std::uint32_t>(members_.size()); }

 private:
  std::uint64_t& balance(std::uint32_t user, std::uint32_t slot) { return balances_[user * overlap_ + slot]; }
  std::uint32_t edge(std::uint32_t user, std::uint32_t slot) const { return edges_[user * overlap_ + slot]; }
  std::uint32_t slot_of(std::uint32_t user, std::uint32_t edge) const;  // overlap_: not a member
  void move(std::uint32_t edge, std::uint32_t from, std::uint32_t to, std::uint64_t amount);
  bool can_pay(std::uint32_t user, std::uint32_t edge, std::uint64_t amount);

  bool pay_direct(const Payment& payment);
  bool pay_through_one(const Payment& payment);
  bool pay_through_two(const Payment& payment);

  struct Via {
    std::uint32_t user = 0;
    std::uint32_t last_edge = 0;
  };

  std::uint32_t overlap_;
  std::vector<std::uint32_t> edges_;     // by user and slot
  std::vector<std::uint64_t> balances_;  // likewise
  std::vector<std::vector<std::uint32_t>> members_;
  std::vector<Via> via_;                  // room of pay_through_two, by hyperedge
  std::vector<std::uint64_t> via_stamp_;  // == stamp_: via_ is of this payment
  std::uint64_t stamp_ = 0;
};

struct NetworkResult {
  LoadResult load = {};
  std::uint32_t edges = 0;
  double mean_hops = 0;  // hyperedges of a payment that was made
};

NetworkResult run_network(const Load& load, const NetworkShape& shape, Rng rng, const StudyConditions& conditions);

}  // namespace parley::hypergraph

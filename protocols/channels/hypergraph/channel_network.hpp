// The baseline: a Lightning-style network of two-party channels with the same capital, and four routers.
// A payment is an HTLC along a path: ADD at each hop (needs b >= amount), the preimage or an error comes back. Payments
// come one after the other, so time locks never run out: locked capital is not modelled, which favours the baseline.
#pragma once

#include <cstdint>
#include <vector>

#include "protocols/channels/hypergraph/load.hpp"

namespace parley::hypergraph {

enum class Router : std::uint8_t {
  shortest_path,  // by hops, balances unknown, no retry
  retries,        // shortest path; after a failure without the hop that failed
  balance_aware,  // shortest path among hops that can carry the amount: knows all balances
  max_flow,       // splits over augmenting paths, all or nothing: knows all balances
};

// Channels between random pairs, users * degree / 2 of them, no two alike; each user's deposit is spread evenly over
// its own. Invariant: the two balances of a channel have a constant sum.
class ChannelNetwork {
 public:
  ChannelNetwork(std::uint32_t users, double degree, std::uint64_t deposit, Rng& rng);

  struct Outcome {
    bool paid = false;
    std::uint64_t messages = 0;  // 6 for each hop that carried the HTLC: add, commit, revoke, there and back
  };
  // Complexity: O(channels) a search; up to retries + 1 searches, or one for each augmenting path.
  Outcome pay(Router router, std::uint32_t retries, const Payment& payment);

  std::vector<std::uint64_t> balances() const;  // of each user, over its channels
  std::uint64_t capital() const;

 private:
  struct Arc {
    std::uint32_t to = 0;
    std::uint64_t balance = 0;  // that can be sent this way
  };

  // Arcs of a shortest path, first to last, over arcs with balance >= `least` that are not pruned; empty: none.
  std::vector<std::uint32_t> find_path(std::uint32_t from, std::uint32_t to, std::uint64_t least);
  std::uint64_t carry(const std::vector<std::uint32_t>& path, std::uint64_t amount);
  void move(const std::vector<std::uint32_t>& path, std::uint64_t amount);
  Outcome pay_by_path(std::uint32_t retries, const Payment& payment);
  Outcome pay_by_flow(const Payment& payment);

  std::vector<Arc> arcs_;  // 2c and 2c+1: the two ways of channel c
  std::vector<std::vector<std::uint32_t>> out_;
  std::vector<bool> pruned_;
  std::vector<std::uint32_t> reached_by_;  // room of find_path
  std::vector<std::uint32_t> queue_;
};

LoadResult run_channels(const Load& load, double degree, Router router, std::uint32_t retries, Rng rng,
                        const StudyConditions& conditions);

}  // namespace parley::hypergraph

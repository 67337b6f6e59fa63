#include "protocols/channels/hypergraph/edge_network.hpp"

#include <algorithm>
#include <numeric>

namespace parley::hypergraph {

namespace {

std::vector<std::uint32_t> shuffled(std::uint32_t count, Rng& rng) {
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0U);
  for (std::uint32_t left = count; left > 1; --left) std::swap(order[left - 1], order[rng.below(left)]);
  return order;
}

}  // namespace

EdgeNetwork::EdgeNetwork(const Load& load, const NetworkShape& shape, Rng& rng)
    : overlap_(shape.overlap), edges_(load.users * shape.overlap), balances_(load.users * shape.overlap) {
  const std::uint32_t groups = std::max(1U, load.users / shape.size);
  for (std::uint32_t slot = 0; slot < overlap_; ++slot) {
    const std::uint32_t first = edge_count();
    members_.resize(first + groups);
    const std::vector<std::uint32_t> order = shuffled(load.users, rng);
    for (std::uint32_t at = 0; at < load.users; ++at) {
      const std::uint32_t user = order[at];
      edges_[user * overlap_ + slot] = first + at % groups;
      members_[first + at % groups].push_back(user);
      balance(user, slot) = load.deposit / overlap_ + (slot < load.deposit % overlap_ ? 1 : 0);
    }
  }
  via_.resize(edge_count());
  via_stamp_.resize(edge_count(), 0);
}

std::uint32_t EdgeNetwork::slot_of(std::uint32_t user, std::uint32_t wanted) const {
  std::uint32_t slot = 0;
  while (slot < overlap_ && edge(user, slot) != wanted) ++slot;
  return slot;
}

bool EdgeNetwork::share_an_edge(std::uint32_t a, std::uint32_t b) const {
  for (std::uint32_t slot = 0; slot < overlap_; ++slot)
    if (edge(a, slot) == edge(b, slot)) return true;  // the slot tells the division
  return false;
}

bool EdgeNetwork::can_pay(std::uint32_t user, std::uint32_t wanted, std::uint64_t amount) {
  const std::uint32_t slot = slot_of(user, wanted);
  return slot < overlap_ && balance(user, slot) >= amount;
}

void EdgeNetwork::move(std::uint32_t which, std::uint32_t from, std::uint32_t to, std::uint64_t amount) {
  balance(from, slot_of(from, which)) -= amount;
  balance(to, slot_of(to, which)) += amount;
}

bool EdgeNetwork::pay_direct(const Payment& payment) {
  for (std::uint32_t slot = 0; slot < overlap_; ++slot) {
    if (edge(payment.from, slot) != edge(payment.to, slot) || balance(payment.from, slot) < payment.amount) continue;
    move(edge(payment.from, slot), payment.from, payment.to, payment.amount);
    return true;
  }
  return false;
}

bool EdgeNetwork::pay_through_one(const Payment& payment) {
  for (std::uint32_t last = 0; last < overlap_; ++last) {
    const std::uint32_t goal = edge(payment.to, last);
    for (const std::uint32_t middle : members_[goal]) {
      if (middle == payment.from || middle == payment.to || !can_pay(middle, goal, payment.amount)) continue;
      for (std::uint32_t slot = 0; slot < overlap_; ++slot) {
        const std::uint32_t start = edge(payment.from, slot);
        if (start == goal || edge(middle, slot) != start || balance(payment.from, slot) < payment.amount) continue;
        move(start, payment.from, middle, payment.amount);
        move(goal, middle, payment.to, payment.amount);
        return true;
      }
    }
  }
  return false;
}

bool EdgeNetwork::pay_through_two(const Payment& payment) {
  ++stamp_;
  for (std::uint32_t last = 0; last < overlap_; ++last) {
    const std::uint32_t goal = edge(payment.to, last);
    for (const std::uint32_t user : members_[goal]) {
      if (user == payment.from || user == payment.to || !can_pay(user, goal, payment.amount)) continue;
      for (std::uint32_t slot = 0; slot < overlap_; ++slot) {
        if (edge(user, slot) == goal) continue;
        via_[edge(user, slot)] = {user, goal};
        via_stamp_[edge(user, slot)] = stamp_;
      }
    }
  }
  for (std::uint32_t first = 0; first < overlap_; ++first) {
    const std::uint32_t start = edge(payment.from, first);
    if (balance(payment.from, first) < payment.amount) continue;
    for (const std::uint32_t user : members_[start]) {
      if (user == payment.from || user == payment.to) continue;
      for (std::uint32_t slot = 0; slot < overlap_; ++slot) {
        const std::uint32_t middle = edge(user, slot);
        if (via_stamp_[middle] != stamp_ || middle == start || balance(user, slot) < payment.amount) continue;
        const Via via = via_[middle];
        if (via.user == user || via.last_edge == start) continue;
        move(start, payment.from, user, payment.amount);
        move(middle, user, via.user, payment.amount);
        move(via.last_edge, via.user, payment.to, payment.amount);
        return true;
      }
    }
  }
  return false;
}

std::uint32_t EdgeNetwork::pay(const Payment& payment) {
  if (pay_direct(payment)) return 1;
  if (pay_through_one(payment)) return 2;
  return pay_through_two(payment) ? 3 : 0;
}

Payment EdgeNetwork::draw(const Load& load, double inter_share, Rng& rng) const {
  Payment payment = draw_payment(load, rng);
  if (rng.chance(inter_share)) {
    constexpr std::uint32_t kDraws = 64;  // where nearly all share a hyperedge, the last draw is taken as it is
    for (std::uint32_t draw = 0; draw < kDraws && share_an_edge(payment.from, payment.to); ++draw)
      payment = draw_payment(load, rng);
    return payment;
  }
  const std::vector<std::uint32_t>& near =
      members_[edge(payment.from, static_cast<std::uint32_t>(rng.below(overlap_)))];
  do payment.to = near[rng.below(near.size())];
  while (payment.to == payment.from);
  return payment;
}

std::uint64_t EdgeNetwork::capital() const {
  return std::accumulate(balances_.begin(), balances_.end(), std::uint64_t{0});
}

double EdgeNetwork::skew() const {
  std::vector<std::uint64_t> sums(balances_.size() / overlap_, 0);
  for (std::uint64_t at = 0; at < balances_.size(); ++at) sums[at / overlap_] += balances_[at];
  return skew_of(sums);
}

NetworkResult run_network(const Load& load, const NetworkShape& shape, Rng rng, const StudyConditions& conditions) {
  NetworkResult result;
  EdgeNetwork network(load, shape, rng);
  result.edges = network.edge_count();
  std::uint64_t hops = 0;
  std::uint64_t paid = 0;
  for (std::uint32_t batch = 0; batch < load.batches && !conditions.is_stopped(); ++batch) {
    BatchResult counted;
    for (std::uint32_t index = 0; index < load.payments && !conditions.is_stopped(); ++index) {
      const std::uint32_t through = network.pay(network.draw(load, shape.inter_share, rng));
      ++counted.tried;
      counted.paid += through > 0 ? 1U : 0U;
      hops += through;
      result.load.messages += 2 + (through > 0 ? std::uint64_t{through} * shape.size : 0);
    }
    paid += counted.paid;
    counted.skew = network.skew();
    result.load.messages += std::uint64_t{2} * network.edge_count() * shape.size;
    result.load.batches.push_back(counted);
  }
  result.load.is_conserved = network.capital() == load.deposit * load.users;
  if (paid > 0) result.mean_hops = static_cast<double>(hops) / static_cast<double>(paid);
  return result;
}

}  // namespace parley::hypergraph

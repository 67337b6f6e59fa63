#include "protocols/channels/hypergraph/channel_network.hpp"

#include <algorithm>
#include <limits>
#include <set>

namespace parley::hypergraph {

namespace {

constexpr std::uint32_t kUnreached = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint64_t kMessagesAHop = 6;

}  // namespace

ChannelNetwork::ChannelNetwork(std::uint32_t users, double degree, std::uint64_t deposit, Rng& rng)
    : out_(users), reached_by_(users) {
  const std::uint64_t most = std::uint64_t{users} * (users - 1) / 2;
  const std::uint64_t wanted = std::min(most, static_cast<std::uint64_t>(degree * users / 2));
  std::set<std::pair<std::uint32_t, std::uint32_t>> chosen;
  while (chosen.size() < wanted) {
    const auto a = static_cast<std::uint32_t>(rng.below(users));
    const auto b = static_cast<std::uint32_t>(rng.below(users));
    if (a == b || !chosen.insert({std::min(a, b), std::max(a, b)}).second) continue;
    for (const auto& [from, to] : {std::pair{a, b}, std::pair{b, a}}) {
      out_[from].push_back(static_cast<std::uint32_t>(arcs_.size()));
      arcs_.push_back({to, 0});
    }
  }
  for (const std::vector<std::uint32_t>& own : out_)
    for (std::uint64_t index = 0; index < own.size(); ++index)  // to the unit: the first ones get the remainder
      arcs_[own[index]].balance = deposit / own.size() + (index < deposit % own.size() ? 1 : 0);
  pruned_.assign(arcs_.size(), false);
}

std::vector<std::uint32_t> ChannelNetwork::find_path(std::uint32_t from, std::uint32_t to, std::uint64_t least) {
  std::fill(reached_by_.begin(), reached_by_.end(), kUnreached);
  queue_.assign(1, from);
  for (std::size_t at = 0; at < queue_.size() && reached_by_[to] == kUnreached; ++at)
    for (const std::uint32_t arc : out_[queue_[at]]) {
      const std::uint32_t next = arcs_[arc].to;
      if (next == from || reached_by_[next] != kUnreached || pruned_[arc] || arcs_[arc].balance < least) continue;
      reached_by_[next] = arc;
      queue_.push_back(next);
    }
  std::vector<std::uint32_t> path;
  if (reached_by_[to] == kUnreached) return path;
  for (std::uint32_t user = to; user != from; user = arcs_[path.back() ^ 1U].to) path.push_back(reached_by_[user]);
  std::reverse(path.begin(), path.end());
  return path;
}

void ChannelNetwork::move(const std::vector<std::uint32_t>& path, std::uint64_t amount) {
  for (const std::uint32_t arc : path) {
    arcs_[arc].balance -= amount;
    arcs_[arc ^ 1U].balance += amount;
  }
}

// How many hops of the path can carry the amount before one cannot.
std::uint64_t ChannelNetwork::carry(const std::vector<std::uint32_t>& path, std::uint64_t amount) {
  const auto fails = [&](std::uint32_t arc) { return arcs_[arc].balance < amount; };
  return static_cast<std::uint64_t>(std::find_if(path.begin(), path.end(), fails) - path.begin());
}

ChannelNetwork::Outcome ChannelNetwork::pay_by_path(std::uint32_t retries, const Payment& payment) {
  Outcome outcome;
  std::vector<std::uint32_t> failed;
  for (std::uint32_t attempt = 0; attempt <= retries && !outcome.paid; ++attempt) {
    const std::vector<std::uint32_t> path = find_path(payment.from, payment.to, 0);
    if (path.empty()) break;
    const std::uint64_t hops = carry(path, payment.amount);
    outcome.messages += kMessagesAHop * hops;
    outcome.paid = hops == path.size();
    if (outcome.paid) {
      move(path, payment.amount);
    } else {
      failed.push_back(path[hops]);
      pruned_[path[hops]] = true;
    }
  }
  for (const std::uint32_t arc : failed) pruned_[arc] = false;
  return outcome;
}

ChannelNetwork::Outcome ChannelNetwork::pay_by_flow(const Payment& payment) {
  Outcome outcome;
  std::uint64_t sendable = 0;
  std::uint64_t receivable = 0;
  for (const std::uint32_t arc : out_[payment.from]) sendable += arcs_[arc].balance;
  for (const std::uint32_t arc : out_[payment.to]) receivable += arcs_[arc ^ 1U].balance;
  if (std::min(sendable, receivable) < payment.amount) return outcome;  // these are cuts
  std::vector<std::pair<std::vector<std::uint32_t>, std::uint64_t>> parts;
  std::uint64_t rest = payment.amount;
  while (rest > 0) {
    std::vector<std::uint32_t> path = find_path(payment.from, payment.to, 1);
    if (path.empty()) break;
    std::uint64_t part = rest;
    for (const std::uint32_t arc : path) part = std::min(part, arcs_[arc].balance);
    move(path, part);
    rest -= part;
    outcome.messages += kMessagesAHop * path.size();
    parts.push_back({std::move(path), part});
  }
  outcome.paid = rest == 0;
  if (outcome.paid) return outcome;
  for (auto part = parts.rbegin(); part != parts.rend(); ++part)
    for (const std::uint32_t arc : part->first) {
      arcs_[arc].balance += part->second;
      arcs_[arc ^ 1U].balance -= part->second;
    }
  return {false, 0};  // the router knows before it sends anything
}

ChannelNetwork::Outcome ChannelNetwork::pay(Router router, std::uint32_t retries, const Payment& payment) {
  if (router == Router::max_flow) return pay_by_flow(payment);
  if (router != Router::balance_aware) return pay_by_path(router == Router::retries ? retries : 0, payment);
  const std::vector<std::uint32_t> path = find_path(payment.from, payment.to, payment.amount);
  if (path.empty()) return {false, 0};
  move(path, payment.amount);
  return {true, kMessagesAHop * path.size()};
}

std::vector<std::uint64_t> ChannelNetwork::balances() const {
  std::vector<std::uint64_t> sums;
  for (const std::vector<std::uint32_t>& own : out_) {
    std::uint64_t sum = 0;
    for (const std::uint32_t arc : own) sum += arcs_[arc].balance;
    sums.push_back(sum);
  }
  return sums;
}

std::uint64_t ChannelNetwork::capital() const {
  std::uint64_t sum = 0;
  for (const Arc& arc : arcs_) sum += arc.balance;
  return sum;
}

LoadResult run_channels(const Load& load, double degree, Router router, std::uint32_t retries, Rng rng,
                        const StudyConditions& conditions) {
  LoadResult result;
  ChannelNetwork network(load.users, degree, load.deposit, rng);
  const std::uint64_t capital = network.capital();
  for (std::uint32_t batch = 0; batch < load.batches; ++batch) {
    BatchResult counted;
    for (std::uint32_t index = 0; index < load.payments && !conditions.is_stopped(); ++index) {
      const ChannelNetwork::Outcome outcome = network.pay(router, retries, draw_payment(load, rng));
      ++counted.tried;
      counted.paid += outcome.paid ? 1U : 0U;
      result.messages += outcome.messages;
    }
    if (conditions.is_stopped()) break;
    counted.skew = skew_of(network.balances());
    result.batches.push_back(counted);
  }
  result.is_conserved = network.capital() == capital;
  return result;
}

}  // namespace parley::hypergraph

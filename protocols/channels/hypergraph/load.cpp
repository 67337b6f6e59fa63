#include "protocols/channels/hypergraph/load.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace parley::hypergraph {

namespace {

// Moves the amount when it is there.
bool pay(std::vector<std::uint64_t>& balances, const Payment& payment) {
  if (balances[payment.from] < payment.amount) return false;
  balances[payment.from] -= payment.amount;
  balances[payment.to] += payment.amount;
  return true;
}

bool holds_all(const std::vector<std::uint64_t>& balances, const Load& load) {
  return std::accumulate(balances.begin(), balances.end(), std::uint64_t{0}) == load.deposit * load.users;
}

std::uint64_t amount_bound(const Load& load) {
  return std::max<std::uint64_t>(
      1, static_cast<std::uint64_t>(std::ceil(load.amount_scale * static_cast<double>(load.deposit))));
}

}  // namespace

Payment draw_payment(const Load& load, Rng& rng) {
  Payment payment;
  payment.from = static_cast<std::uint32_t>(rng.below(load.users));
  payment.to = static_cast<std::uint32_t>(rng.below(load.users - 1));
  if (payment.to >= payment.from) ++payment.to;
  payment.amount = 1 + rng.below(amount_bound(load));
  return payment;
}

double LoadResult::success() const {
  std::uint64_t tried = 0;
  std::uint64_t paid = 0;
  for (const BatchResult& batch : batches) {
    tried += batch.tried;
    paid += batch.paid;
  }
  return tried == 0 ? 1 : static_cast<double>(paid) / static_cast<double>(tried);
}

double LoadResult::worst_batch() const {
  double worst = 1;
  for (const BatchResult& batch : batches)
    if (batch.tried > 0) worst = std::min(worst, static_cast<double>(batch.paid) / static_cast<double>(batch.tried));
  return worst;
}

double LoadResult::greatest_skew() const {
  double greatest = 0;
  for (const BatchResult& batch : batches) greatest = std::max(greatest, batch.skew);
  return greatest;
}

double skew_of(const std::vector<std::uint64_t>& balances) {
  const double sum = static_cast<double>(std::accumulate(balances.begin(), balances.end(), std::uint64_t{0}));
  if (sum <= 0) return 0;
  const double mean = sum / static_cast<double>(balances.size());
  double off = 0;
  for (const std::uint64_t balance : balances) off += std::abs(static_cast<double>(balance) - mean);
  return off / sum;
}

LoadResult run_hyperedge(const Load& load, Rng rng, const StudyConditions& conditions) {
  return run_faults(load, {}, rng, conditions).load;
}

LoadResult run_leader(const Load& load, double crash, std::uint32_t takeover, Rng rng,
                      const StudyConditions& conditions) {
  LoadResult result;
  std::vector<std::uint64_t> balances(load.users, load.deposit);
  std::uint64_t down_for = 0;
  for (std::uint32_t batch = 0; batch < load.batches && !conditions.is_stopped(); ++batch) {
    BatchResult counted;
    const bool crashes = rng.chance(crash);
    const std::uint64_t crash_at = rng.below(load.payments);
    for (std::uint32_t index = 0; index < load.payments; ++index) {
      if (crashes && index == crash_at) down_for = takeover;
      const Payment payment = draw_payment(load, rng);
      ++counted.tried;
      result.messages += 2;
      if (down_for > 0) {
        --down_for;
        continue;
      }
      if (!pay(balances, payment)) continue;
      ++counted.paid;
      result.messages += load.users - 1;
    }
    counted.skew = skew_of(balances);
    result.batches.push_back(counted);
  }
  result.is_conserved = holds_all(balances, load);
  return result;
}

FaultResult run_faults(const Load& load, const Faults& faults, Rng rng, const StudyConditions& conditions) {
  FaultResult result;
  std::vector<std::uint64_t> balances(load.users, load.deposit);
  const std::uint32_t forkers = static_cast<std::uint32_t>(faults.forkers * load.users);  // the first users
  std::vector<bool> silent(load.users, false);
  BatchResult correct;
  for (std::uint32_t batch = 0; batch < load.batches && !conditions.is_stopped(); ++batch) {
    for (std::uint32_t user = 0; user < load.users; ++user) silent[user] = rng.chance(faults.silent);
    BatchResult counted;
    for (std::uint32_t index = 0; index < load.payments; ++index) {
      const Payment payment = draw_payment(load, rng);
      ++counted.tried;
      result.load.messages += 2;
      if (payment.from < forkers || silent[payment.from] || silent[payment.to]) continue;
      if (payment.to >= forkers) ++correct.tried;
      if (!pay(balances, payment)) continue;
      ++counted.paid;
      if (payment.to >= forkers) ++correct.paid;
      result.load.messages += 1 + load.users - 1;
    }
    const bool divided = rng.chance(faults.partition);
    std::uint64_t signers = 0;
    for (std::uint32_t user = 0; user < load.users; ++user)
      signers += !silent[user] && (!divided || rng.chance(0.5)) ? 1U : 0U;
    result.rooted_by_all += signers == load.users ? 1U : 0U;
    result.rooted_by_two_thirds += signers >= std::uint64_t{2} * load.users / 3 + 1 ? 1U : 0U;
    result.load.messages += std::uint64_t{2} * load.users;
    counted.skew = skew_of(balances);
    result.load.batches.push_back(counted);
  }
  result.load.is_conserved = holds_all(balances, load);
  if (correct.tried > 0)
    result.paid_of_correct = static_cast<double>(correct.paid) / static_cast<double>(correct.tried);
  return result;
}

}  // namespace parley::hypergraph

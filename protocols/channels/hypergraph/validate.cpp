#include <cmath>
#include <string>

#include "protocols/channels/hypergraph/edge_state.hpp"
#include "protocols/channels/hypergraph/pair_model.hpp"
#include "protocols/channels/hypergraph/study.hpp"

namespace parley::hypergraph {

namespace {

using Problem = std::optional<ConfigProblem>;

Problem in_range(const char* name, std::uint64_t value, std::uint64_t least, std::uint64_t most) {
  if (value >= least && value <= most) return std::nullopt;
  return ConfigProblem{name, "must be from " + std::to_string(least) + " to " + std::to_string(most)};
}

Problem is_share(const char* name, double value) {
  if (std::isfinite(value) && value >= 0 && value <= 1) return std::nullopt;
  return ConfigProblem{name, "must be from 0 to 1"};
}

Problem are_scales(const char* name, const std::vector<double>& scales) {
  if (scales.size() > 32) return ConfigProblem{name, "must be at most 32"};
  for (const double scale : scales)
    if (!std::isfinite(scale) || scale <= 0 || scale > 100) return ConfigProblem{name, "must be above 0, at most 100"};
  return std::nullopt;
}

template <class... Problems>
Problem first_of(const Problems&... problems) {
  Problem found;
  ((found = found ? found : problems), ...);
  return found;
}

Problem check_openings(const Parameters& p) {
  if (p.opening.empty()) return std::nullopt;
  if (p.opening.size() != p.parties) return ConfigProblem{"opening", "must hold one balance for each of the parties"};
  for (const std::uint32_t balance : p.opening)
    if (balance > kMostOpening) return in_range("opening", balance, 0, kMostOpening);
  return std::nullopt;
}

Problem check_search(const Parameters& p) {
  const auto sizes = first_of(
      in_range("parties", p.parties, 2, kMostParties), in_range("leaves", p.leaves, 1, kMostLeaves),
      in_range("epochs", p.epochs, 0, kMostEpochs), in_range("most_opening", p.most_opening, 1, kMostOpening),
      in_range("first_window", p.first_window, 1, kMostWindow),
      in_range("second_window", p.second_window, 1, kMostWindow),
      in_range("most_window", p.most_window, 0, kMostWindow), in_range("most_states", p.most_states, 1000, 8'000'000));
  if (sizes) return sizes;
  if (p.cheaters >= p.parties) return ConfigProblem{"cheaters", "must be less than parties: somebody is honest"};
  if (p.quorum > p.parties) return ConfigProblem{"quorum", "must be at most parties, or 0 for all"};
  if (p.offline > p.parties - p.cheaters) return ConfigProblem{"offline", "must be at most the honest parties"};
  for (const std::uint32_t set : p.pair_cheaters)
    if (set > 6) return ConfigProblem{"pair_cheaters", "must be sums of 1, 2 and 4, and not all of them"};
  if (p.pair_cheaters.size() > 7) return ConfigProblem{"pair_cheaters", "must be at most 7 sets"};
  if (p.mutants.size() > 32) return ConfigProblem{"mutants", "must be at most 32"};
  for (const Rule rule : p.mutants)
    if (rule == Rule::sound || rule == Rule::trusting_contract)
      return ConfigProblem{"mutants", "must not hold sound and trusting_contract, which one cheater cannot exploit"};
  if (p.attacks.size() > 32) return ConfigProblem{"attacks", "must be at most 32"};
  return check_openings(p);
}

Problem check_network(const Parameters& p) {
  if (p.sizes.size() * p.overlaps.size() * p.inter_shares.size() * p.network_scales.size() > 256)
    return ConfigProblem{"sizes", "must make at most 256 settings with the overlaps, shares and scales"};
  for (const std::uint32_t size : p.sizes)
    if (size < 4 || size > 2000 || size * 2 > p.network_users)
      return ConfigProblem{"sizes", "must be from 4 to 2000, at most half of network_users"};
  for (const std::uint32_t overlap : p.overlaps)
    if (overlap < 1 || overlap > 8) return in_range("overlaps", overlap, 1, 8);
  for (const double share : p.inter_shares)
    if (auto problem = is_share("inter_shares", share)) return problem;
  return are_scales("network_scales", p.network_scales);
}

}  // namespace

std::optional<ConfigProblem> Study::validate(const Parameters& p) {
  if (auto problem = check_search(p)) return problem;
  const auto sizes = first_of(in_range("users", p.users, 2, 5000), in_range("deposit", p.deposit, 1, 1'000'000'000'000),
                              in_range("batches", p.batches, 1, 10'000), in_range("payments", p.payments, 1, 100'000),
                              in_range("retries", p.retries, 0, 100), in_range("takeover", p.takeover, 0, 1'000'000),
                              in_range("network_users", p.network_users, 8, 1'000'000));
  if (sizes) return sizes;
  if (std::uint64_t{p.batches} * p.payments > 10'000'000)
    return ConfigProblem{"payments", "must be at most 10000000 in all batches"};
  if (!std::isfinite(p.degree) || p.degree <= 0 || p.degree > 64)
    return ConfigProblem{"degree", "must be above 0, at most 64"};
  const auto shares = first_of(is_share("leader_crash", p.leader_crash), is_share("forkers", p.forkers),
                               is_share("partition", p.partition), are_scales("amount_scales", p.amount_scales));
  if (shares) return shares;
  if (p.silent.size() > 32) return ConfigProblem{"silent", "must be at most 32"};
  for (const double share : p.silent)
    if (auto problem = is_share("silent", share)) return problem;
  return check_network(p);
}

}  // namespace parley::hypergraph

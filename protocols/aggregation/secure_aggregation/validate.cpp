#include <algorithm>
#include <cstddef>
#include <string>

#include "protocols/aggregation/secure_aggregation/study.hpp"

namespace parley::secure_aggregation {
namespace {

constexpr std::uint64_t kLargestField = 1 << 20;

std::optional<ConfigProblem> out_of(std::uint64_t value, std::uint64_t least, std::uint64_t most, std::string name) {
  if (value >= least && value <= most) return std::nullopt;
  return ConfigProblem{std::move(name), "must be from " + std::to_string(least) + " to " + std::to_string(most)};
}

std::optional<ConfigProblem> check_field(std::uint64_t order, std::string name) {
  if (order <= kLargestField && is_prime(order)) return std::nullopt;
  return ConfigProblem{std::move(name), "must be a prime up to 2^20"};
}

std::optional<ConfigProblem> check_size(const Size& size, const std::string& name) {
  if (auto problem = out_of(size.users, 3, 8, name + ".users")) return problem;
  if (auto problem = check_field(size.field, name + ".field")) return problem;
  return out_of(size.degree, 1, size.users - 2, name + ".degree");
}

std::optional<ConfigProblem> check_coalition(const Parameters& parameters) {
  const Coalition& coalition = parameters.coalition;
  for (std::size_t at = 1; at < coalition.size(); ++at)
    if (coalition[at] <= coalition[at - 1]) return ConfigProblem{"coalition", "must ascend"};
  for (const Size& size : parameters.sizes) {
    if (coalition.size() >= size.users) return ConfigProblem{"coalition", "must leave somebody out at every size"};
    if (!coalition.empty() && coalition.back() >= size.users)
      return ConfigProblem{"coalition", "must be of users that are there at every size"};
  }
  return std::nullopt;
}

std::optional<ConfigProblem> check_searches(const Parameters& parameters) {
  if (parameters.searches.size() > 32) return ConfigProblem{"searches", "must be at most 32"};
  for (std::size_t at = 0; at < parameters.searches.size(); ++at) {
    const SearchSize& size = parameters.searches[at];
    const std::string name = "searches[" + std::to_string(at) + "]";
    if (auto problem = out_of(size.users, 3, 8, name + ".users")) return problem;
    if (auto problem = check_field(size.field, name + ".field")) return problem;
    if (matrices_of(size) > kMostMatrices)
      return ConfigProblem{name, "must have at most " + std::to_string(kMostMatrices) + " matrices, q^((K-1)(K-1))"};
  }
  return std::nullopt;
}

std::optional<ConfigProblem> check_scale(const Parameters& parameters) {
  if (parameters.scale_users.size() > 16) return ConfigProblem{"scale_users", "must be at most 16"};
  for (const std::uint32_t users : parameters.scale_users)
    if (auto problem = out_of(users, 3, 100, "scale_users")) return problem;
  if (auto problem = out_of(parameters.scale_symbols, 1, 1000, "scale_symbols")) return problem;
  if (auto problem = out_of(parameters.scale_coalitions, 0, 100, "scale_coalitions")) return problem;
  if (auto problem = out_of(parameters.uniform_users, 4, 10, "uniform_users")) return problem;
  if (auto problem = check_field(parameters.uniform_field, "uniform_field")) return problem;
  if (auto problem = out_of(parameters.uniform_field, 3, 1009, "uniform_field")) return problem;
  if (parameters.uniform_runs == 0) return std::nullopt;
  return out_of(parameters.uniform_runs, 20 * parameters.uniform_field, 100'000'000, "uniform_runs");
}

std::optional<ConfigProblem> check_learning(const Learning& learning) {
  if (learning.users == 0) return std::nullopt;
  if (auto problem = out_of(learning.users, 3, 100, "learning.users")) return problem;
  if (auto problem = out_of(learning.samples, 1, 1000, "learning.samples")) return problem;
  if (auto problem = out_of(learning.features, 1, 100, "learning.features")) return problem;
  if (auto problem = out_of(learning.rounds, 1, 1000, "learning.rounds")) return problem;
  if (auto problem = out_of(learning.local_steps, 1, 100, "learning.local_steps")) return problem;
  if (auto problem = out_of(learning.scale_bits, 1, 32, "learning.scale_bits")) return problem;
  if (!(learning.step > 0 && learning.step <= 10)) return ConfigProblem{"learning.step", "must be above 0, at most 10"};
  if (learning.scheme == SchemeKind::kRecovery || learning.scheme == SchemeKind::kDoubleMask)
    return ConfigProblem{"learning.scheme", "must be one in which no user drops out"};
  const std::uint64_t sums = std::uint64_t{learning.rounds} * learning.features;
  const std::uint64_t users = learning.users;
  if (3 * sums * users * learning.samples * learning.local_steps > 1'000'000'000 ||
      sums * users * users * users > 2'000'000'000)
    return ConfigProblem{"learning.rounds", "must be fewer: this takes too long"};
  return std::nullopt;
}

}  // namespace

std::optional<ConfigProblem> Study::validate(const Parameters& parameters) {
  if (parameters.schemes.empty() || parameters.schemes.size() > 16)
    return ConfigProblem{"schemes", "must be from 1 to 16"};
  if (parameters.sizes.size() > 32) return ConfigProblem{"sizes", "must be at most 32"};
  for (std::size_t at = 0; at < parameters.sizes.size(); ++at)
    if (auto problem = check_size(parameters.sizes[at], "sizes[" + std::to_string(at) + "]")) return problem;
  if (auto problem = check_coalition(parameters)) return problem;
  if (auto problem = out_of(parameters.max_outcomes, 0, 1'000'000, "max_outcomes")) return problem;
  if (auto problem = check_searches(parameters)) return problem;
  if (auto problem = check_scale(parameters)) return problem;
  return check_learning(parameters.learning);
}

Parameters emptied(const Parameters& parameters) {
  Parameters empty = parameters;
  empty.sizes.clear();
  empty.coalition.clear();
  empty.searches.clear();
  empty.scale_users.clear();
  empty.uniform_runs = 0;
  empty.learning.users = 0;
  return empty;
}

}  // namespace parley::secure_aggregation

#include <cmath>

#include "protocols/overlay/torrent/study.hpp"

namespace parley::torrent {
namespace {

std::optional<ConfigProblem> outside(double value, double least, double most, std::string_view name) {
  if (value >= least && value <= most) return std::nullopt;  // false for what is no number
  const auto text = [](double bound) {
    std::string digits = std::to_string(bound);
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.back() == '.') digits.pop_back();
    return digits;
  };
  return ConfigProblem{std::string(name), "must be from " + text(least) + " to " + text(most)};
}

std::optional<ConfigProblem> check_round(const Parameters& parameters) {
  if (auto problem = outside(parameters.n, 3, 1000, "n")) return problem;
  if (parameters.sizes.empty() || parameters.sizes.size() > 20)
    return ConfigProblem{"sizes", "must be 1 to 20 numbers"};
  for (const std::uint32_t size : parameters.sizes)
    if (size < 3 || size > 1000) return ConfigProblem{"sizes", "must be from 3 to 1000 each"};
  if (auto problem = outside(parameters.degree, 2, 50, "degree")) return problem;
  if (auto problem = outside(parameters.chunks, 1, 200, "chunks")) return problem;
  if (auto problem = outside(parameters.rate, 1, 1e5, "rate")) return problem;
  if (auto problem = outside(parameters.spread, 0, 2, "spread")) return problem;
  if (auto problem = outside(parameters.download_ratio, 0.1, 100, "download_ratio")) return problem;
  if (auto problem = outside(parameters.chunk_kib, 1, 1 << 20, "chunk_kib")) return problem;
  if (auto problem = outside(parameters.obfuscated_permille, 0, 1000, "obfuscated_permille")) return problem;
  if (auto problem = outside(parameters.cover_permille, 0, 1000, "cover_permille")) return problem;
  if (auto problem = outside(parameters.most_lag, 0, 10'000, "most_lag")) return problem;
  if (auto problem = outside(parameters.target_permille, 1, 1000, "target_permille")) return problem;
  if (auto problem = outside(parameters.flow_every, 0, 10'000, "flow_every")) return problem;
  return outside(parameters.runs, 1, 100, "runs");
}

// Transfers of a round, and what of them is kept in logs: 40 bytes each, until all sizes are done.
std::optional<ConfigProblem> check_work(const Parameters& parameters) {
  constexpr double kMostTransfers = 1e8;
  constexpr double kMostKept = 2e7;
  const double one = static_cast<double>(parameters.n) * parameters.n * parameters.chunks;
  double all = 0;
  for (const std::uint32_t size : parameters.sizes) all += static_cast<double>(size) * size * parameters.chunks;
  const double share = parameters.target_permille / 1000.0;
  if (one > kMostTransfers || one * share > kMostKept / 4)
    return ConfigProblem{"n", "must be smaller: n * n * chunks may be 1e8, and the warm-up's share of it 5e6"};
  if (all * parameters.runs > kMostTransfers || all * parameters.runs * share > kMostKept)
    return ConfigProblem{"sizes",
                         "must be fewer or smaller: over all sizes and runs, n * n * chunks may be 1e8, and "
                         "the warm-up's share of it 2e7"};
  return std::nullopt;
}

std::optional<ConfigProblem> check_small(const Small& small) {
  const bool fits = small.peers >= 3 && small.peers <= 6 && small.chunks >= 1 && small.chunks <= 4 &&
                    small.obfuscated <= small.chunks && small.most_lag <= 4 && small.slots >= 1 && small.slots <= 6 &&
                    small.rate >= 1 && small.rate <= 4 && small.cover <= 24;
  if (!fits)
    return ConfigProblem{"small",
                         "must have peers 3 to 6, chunks 1 to 4, obfuscated to chunks, most_lag to 4, slots 1 "
                         "to 6, rate 1 to 4, cover to 24"};
  if (small.most_worlds < 1 || small.most_worlds > 100'000'000)
    return ConfigProblem{"small", "most_worlds must be from 1 to 100000000"};
  return std::nullopt;
}

std::optional<ConfigProblem> check_stress(const Stress& stress) {
  if (stress.peers == 0) return std::nullopt;
  if (stress.peers < 3 || stress.peers > 100 || stress.chunks < 1 ||

      std::uint64_t{stress.peers} * stress.peers * stress.chunks > 5'000'000)
    return ConfigProblem{"stress", "must have 3 to 100 peers, or 0, and peers * peers * chunks at most 5000000"};
  if (!(stress.rate >= 1 && stress.rate <= 1e5) || !(stress.spread >= 0 && stress.spread <= 2))
    return ConfigProblem{"stress", "must have a rate of 1 to 100000 and a spread to 2"};
  return std::nullopt;
}

}  // namespace

std::optional<ConfigProblem> Study::validate(const Parameters& parameters) {
  if (auto problem = check_round(parameters)) return problem;
  if (parameters.coalitions_percent.size() > 20)
    return ConfigProblem{"coalitions_percent", "must be at most 20 numbers"};
  for (const std::uint32_t percent : parameters.coalitions_percent)
    if (percent < 1 || percent > 50) return ConfigProblem{"coalitions_percent", "must be from 1 to 50 each"};
  if (auto problem = check_work(parameters)) return problem;
  if (auto problem = check_small(parameters.small)) return problem;
  if (auto problem = check_stress(parameters.stress)) return problem;
  if (parameters.observed.size() > 500) return ConfigProblem{"observed", "must have at most 500 letters"};
  return std::nullopt;
}

}  // namespace parley::torrent

// The settings that replicas among up to t < n/3 liars share.
#pragma once

#include <optional>
#include <string>

#include "protocols/core/process.hpp"

namespace parley::consensus {

// What is wrong with n, t or quorum, if anything is.
template <class Config>
std::optional<ConfigProblem> validate_replicas(const Config& config) {
  const std::uint64_t least = 3ULL * config.t + 1;
  if (config.n < least)
    return ConfigProblem{
        "n", "must be greater than 3 t, so at least " + std::to_string(least) + " for t = " + std::to_string(config.t)};
  if (config.quorum > config.n)
    return ConfigProblem{"quorum",
                         "must be at most n = " + std::to_string(config.n) + "; 0 means more than (n + t) / 2"};
  return std::nullopt;
}

}  // namespace parley::consensus

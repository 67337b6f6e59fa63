// The settings that replicas among up to t < n/3 liars share.
#pragma once

#include <optional>
#include <string>

#include "protocols/core/process.hpp"

namespace parley::consensus {

// What is wrong with the quorum, if anything is. That n > 3 t is for check_resilience.
template <class Config>
std::optional<ConfigProblem> validate_replicas(const Config& config) {
  if (config.quorum > config.n)
    return ConfigProblem{"quorum",
                         "must be at most n = " + std::to_string(config.n) + "; 0 means more than (n + t) / 2"};
  return std::nullopt;
}

}  // namespace parley::consensus

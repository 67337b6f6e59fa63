// The settings of the replicated register that clients of several protocols use.
#pragma once

#include <optional>

#include "protocols/core/process.hpp"

namespace parley::consensus {

// What is wrong with keys, values or calls, if anything is.
template <class Config>
std::optional<ConfigProblem> validate_register(const Config& config) {
  if (config.keys == 0) return ConfigProblem{"keys", "must be at least 1"};
  if (config.values == 0) return ConfigProblem{"values", "must be at least 1"};
  if (config.calls == 0 || config.calls > 3)
    return ConfigProblem{"calls", "must be 1 (put), 2 (put, get) or 3 (put, get, compare-and-set)"};
  return std::nullopt;
}

}  // namespace parley::consensus

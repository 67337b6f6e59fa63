// The replicated registers that clients of several protocols use: their settings, and what clients ask of them.
#pragma once

#include <cstdint>
#include <optional>

#include "protocols/core/problems/register.hpp"
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

template <class Config, class Context>
problems::RegisterOperation draw_operation(const Config& config, Context& context) {
  using problems::RegisterCall;
  problems::RegisterOperation operation;
  operation.call = static_cast<RegisterCall>(context.choose(config.calls));
  operation.key = static_cast<std::uint32_t>(context.choose(config.keys));
  if (operation.call != RegisterCall::kGet) operation.value = 1 + context.choose(config.values);
  if (operation.call == RegisterCall::kCompareAndSet) operation.expected = context.choose(config.values + 1ULL);
  return operation;
}

}  // namespace parley::consensus

// How long operations of clients take, in ticks, where the problem says which outputs begin and end one.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "protocols/core/property.hpp"

namespace parley::sim {

class OperationClock {
 public:
  // The ticks that the operation took, when `output` ends one.
  template <class Problem, class Output>
  std::optional<std::uint64_t> observe(ProcessId who, const Output& output, std::uint64_t now) {
    if constexpr (requires { Problem::operation_of(output); }) {
      if (const std::optional<Operation> operation = Problem::operation_of(output)) {
        const std::pair key(who.value, operation->id);
        if (!operation->ends) {
          begun_.try_emplace(key, now);
        } else if (const auto begun = begun_.find(key); begun != begun_.end()) {
          const std::uint64_t ticks = now - begun->second;
          begun_.erase(begun);
          return ticks;
        }
      }
    }
    return std::nullopt;
  }

 private:
  std::map<std::pair<std::uint32_t, std::uint64_t>, std::uint64_t> begun_;
};

}  // namespace parley::sim

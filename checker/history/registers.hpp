// Registers as an object of histories (protocols/core/problems/register.hpp):
// each key is a part of its own.
#pragma once

#include <cstdint>
#include <map>

#include "checker/history/history.hpp"
#include "protocols/core/problems/register.hpp"

namespace parley::history {

struct Registers {
  using State = std::map<std::uint32_t, std::uint64_t>;  // those that do not hold 0
  using Call = problems::RegisterOperation;
  using Result = problems::RegisterResult;

  State initial() const { return {}; }
  Result apply(State& state, const Call& call) const;
  std::uint64_t part(const Call& call) const { return call.key; }
  std::uint64_t hash(const State& state) const;
};

using RegisterHistory = HistoryOf<Registers>;

}  // namespace parley::history

#include "checker/history/registers.hpp"

namespace parley::history {

Registers::Result Registers::apply(State& state, const Call& call) const {
  const auto found = state.find(call.key);
  const std::uint64_t before = found == state.end() ? 0 : found->second;
  const bool fails = call.call == problems::RegisterCall::kCompareAndSet && before != call.expected;
  const std::uint64_t after = fails || call.call == problems::RegisterCall::kGet ? before : call.value;
  if (after == 0) {
    state.erase(call.key);
  } else {
    state[call.key] = after;
  }
  return {!fails, after};
}

std::uint64_t Registers::hash(const State& state) const {
  std::uint64_t hash = 0;
  for (const auto& [key, value] : state) {
    hash = (hash ^ (value + (std::uint64_t{key} << 32))) * 0x9e3779b97f4a7c15;
    hash ^= hash >> 32;
  }
  return hash;
}

}  // namespace parley::history

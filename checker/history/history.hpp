// Recorded histories of operations on a shared object: what was asked, what was
// answered, when.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace parley::history {

inline constexpr std::uint64_t kNever = std::numeric_limits<std::uint64_t>::max();

// Times only order: an operation precedes another in real time when it returns
// before the other is invoked. One that never returned has no result, and may
// have happened at any time from its invocation on, or not at all.
template <class Call, class Result>
struct Operation {
  std::uint32_t client = 0;
  Call call{};
  std::optional<Result> result;
  std::uint64_t invoked = 0;
  std::uint64_t returned = kNever;
};

template <class Call, class Result>
using History = std::vector<Operation<Call, Result>>;

// The sequential meaning of an object:
//   State, Call, Result     values; State comparable and hashable by
//   std::uint64_t hash(state) initial()               the object before
//   anything happened apply(state, call)      carries the call out and returns
//   its result part(call)              calls of different parts do not
//   influence each other; a constant where all do
template <class S>
concept Object = requires(const S& object, typename S::State& state, const typename S::State& seen,
                          const typename S::Call& call, const typename S::Result& result) {
  { object.initial() } -> std::same_as<typename S::State>;
  { object.apply(state, call) } -> std::same_as<typename S::Result>;
  { object.part(call) } -> std::convertible_to<std::uint64_t>;
  { object.hash(seen) } -> std::same_as<std::uint64_t>;
  { seen == seen } -> std::convertible_to<bool>;
  { result == result } -> std::convertible_to<bool>;
};

template <Object S>
using HistoryOf = History<typename S::Call, typename S::Result>;

}  // namespace parley::history

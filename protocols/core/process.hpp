// The contract every protocol is written against.
//
// A protocol P is a type with, as members:
//   Config    immutable parameters of an instance, the same for all processes; an aggregate with `n` and `t`
//   State     everything one process remembers; lost in a crash
//   Durable   what survives a crash; Record  one durable change, applied by `apply(Durable&, const Record&)`
//   Message   what processes send; Timer  what they set; Output  what they tell the outside, and properties observe
//   Problem   the monitor of the problem P solves (property.hpp)
//   kName     its name in experiment files
// and static handlers, each a pure function of its arguments that appends effects to the context:
//   initial(config, self, durable) -> State   the state at the start, or after a crash, from what is durable
//   on_start(config, state, context)          first step of a process, and again after a restart
//   on_message(config, state, from, message, context)    `from` is authentic
//   on_timer(config, state, timer, context)   an armed timer went off; it is armed no longer
//   validate(config) -> optional<ConfigProblem>   why an instance makes no sense, naming the parameter
//   problem(config, correct) -> Problem       the monitor for an instance whose correct processes are given
// and, if it likes, for those who watch a real node:
//   gauges(state) -> vector<Gauge>            numbers that tell how it stands: its term, its view, what is committed
//
// Processes 0 .. n-1 solve the problem. A protocol whose problem has clients adds `clients` to its Config: processes
// n .. n+clients-1 run the same handlers and take the client's part (they ask, retry, and emit what they asked and were
// told), so that every engine, fault and deployment treats them like any process. Broadcasts go to 0 .. n-1.
//
// All value types but Config are walkable (walk.hpp): no pointer, no float, no unordered container.
// A handler has no clock, socket, thread, global or I/O, and keeps nothing but `state`.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "protocols/core/context.hpp"
#include "protocols/core/hash.hpp"
#include "protocols/core/property.hpp"

namespace parley {

// For protocols that keep nothing across a crash, or set no timer.
struct NoDurable {};
struct NoRecord {};
inline void apply(NoDurable&, const NoRecord&) {}
struct NoTimer {};

// Named in snake_case.
struct Gauge {
  std::string_view name;
  std::uint64_t value = 0;
};

// A parameter that makes no sense, e.g. {"n", "must be greater than 3 t, so at least 7 for t = 2"}.
struct ConfigProblem {
  std::string parameter;
  std::string expectation;
  // Nothing else is wrong, and the protocol runs; only what it promises is lost.
  bool beyond_resilience = false;
};

// What is wrong with n where a protocol stands n > `factor` t. Ask last: see beyond_resilience.
inline std::optional<ConfigProblem> check_resilience(std::uint32_t n, std::uint32_t t, std::uint32_t factor) {
  const std::uint64_t least = std::uint64_t{factor} * t + 1;
  if (n >= least) return std::nullopt;
  return ConfigProblem{"n",
                       "must be greater than " + std::to_string(factor) + " t, so at least " + std::to_string(least) +
                           " for t = " + std::to_string(t),
                       true};
}

// Servers and clients together.
template <class Config>
constexpr std::uint32_t process_count(const Config& config) {
  if constexpr (requires { config.clients; }) {
    return config.n + config.clients;
  } else {
    return config.n;
  }
}

// True, or a static_assert of walk.hpp that says why not: taking the address makes the compiler look inside.
template <class T>
constexpr bool walks() {
  [[maybe_unused]] constexpr std::uint64_t (*walker)(const T&) = &hash64<T>;
  return true;
}

template <class T>
concept Walkable = walks<T>() && std::default_initializable<T> && std::copyable<T>;

template <class P>
concept Process = Walkable<typename P::State> && Walkable<typename P::Durable> && Walkable<typename P::Record> &&
    Walkable<typename P::Message> && Walkable<typename P::Timer> && Walkable<typename P::Output> &&
    Walkable<typename P::Problem> && Monitor<typename P::Problem, typename P::Output> &&
    requires(const typename P::Config& config, typename P::State& state, const typename P::Message& message,
             const typename P::Timer& timer, typename P::Durable& durable, const typename P::Record& record,
             const ProcessSet& correct, Context<P>& context, ProcessId id) {
  { P::kName } -> std::convertible_to<std::string_view>;
  { config.n } -> std::convertible_to<std::uint32_t>;
  { P::initial(config, id, durable) } -> std::same_as<typename P::State>;
  P::on_start(config, state, context);
  P::on_message(config, state, id, message, context);
  P::on_timer(config, state, timer, context);
  { P::validate(config) } -> std::same_as<std::optional<ConfigProblem>>;
  { P::problem(config, correct) } -> std::same_as<typename P::Problem>;
  apply(durable, record);
};

}  // namespace parley

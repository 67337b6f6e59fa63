// How much memory a simulated run takes, before it starts: what its processes hold. A protocol may know better and say
// so by `static std::uint64_t state_bytes(const Config&)`, for one process beyond sizeof(State). For others every set
// of processes that a state has by its type is taken to be full, once: n/8 bytes each.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <variant>

#include "cli/engines/instance.hpp"
#include "net/sim/timers.hpp"
#include "net/world/step.hpp"

namespace parley::cli {

namespace memory_detail {

// How many sets of processes a T has by its type, each list with one element. Depth ends types that hold themselves.
template <class T, int kDepth = 0>
constexpr std::uint64_t sets_in();

template <int kDepth, class... T>
constexpr std::uint64_t most_sets_in(const std::variant<T...>*) {
  return std::max({std::uint64_t{0}, sets_in<T, kDepth>()...});
}

template <class T, int kDepth>
constexpr std::uint64_t sets_in_fields() {
  return []<std::size_t... Index>(std::index_sequence<Index...>) {
    return (std::uint64_t{0} + ... + sets_in<boost::pfr::tuple_element_t<Index, T>, kDepth>());
  }
  (std::make_index_sequence<boost::pfr::tuple_size_v<T>>{});
}

template <class T, int kDepth>
constexpr std::uint64_t sets_in() {
  using namespace walk_detail;
  if constexpr (kDepth > 8 || kIsScalar<T> || kIsBlob<T> || std::is_same_v<T, ProcessId> || std::is_empty_v<T>) {
    return 0;
  } else if constexpr (std::is_same_v<T, ProcessSet>) {
    return 1;
  } else if constexpr (kIsPerProcess<T> || kIsSigned<T>) {
    return 0;
  } else if constexpr (kIsVariant<T>) {
    return most_sets_in<kDepth + 1>(static_cast<const T*>(nullptr));
  } else if constexpr (kIsPair<T>) {
    return sets_in<std::remove_const_t<typename T::first_type>, kDepth + 1>() +
           sets_in<typename T::second_type, kDepth + 1>();
  } else if constexpr (requires { typename T::value_type; }) {
    return sets_in<typename T::value_type, kDepth + 1>();
  } else {
    return sets_in_fields<T, kDepth + 1>();
  }
}

}  // namespace memory_detail

// Of one run. Throws InputError as honest_config does.
template <Process P>
std::uint64_t run_bytes(const Experiment& experiment) {
  using Running = faults::Mixed<P>;
  const typename P::Config config = honest_config<P>(experiment);
  const std::uint64_t processes = process_count(config);
  std::uint64_t each = sizeof(world::LocalState<Running>) + sizeof(std::uint32_t);  // and the payloads it has sent
  if constexpr (!std::is_same_v<typename P::Timer, NoTimer>) each += sizeof(sim::Timers<typename Running::Timer>);
  if constexpr (requires { P::state_bytes(config); }) {
    each += P::state_bytes(config);
  } else {
    each += memory_detail::sets_in<typename P::State>() * (processes / 8);
  }
  return processes * each + experiment.network.topology.memory_bytes();
}

}  // namespace parley::cli

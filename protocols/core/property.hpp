// Properties are written once per problem, over emitted outputs, as a monitor: a walkable value that every engine
// feeds with the outputs of correct processes and asks for its verdicts.
//
// Kinds:
//   always      no reachable state violates it
//   sometimes   some reachable state satisfies it; guards against an `always` that holds because nothing happens
//   eventually  every fair run satisfies it in the end; engines judge it when a run has nothing left to do, or when its
//               time is up after a healthy period
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "protocols/core/ids.hpp"

namespace parley {

enum class PropertyKind : std::uint8_t { kAlways, kSometimes, kEventually };

constexpr std::string_view to_string(PropertyKind kind) {
  switch (kind) {
    case PropertyKind::kAlways:
      return "always";
    case PropertyKind::kSometimes:
      return "sometimes";
    case PropertyKind::kEventually:
      return "eventually";
  }
  return "always";
}

struct PropertyInfo {
  std::string_view name;
  PropertyKind kind;
  std::string_view formula;  // for people: what it says, in the words of the problem
};

// A set of properties of one problem, by index into its `properties`.
struct PropertySet {
  std::uint32_t bits = 0;

  static constexpr PropertySet of(std::size_t index) { return PropertySet{std::uint32_t{1} << index}; }
  constexpr void insert(std::size_t index) { bits |= std::uint32_t{1} << index; }
  constexpr bool contains(std::size_t index) const { return ((bits >> index) & 1) != 0; }
  constexpr bool empty() const { return bits == 0; }
  constexpr PropertySet operator|(PropertySet other) const { return PropertySet{bits | other.bits}; }
  friend constexpr bool operator==(PropertySet, PropertySet) = default;
};

// One end of an operation that a client asks for. A monitor whose problem has clients says which outputs are one, by
// `static std::optional<Operation> operation_of(output)`; deployments time operations by it.
struct Operation {
  std::uint64_t id = 0;  // within its process
  bool ends = false;
};

// M is a monitor of outputs O.
//   kProperties            an array of PropertyInfo, at most 32
//   observe(who, output)   a correct process emitted; amortised constant time
//   broken()               the `always` properties violated so far: never shrinks
//   witnessed()            the `sometimes` properties satisfied so far: never shrinks
//   unfulfilled()          the `eventually` properties that do not hold if nothing more happens
template <class M, class O>
concept Monitor = std::copyable<M> && requires(M& monitor, const M& seen, ProcessId who, const O& output) {
  {std::span<const PropertyInfo>(M::kProperties)};
  monitor.observe(who, output);
  { seen.broken() } -> std::same_as<PropertySet>;
  { seen.witnessed() } -> std::same_as<PropertySet>;
  { seen.unfulfilled() } -> std::same_as<PropertySet>;
};

}  // namespace parley

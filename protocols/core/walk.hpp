// The field walk: the one place that knows the shape of states, messages, timers, outputs and durable records.
// Hash, equality, codec, printing, renaming of process ids and mutation are visitors of it; none is written by hand,
// so none can forget a field.
//
// Walkable types: bool, integers, enumerations, ProcessId, ProcessSet, PerProcess<T>, Signed<T>, std::string,
// std::vector, boost small_vector/static_vector, std::array, std::optional, std::variant, std::map, std::set,
// std::pair, and plain aggregates of walkable types (no base class, no array member).
// Rejected at compile time, with the reason: pointers, references, floating point, unordered containers, unions,
// built-in arrays, base classes, private members.
//
// A visitor offers (T is const for visitors that only read):
//   scalar(T&)         bool, integer or enumeration
//   process(T&)        a ProcessId
//   process_set(T&)    a ProcessSet
//   blob(T&)           a std::string or a std::vector<std::uint8_t>: bytes as a whole
//   length(T&)         before the elements of a sequence; a reader resizes it here
//   presence(T&)       before the value of an optional; a reader engages or clears it here
//   alternative(T&)    before the value of a variant; a reader selects the alternative here
//   ordered(T&)        a std::map or std::set as a whole (its keys are constant in place)
//   per_process(T&)    a PerProcess<T> as a whole
//   signed_value(T&)   a Signed<T> as a whole; by default readers see its parts and writers leave it alone
//   begin_fields<T>(), field(name), end_fields() around the fields of an aggregate
// Visitors derive from VisitorDefaults and override what they need.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#include <boost/container/small_vector.hpp>
#include <boost/container/static_vector.hpp>
#include <boost/pfr/core.hpp>

#include "protocols/core/ids.hpp"
#include "protocols/core/names.hpp"

namespace parley {

// A short sequence that lives inside its owner up to N elements.
template <class T, std::size_t N>
using InlineVector = boost::container::small_vector<T, N>;

template <class T>
class Signed;

namespace walk_detail {

template <class T>
inline constexpr bool kIsSequence = false;
template <class T, class A>
inline constexpr bool kIsSequence<std::vector<T, A>> = !std::is_same_v<T, bool>;
template <class T, std::size_t N, class A, class O>
inline constexpr bool kIsSequence<boost::container::small_vector<T, N, A, O>> = true;
template <class T, std::size_t N, class O>
inline constexpr bool kIsSequence<boost::container::static_vector<T, N, O>> = true;

// A small_vector has a static capacity too, but grows beyond it.
template <class T>
inline constexpr bool kIsBounded = false;
template <class T, std::size_t N, class O>
inline constexpr bool kIsBounded<boost::container::static_vector<T, N, O>> = true;

template <class T>
inline constexpr bool kIsBlob = std::is_same_v<T, std::string> || std::is_same_v<T, std::vector<std::uint8_t>>;

template <class T>
inline constexpr bool kIsArray = false;
template <class T, std::size_t N>
inline constexpr bool kIsArray<std::array<T, N>> = true;

template <class T>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;

template <class T>
inline constexpr bool kIsVariant = false;
template <class... T>
inline constexpr bool kIsVariant<std::variant<T...>> = true;

template <class T>
inline constexpr bool kIsOrdered = false;
template <class K, class V, class C, class A>
inline constexpr bool kIsOrdered<std::map<K, V, C, A>> = true;
template <class K, class C, class A>
inline constexpr bool kIsOrdered<std::set<K, C, A>> = true;

template <class T>
inline constexpr bool kIsPair = false;
template <class A, class B>
inline constexpr bool kIsPair<std::pair<A, B>> = true;

template <class T>
inline constexpr bool kIsUnordered = false;
template <class... T>
inline constexpr bool kIsUnordered<std::unordered_map<T...>> = true;
template <class... T>
inline constexpr bool kIsUnordered<std::unordered_set<T...>> = true;
template <class... T>
inline constexpr bool kIsUnordered<std::unordered_multimap<T...>> = true;
template <class... T>
inline constexpr bool kIsUnordered<std::unordered_multiset<T...>> = true;

template <class T>
inline constexpr bool kIsPerProcess = false;
template <class T>
inline constexpr bool kIsPerProcess<PerProcess<T>> = true;

template <class T>
inline constexpr bool kIsSigned = false;
template <class T>
inline constexpr bool kIsSigned<Signed<T>> = true;

template <class T>
inline constexpr bool kIsScalar = std::is_integral_v<T> || std::is_enum_v<T>;

// Any value of the underlying type is a value of such an enumeration, so that a reader may look at it before it knows.
template <class T>
inline constexpr bool kHasFixedRange = !std::is_enum_v<T> || requires {
  T{0};
};

// Every message starts with "Parley:" so that it stands out in a compiler's output.
template <class T>
constexpr void reject_unwalkable() {
  static_assert(!std::is_pointer_v<T> && !std::is_member_pointer_v<T> && !std::is_null_pointer_v<T>,
                "Parley: a state, message, timer, output or record must not hold a pointer; hold a value or an index");
  static_assert(
      !std::is_reference_v<T>,
      "Parley: a state, message, timer, output or record must not hold a reference; hold a value or an index");
  static_assert(!std::is_floating_point_v<T>,
                "Parley: a state, message, timer, output or record must not hold a floating-point number; its hash and "
                "arithmetic differ between machines: use an integer or a ratio");
  static_assert(!kIsUnordered<T>,
                "Parley: a state, message, timer, output or record must not hold an unordered container; its order is "
                "not a function of its value: use std::map, std::set or a sorted vector");
  static_assert(!std::is_union_v<T>,
                "Parley: a state, message, timer, output or record must not hold a union; use std::variant");
  static_assert(!std::is_array_v<T>, "Parley: use std::array instead of a built-in array");
  static_assert(kHasFixedRange<T>,
                "Parley: an enumeration needs a fixed underlying type: use enum class, or enum NAME : TYPE");
  static_assert(!std::is_same_v<T, std::vector<bool>>,
                "Parley: std::vector<bool> has no elements to refer to; use std::vector<std::uint8_t> or a ProcessSet");
}

// Stands for a field, or the base class, of any type in an unevaluated initialiser.
// Not constexpr, which would make them inline: GCC then asks for definitions where a field is an optional aggregate.
struct AnyField {
  template <class T>
  operator T&() const& noexcept;
  template <class T>
  operator T&() const&& noexcept;
};
template <class T>
struct AnyBase {
  template <class B>
  requires(std::is_base_of_v<B, T> && !std::is_same_v<B, T>) constexpr operator B&() const&& noexcept;
};

template <class T>
concept HasBase = requires {
  T{AnyBase<T>{}};
};

// A built-in array of K elements takes K initialisers when its braces are left out, but one when it has its own.
template <class T, std::size_t... Before, std::size_t... After>
constexpr bool is_array_at(std::index_sequence<Before...>, std::index_sequence<After...>) {
  return !requires {
    T{(static_cast<void>(Before), AnyField{})..., {}, (static_cast<void>(After), AnyField{})...};
  };
}
template <class T>
constexpr bool has_array() {
  constexpr std::size_t size = boost::pfr::tuple_size_v<T>;
  return []<std::size_t... Index>(std::index_sequence<Index...>) {
    return (is_array_at<T>(std::make_index_sequence<Index>{}, std::make_index_sequence<size - Index - 1>{}) || ...);
  }
  (std::make_index_sequence<size>{});
}

// The checks in order; each is made only where those before it hold, so that one mistake gives one message.
template <class T>
constexpr bool is_plain_aggregate() {
  static_assert(std::is_aggregate_v<T>,
                "Parley: a state, message, timer, output or record must be a plain aggregate of walkable fields "
                "(no constructor, no private member, no base class), or one of the containers that walk.hpp lists");
  if constexpr (std::is_aggregate_v<T> && !std::is_empty_v<T>) {
    constexpr bool is_value = std::is_default_constructible_v<T> && std::is_copy_assignable_v<T>;
    static_assert(is_value,
                  "Parley: a state, message, timer, output or record must be default-constructible and assignable: it "
                  "must not hold a reference or a constant");
    if constexpr (is_value) {
      static_assert(!HasBase<T>, "Parley: an aggregate must not have a base class; make the base a field");
      if constexpr (!HasBase<T>) {
        static_assert(!has_array<T>(), "Parley: an aggregate must not hold a built-in array; use std::array");
        return !has_array<T>();
      }
    }
    return false;
  }
  return std::is_aggregate_v<T>;
}

}  // namespace walk_detail

template <class Visitor, class T>
constexpr void walk(Visitor& visitor, T& value);

namespace walk_detail {

template <class Visitor, class T>
constexpr void walk_fields(Visitor& visitor, T& value) {
  using Plain = std::remove_const_t<T>;
  if constexpr (is_plain_aggregate<Plain>()) {
    visitor.template begin_fields<Plain>();
    if constexpr (!std::is_empty_v<Plain>) {
      [&]<std::size_t... Index>(std::index_sequence<Index...>) {
        ((visitor.template field<Plain, Index>(), walk(visitor, boost::pfr::get<Index>(value))), ...);
      }
      (std::make_index_sequence<boost::pfr::tuple_size_v<Plain>>{});
    }
    visitor.template end_fields<Plain>();
  }
}

template <class Visitor, class T>
constexpr void walk_container(Visitor& visitor, T& value) {
  using Plain = std::remove_const_t<T>;
  if constexpr (kIsSequence<Plain>) {
    visitor.length(value);
    for (auto& element : value) walk(visitor, element);
    visitor.end_sequence();
  } else if constexpr (kIsArray<Plain>) {
    visitor.begin_array();
    for (auto& element : value) walk(visitor, element);
    visitor.end_sequence();
  } else if constexpr (kIsOptional<Plain>) {
    visitor.presence(value);
    if (value) walk(visitor, *value);
  } else if constexpr (kIsVariant<Plain>) {
    visitor.alternative(value);
    std::visit([&](auto& chosen) { walk(visitor, chosen); }, value);
  } else {
    walk(visitor, value.first);
    walk(visitor, value.second);
  }
}

}  // namespace walk_detail

// Visits `value` and everything in it, fields in order of declaration.
template <class Visitor, class T>
constexpr void walk(Visitor& visitor, T& value) {
  using Plain = std::remove_const_t<T>;
  using namespace walk_detail;
  reject_unwalkable<Plain>();
  if constexpr (kIsScalar<Plain>) {
    visitor.scalar(value);
  } else if constexpr (std::is_same_v<Plain, ProcessId>) {
    visitor.process(value);
  } else if constexpr (std::is_same_v<Plain, ProcessSet>) {
    visitor.process_set(value);
  } else if constexpr (kIsBlob<Plain>) {
    visitor.blob(value);
  } else if constexpr (kIsOrdered<Plain>) {
    visitor.ordered(value);
  } else if constexpr (kIsPerProcess<Plain>) {
    visitor.per_process(value);
  } else if constexpr (kIsSigned<Plain>) {
    visitor.signed_value(value);
  } else if constexpr (kIsSequence<Plain> || kIsArray<Plain> || kIsOptional<Plain> || kIsVariant<Plain> ||
                       kIsPair<Plain>) {
    walk_container(visitor, value);
  } else if constexpr (!std::is_pointer_v<Plain> && !std::is_floating_point_v<Plain> && !kIsUnordered<Plain> &&
                       !std::is_union_v<Plain> && !std::is_reference_v<Plain> && !std::is_array_v<Plain> &&
                       !std::is_same_v<Plain, std::vector<bool>>) {
    walk_fields(visitor, value);
  }
}

// What a visitor does where it has nothing of its own to do. `Derived` is the visitor (CRTP), so that whole-container
// hooks can walk on with it.
template <class Derived>
struct VisitorDefaults {
  template <class T>
  constexpr void scalar(T&) {}
  template <class T>
  constexpr void process(T&) {}
  template <class T>
  constexpr void process_set(T&) {}
  template <class T>
  constexpr void blob(T&) {}
  template <class T>
  constexpr void length(T&) {}
  template <class T>
  constexpr void presence(T&) {}
  template <class T>
  constexpr void alternative(T&) {}
  constexpr void begin_array() {}
  constexpr void end_sequence() {}
  template <class T>
  constexpr void begin_fields() {}
  template <class T, std::size_t Index>
  constexpr void field() {}
  template <class T>
  constexpr void end_fields() {}

  template <class T>
  constexpr void ordered(T& container) {
    self().length(container);
    for (auto& element : container) walk(self(), element);
    self().end_sequence();
  }
  template <class T>
  constexpr void per_process(T& table) {
    walk(self(), table.values());
  }
  template <class T>
  constexpr void signed_value(T& value) {
    if constexpr (std::is_const_v<T>) value.walk_parts(self());
  }

 private:
  constexpr Derived& self() { return static_cast<Derived&>(*this); }
};

// Walks the elements of a map or set with a visitor that writes, keys included: they are constant in place.
template <class Visitor, class T>
void rewrite_ordered(Visitor& visitor, T& container) {
  T rewritten;
  while (!container.empty()) {
    auto node = container.extract(container.begin());
    if constexpr (requires { node.mapped(); }) {
      walk(visitor, node.key());
      walk(visitor, node.mapped());
    } else {
      walk(visitor, node.value());
    }
    rewritten.insert(std::move(node));
  }
  container = std::move(rewritten);
}

}  // namespace parley

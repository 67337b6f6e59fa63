// A coarse view of a state, to tell whether a run has come to where none was before: which alternatives, enumerators,
// flags and optional parts, how many elements (none, one, few), how large the numbers (by powers of two up to eight).
// Names of processes and what texts say are left out, so renamed instances look alike.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "protocols/core/hash.hpp"

namespace parley::faults {

namespace detail {

class Outline : public VisitorDefaults<Outline> {
 public:
  template <class T>
  void scalar(T& value) {
    if constexpr (std::is_enum_v<std::remove_const_t<T>> || std::is_same_v<std::remove_const_t<T>, bool>) {
      hasher_.word(static_cast<std::uint64_t>(value));
    } else {
      hasher_.word(
          std::min<std::uint64_t>(static_cast<std::uint64_t>(std::bit_width(static_cast<std::uint64_t>(value))), 4));
    }
  }
  void process_set(const ProcessSet& set) { hasher_.word(set.size()); }
  template <class T>
  void length(T& container) {
    hasher_.word(std::min<std::size_t>(container.size(), 3));
  }
  template <class T>
  void presence(T& value) {
    hasher_.word(value.has_value() ? 1 : 0);
  }
  template <class T>
  void alternative(T& value) {
    hasher_.word(value.index());
  }

  std::uint64_t value() const { return hasher_.low(); }

 private:
  hash_detail::Hasher<false> hasher_;
};

}  // namespace detail

template <class T>
std::uint64_t outline(const T& value) {
  detail::Outline visitor;
  walk(visitor, value);
  return visitor.value();
}

}  // namespace parley::faults

// Names of types, fields and enumerators, read from the compiler, so that printing needs no registration that could
// forget one.
//
// Field names need template arguments that refer to a subobject: GCC 11, Clang 18. Older Clang (the fuzzing and
// clang-tidy builds) sees fields as #0, #1, ...; nothing but printing depends on a name.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

#include <boost/pfr/core.hpp>
#include <boost/pfr/tuple_size.hpp>

namespace parley::names {

namespace detail {

template <class T>
struct Instance {
  const T value;
};
template <class T>
extern const Instance<T> instance;  // never defined: only its address is spelled

template <class T>
consteval std::string_view pretty_type() {
  return __PRETTY_FUNCTION__;
}
template <auto Value>
consteval std::string_view pretty_value() {
  return __PRETTY_FUNCTION__;
}

// The text after "= " and before the closing "]" or ";" of a pretty function name.
constexpr std::string_view argument_of(std::string_view pretty) {
  const std::size_t begin = pretty.find("= ") + 2;
  std::size_t end = pretty.find("; std::string_view", begin);
  if (end == std::string_view::npos) end = pretty.size() - 1;
  return pretty.substr(begin, end - begin);
}

constexpr std::string_view after_last_colon(std::string_view text) {
  int depth = 0;
  for (std::size_t index = text.size(); index > 0; --index) {
    const char c = text[index - 1];
    if (c == '>') ++depth;
    if (c == '<') --depth;
    if (c == ':' && depth == 0) return text.substr(index);
  }
  return text;
}

constexpr std::string_view strip_closing(std::string_view text) {
  while (!text.empty() && (text.back() == ')' || text.back() == '}')) text.remove_suffix(1);
  return text;
}

}  // namespace detail

// "Echo" for parley::bracha::Echo; template arguments are cut.
template <class T>
constexpr std::string_view type_name() {
  constexpr std::string_view whole = detail::argument_of(detail::pretty_type<T>());
  return detail::after_last_colon(whole.substr(0, whole.find('<')));
}

template <class T, std::size_t Index>
constexpr std::string_view field_name() {
#if defined(__clang__) && __clang_major__ < 18
  constexpr std::array<std::string_view, 10> digits{"#0", "#1", "#2", "#3", "#4", "#5", "#6", "#7", "#8", "#9"};
  return digits[Index % digits.size()];
#else
  return detail::after_last_colon(detail::strip_closing(
      detail::argument_of(detail::pretty_value<&boost::pfr::get<Index>(detail::instance<T>.value)>())));
#endif
}

// Enumerators with values 0..63 are known by name; others count as invalid input to the codec.
inline constexpr std::size_t kEnumeratorLimit = 64;

namespace detail {

template <class E, std::size_t Value>
consteval std::string_view enumerator() {
  constexpr std::string_view text = argument_of(pretty_value<static_cast<E>(Value)>());
  if (text.empty() || text.front() == '(' || (text.front() >= '0' && text.front() <= '9')) return {};
  return after_last_colon(text);
}

template <class E, std::size_t... Values>
consteval auto enumerators(std::index_sequence<Values...>) {
  return std::array<std::string_view, sizeof...(Values)>{enumerator<E, Values>()...};
}

template <class E>
inline constexpr auto kEnumerators = enumerators<E>(std::make_index_sequence<kEnumeratorLimit>{});

}  // namespace detail

// The enumerator's name without a leading k, empty when `value` names no enumerator.
template <class E>
constexpr std::string_view enumerator_name(E value) {
  const auto index = static_cast<std::uint64_t>(static_cast<std::underlying_type_t<E>>(value));
  if (index >= kEnumeratorLimit || detail::kEnumerators<E>[index].empty()) return {};
  std::string_view name = detail::kEnumerators<E>[index];
  if (name.size() > 1 && name[0] == 'k' && name[1] >= 'A' && name[1] <= 'Z') name.remove_prefix(1);
  return name;
}

}  // namespace parley::names

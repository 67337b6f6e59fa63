// Reads the members of a protocol's Config by their names: what a protocol declares as a field is what a user writes
// under "parameters".
#pragma once

#include <cstdint>
#include <fmt/format.h>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include <boost/pfr/core.hpp>

#include "cli/document.hpp"
#include "protocols/core/process.hpp"
#include "protocols/core/topology.hpp"

namespace parley::cli {

template <class Config>
void read_members(const Place& place, Config& config);

namespace parameters_detail {

// An enumerator as users write it: TwoLabels, or two_labels itself, is two_labels.
inline std::string enumerator_word(std::string_view name) {
  std::string word;
  for (const char c : name) {
    const bool capital = c >= 'A' && c <= 'Z';
    if (capital && !word.empty()) word += '_';
    word += capital ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return word;
}

template <class T>
T read_signed(const Place& place) {
  constexpr std::int64_t least = std::numeric_limits<T>::min();
  constexpr std::int64_t most = std::numeric_limits<T>::max();
  if (place.json().is_number_unsigned()) return static_cast<T>(place.whole(0, static_cast<std::uint64_t>(most)));
  const bool fits = place.json().is_number_integer() && place.json().template get<std::int64_t>() >= least;
  if (!fits) place.fail(fmt::format("expected a whole number from {} to {}", least, most));
  return static_cast<T>(place.json().template get<std::int64_t>());
}

template <class T>
T read_value(const Place& place) {
  if constexpr (std::is_same_v<T, bool>) {
    return place.flag();
  } else if constexpr (std::is_same_v<T, ProcessId>) {
    return ProcessId{static_cast<std::uint32_t>(place.whole(0, std::numeric_limits<std::uint32_t>::max()))};
  } else if constexpr (std::is_same_v<T, Ticks>) {
    return Ticks{place.whole(0)};
  } else if constexpr (std::is_same_v<T, std::string>) {
    return place.text();
  } else if constexpr (std::is_enum_v<T>) {
    const std::string word = place.text();
    std::vector<std::string> known;
    for (std::size_t value = 0; value < names::kEnumeratorLimit; ++value) {
      known.push_back(enumerator_word(names::enumerator_name(static_cast<T>(value))));
      if (known.back().empty())
        known.pop_back();
      else if (known.back() == word)
        return static_cast<T>(value);
    }
    place.fail(fmt::format("expected one of {}, found \"{}\"", fmt::join(known, ", "), word));
  } else if constexpr (std::is_floating_point_v<T>) {
    return static_cast<T>(place.number(std::numeric_limits<T>::lowest(), std::numeric_limits<T>::max()));
  } else if constexpr (std::is_unsigned_v<T>) {
    constexpr std::uint64_t most = std::min<std::uint64_t>(std::numeric_limits<T>::max(), kMostWhole);
    return static_cast<T>(place.whole(0, most));
  } else if constexpr (std::is_signed_v<T>) {
    return read_signed<T>(place);
  } else if constexpr (std::is_aggregate_v<T>) {
    T value;
    read_members(place, value);
    return value;
  } else {
    T list;
    for (const Place& element : place.elements()) list.push_back(read_value<typename T::value_type>(element));
    return list;
  }
}

// What the experiment states elsewhere: n and t at its top, the topology in a section of its own. Not so within a
// member.
template <bool kTop, class Config, std::size_t Index>
constexpr bool is_elsewhere() {
  using Field = std::remove_cvref_t<decltype(boost::pfr::get<Index>(std::declval<Config&>()))>;
  if (!kTop) return false;
  return names::field_name<Config, Index>() == "n" || names::field_name<Config, Index>() == "t" ||
         std::is_same_v<Field, Topology>;
}

template <bool kTop, class Config, std::size_t Index>
void read_field(const Place& parameters, Config& config) {
  if constexpr (!is_elsewhere<kTop, Config, Index>()) {
    auto& field = boost::pfr::get<Index>(config);
    if (const auto place = parameters.find(names::field_name<Config, Index>()))
      field = read_value<std::remove_reference_t<decltype(field)>>(*place);
  }
}

template <bool kTop, class Config>
void read_all(const Place& parameters, Config& config) {
  [&]<std::size_t... Index>(std::index_sequence<Index...>) {
    std::vector<std::string_view> known;
    (
        [&] {
          if constexpr (!is_elsewhere<kTop, Config, Index>()) known.push_back(names::field_name<Config, Index>());
        }(),
        ...);
    if (!parameters.json().is_object()) parameters.fail("expected an object");
    for (const auto& [name, unused] : parameters.json().items()) {
      if (std::find(known.begin(), known.end(), name) == known.end())
        Place(unused, parameters.file(), parameters.path() + "/" + name)
            .fail(fmt::format("unknown parameter; expected one of {}", fmt::join(known, ", ")));
    }
    (read_field<kTop, Config, Index>(parameters, config), ...);
  }
  (std::make_index_sequence<boost::pfr::tuple_size_v<Config>>{});
}

}  // namespace parameters_detail

// Everything but what the experiment states elsewhere. Members that are absent keep their default.
template <class Config>
void read_parameters(const Place& parameters, Config& config) {
  parameters_detail::read_all<true>(parameters, config);
}

// All members of an aggregate within the parameters.
template <class Config>
void read_members(const Place& place, Config& config) {
  parameters_detail::read_all<false>(place, config);
}

}  // namespace parley::cli

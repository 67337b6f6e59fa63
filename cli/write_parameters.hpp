// The way back from cli/parameters.hpp: members of an aggregate by their names, as a user would write them.
#pragma once

#include <cstdint>
#include <type_traits>

#include <boost/pfr/core.hpp>
#include <nlohmann/json.hpp>

#include "cli/parameters.hpp"

namespace parley::cli {

namespace parameters_detail {

template <bool kTop, class Config>
nlohmann::json write_all(const Config& config);

template <class T>
nlohmann::json write_value(const T& value) {
  if constexpr (std::is_same_v<T, ProcessId>) {
    return value.value;
  } else if constexpr (std::is_same_v<T, Ticks>) {
    return value.count;
  } else if constexpr (std::is_enum_v<T>) {
    return enumerator_word(names::enumerator_name(value));
  } else if constexpr (std::is_arithmetic_v<T> || std::is_same_v<T, std::string>) {
    return value;
  } else if constexpr (std::is_aggregate_v<T>) {
    return write_all<false>(value);
  } else {
    nlohmann::json list = nlohmann::json::array();
    for (const typename T::value_type& element : value) list.push_back(write_value(element));
    return list;
  }
}

template <bool kTop, class Config>
nlohmann::json write_all(const Config& config) {
  nlohmann::json object = nlohmann::json::object();
  [&]<std::size_t... Index>(std::index_sequence<Index...>) {
    (
        [&] {
          if constexpr (!is_elsewhere<kTop, Config, Index>())
            object[std::string(names::field_name<Config, Index>())] = write_value(boost::pfr::get<Index>(config));
        }(),
        ...);
  }
  (std::make_index_sequence<boost::pfr::tuple_size_v<Config>>{});
  return object;
}

}  // namespace parameters_detail

// What read_parameters would read as `config`.
template <class Config>
nlohmann::json write_parameters(const Config& config) {
  return parameters_detail::write_all<true>(config);
}

}  // namespace parley::cli

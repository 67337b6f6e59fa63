// What the readers of QUANTAS's documents share: optional numbers, and the bounds of ours.
#pragma once

#include <cstdint>
#include <string_view>

#include "cli/document.hpp"

namespace parley::cli::quantas {

inline constexpr std::uint64_t kMostTicks = 1'000'000'000;
inline constexpr std::uint64_t kEndless =
    4'000'000'000;  // operations, messages or lookups: more than a test has time for

// A whole number from 0 to `most`; `otherwise` where there is none. Throws InputError.
inline std::uint64_t whole_or(const Place& place, std::string_view member, std::uint64_t otherwise,
                              std::uint64_t most) {
  const auto found = place.find(member);
  return found ? found->whole(0, most) : otherwise;
}

}  // namespace parley::cli::quantas

// The counter of a frame. Transfer k has two steps: an offer and what answers it count 2 k, a confirmation (or a Jam in
// its place) and what answers it count 2 k + 1. With `gray` a frame carries the count modulo 4 in Gray code (00, 01,
// 11, 10), one bit changing from each to the next; that is enough, as one bit is for the alternating-bit protocol, over
// a link that keeps order between ends that stay up. Otherwise it carries the whole count.
#pragma once

#include <cstdint>

#include "protocols/link/reflecting_link/reflecting_link.hpp"

namespace parley::reflecting_link {

constexpr std::uint64_t offer_count(std::uint64_t transfer) {
  return 2 * transfer;
}
constexpr std::uint64_t confirm_count(std::uint64_t transfer) {
  return 2 * transfer + 1;
}

// The code of i is i xor i/2, here for i in 0 .. 3, where it is its own inverse.
constexpr std::uint64_t gray_code(std::uint64_t count) {
  const std::uint64_t low = count & 3;
  return low ^ (low >> 1);
}

constexpr std::uint64_t counter_of(const Config& config, std::uint64_t count) {
  return config.gray ? gray_code(count) : count;
}

// The count that a frame with this counter must have: with `gray` the first from `transfer`'s offer on.
constexpr std::uint64_t count_of(const Config& config, std::uint64_t counter, std::uint64_t transfer) {
  if (!config.gray) return counter;
  const std::uint64_t first = offer_count(transfer);
  return first + ((gray_code(counter) - first) & 3);
}

}  // namespace parley::reflecting_link

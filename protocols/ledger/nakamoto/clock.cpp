#include "protocols/ledger/nakamoto/clock.hpp"

#include <algorithm>
#include <bit>

namespace parley::nakamoto {

namespace {

__extension__ using Wide = unsigned __int128;

constexpr int kFraction = 24;

// log2 of value, which is not 0, in 2^-24: the position of the highest bit, then a bit of the fraction for each
// squaring of what remains in [1, 2).
std::uint64_t log2_of(std::uint64_t value) {
  const int exponent = 63 - std::countl_zero(value);
  std::uint64_t rest = value << (63 - exponent) >> 32;  // in [2^31, 2^32)
  std::uint64_t result = static_cast<std::uint64_t>(exponent);
  for (int bit = 0; bit < kFraction; ++bit) {
    rest = rest * rest >> 31;
    result <<= 1;
    if (rest < std::uint64_t{1} << 32) continue;
    rest >>= 1;
    result |= 1;
  }
  return result;
}

}  // namespace

std::uint64_t minus_log2(std::uint64_t ticket, std::uint64_t tickets) {
  const std::uint64_t all = log2_of(tickets);
  const std::uint64_t part = log2_of(ticket + 1);
  return all > part ? all - part : 0;
}

std::uint64_t geometric_ticks(std::uint64_t ticket, std::uint64_t tickets, std::uint64_t mean) {
  constexpr std::uint64_t kOne = 65536;
  constexpr std::uint64_t kLn2 = 2977044472;  // ln 2 in 2^-32
  if (mean <= kOne) return 1;
  const Wide square = Wide{mean} * mean;
  const auto second = static_cast<std::uint64_t>(Wide{kOne} * kOne * kOne / (24 * square));
  const std::uint64_t scale = mean - kOne / 2 - kOne * kOne / 12 / mean - second;
  const Wide time = Wide{minus_log2(ticket, tickets)} * kLn2 >> 24;  // in 2^-32
  const Wide product = time * scale;                                 // in 2^-48
  const Wide ticks = (product + ((Wide{1} << 48) - 1)) >> 48;
  return static_cast<std::uint64_t>(std::clamp<Wide>(ticks, 1, Wide{1} << 62));
}

}  // namespace parley::nakamoto

// The clock of a miner: how long independent trials, one a tick, take to succeed.
#pragma once

#include <cstdint>

namespace parley::nakamoto {

// Geometrically distributed on 1, 2, ..., with the given mean in 65536ths of a tick, if `ticket` is uniform in
// [0, tickets). Integers only, so that it is the same on every machine. REQUIRES: ticket < tickets <= 2^32.
//
// It is the tick in which an exponentially distributed time ends that has the same probability of outlasting a tick.
// Its scale -1 / ln(1 - 1/m) is taken from the series m - 1/2 - 1/(12 m) - 1/(24 m^2), which is right to 0.1 % for
// means of two ticks and more, and to 4 % for a mean of 5/4; a mean of one tick or less gives 1.
std::uint64_t geometric_ticks(std::uint64_t ticket, std::uint64_t tickets, std::uint64_t mean);

// -log2((ticket + 1) / tickets) in 2^-24; exposed for tests.
std::uint64_t minus_log2(std::uint64_t ticket, std::uint64_t tickets);

}  // namespace parley::nakamoto

// What Dolev and Strong's broadcast rests on.
#pragma once

#include <cstdint>

#include "protocols/consensus/dolev_strong/dolev_strong.hpp"

namespace parley::dolev_strong {

// t + 1. A value that liars alone have signed has at most t signatures, so a correct process accepts it in round t at
// the latest, and then sends it to all, with one more signature, in time. A value that is accepted in round t + 1 has
// been signed by a correct process before, which has done the same. So all correct processes accept the same values, or
// two of them each.
constexpr std::uint64_t rounds(const Config& config) {
  return config.rounds != 0 ? config.rounds : std::uint64_t{config.t} + 1;
}

// The chain counts in round `round`: that many processes have signed its value, and the sender is one of them.
bool is_valid(const Config& config, const Chain& chain, std::uint64_t round);

}  // namespace parley::dolev_strong

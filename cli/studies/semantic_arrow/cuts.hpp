// One cut of a transfer that is otherwise undisturbed: after so many deliveries some arcs die, with what is under way
// on them, and everybody goes on until nothing is left to do.
#pragma once

#include <cstdint>

#include "cli/studies/semantic_arrow/instances.hpp"

namespace parley::semantic_arrow {

enum class Outcome : std::uint8_t { kCommitted, kAborted, kInDoubt, kInconsistent };

// Of one transfer. Frames arrive in the order in which they are sent; who waits loses patience when nothing is under
// way, the initiator first. REQUIRES: config.failing is 0, config.probes is not.
Outcome cut_after(const LinkConfig& config, std::uint32_t deliveries, std::uint32_t dying);

// Of an undisturbed transfer.
inline constexpr std::uint32_t kDeliveries = 4;

}  // namespace parley::semantic_arrow

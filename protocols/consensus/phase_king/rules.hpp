// What phase king's safety rests on, each with the argument that needs it (n > 3t).
#pragma once

#include <cstdint>

#include "protocols/consensus/phase_king/phase_king.hpp"

namespace parley::phase_king {

// n - t, all that correct processes are sure to hear. Two such sets for different bits would share n - 2t > t
// processes, so a correct one: after the first round no two correct processes hold different bits. What all correct
// processes hold is heard from n - t in every round, and kept.
constexpr std::uint32_t hold_quorum(const Config& config) {
  return config.hold_quorum != 0 ? config.hold_quorum : config.n - config.t;
}

// More than t, so a correct process. If one has heard V from n - t in the second round, n - 2t > t correct processes
// have sent it to all: everybody, and so a correct king, has V as well.
constexpr std::uint32_t support_quorum(const Config& config) {
  return config.support_quorum != 0 ? config.support_quorum : config.t + 1;
}

// t + 1, so that one king is correct: in its phase all come to have one value, and keep it.
constexpr std::uint32_t phases(const Config& config) {
  return config.phases != 0 ? config.phases : config.t + 1;
}

constexpr std::uint64_t rounds(const Config& config) {
  return std::uint64_t{3} * phases(config);
}
constexpr bool is_kings(std::uint64_t round) {
  return round % 3 == 2;
}
constexpr ProcessId king_of(const Config& config, std::uint64_t round) {
  return ProcessId{static_cast<std::uint32_t>(round / 3 % config.n)};
}

}  // namespace parley::phase_king

// Chord's tables: what stands in them when the ring is perfect, and how a lookup is routed by them.
#pragma once

#include <optional>

#include "protocols/overlay/chord/chord.hpp"

namespace parley::chord {

inline Identifier id_of(const Config& config, ProcessId process) {
  const std::uint64_t n = config.n;
  const std::uint64_t gap = (0 - n) / n + 1;  // 2^64 / n, rounded down
  if (config.placement == Placement::even) return gap * process.value;
  return overlay::identifier(config.salt, process);
}

// Successors, predecessor and fingers of the ideal ring of all processes. Costs n steps.
void fill_perfect(const Config& config, ProcessId self, State& state);

// Takes the process for successor(self + 2^exponent), and so for the finger of all larger exponents that it is beyond.
// Returns the exponent that is to be looked up next; 64 where there is none.
std::uint32_t set_finger(const Config& config, ProcessId self, State& state, std::uint32_t exponent, ProcessId process);

// The smallest exponent whose finger is beyond the first successor; 64 where there is none.
std::uint32_t first_useful_exponent(const Config& config, ProcessId self, const State& state);

// Forgets a process that does not answer: as a finger, and as a successor while there is another.
void forget(State& state, ProcessId process);

// Who owns the key, if this process knows: its successor is the owner of (self, successor].
std::optional<ProcessId> known_owner(const Config& config, ProcessId self, const State& state, Identifier key);

// closest_preceding_node: the finger that comes closest to the key without reaching it; failing all, the successor.
// REQUIRES: known_owner does not know.
ProcessId next_hop(const Config& config, ProcessId self, const State& state, Identifier key);

}  // namespace parley::chord

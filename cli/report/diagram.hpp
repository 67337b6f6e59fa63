// A run as a space-time diagram: one column a process, time downwards, an arrow for each delivery.
#pragma once

#include <cstdint>
#include <string>

#include "net/world/trace.hpp"

namespace parley::cli {

// How many steps are drawn at most; the rest is summed up in a last line.
struct DiagramLimits {
  std::size_t steps = 160;
};

// A diagram of more columns cannot be read.
inline constexpr std::uint64_t kMostDrawn = 16;

// Self-contained SVG, scaled to the width it is given. REQUIRES: processes_in(trace) <= kMostDrawn.
std::string to_svg(const world::Trace& trace, const DiagramLimits& limits = {});

// For terminals: one line a step.
std::string to_sequence_text(const world::Trace& trace, const DiagramLimits& limits = {});

// The number of processes that a trace speaks of: one more than the largest id, whatever the instance's size.
std::uint64_t processes_in(const world::Trace& trace);

}  // namespace parley::cli

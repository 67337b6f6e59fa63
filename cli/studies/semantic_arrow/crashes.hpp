// Transfers that were reported complete when the responder crashed for good, and what its application had of them.
#pragma once

#include <cstdint>

#include "cli/studies/semantic_arrow/instances.hpp"

namespace parley::semantic_arrow {

struct Reported {
  double completed = 0;
  double unapplied = 0;  // of these
};

// One run: transfers one after the other, a tick a frame, until the crash, or until it is stopped.
Reported reported_at_crash(Discipline discipline, std::uint64_t application_ticks, std::uint64_t crash_tick,
                           std::uint64_t seed, const StudyConditions& conditions);

// Ticks from the offer to the completion of a transfer, with no stages and a prompt application; a frame takes one
// tick.
double latency(Discipline discipline);

}  // namespace parley::semantic_arrow

// How long ordered populations take under a random scheduler: in each interaction an ordered pair of different agents
// is uniform, and so is the transition among those that its guard and states admit. What is measured is the number of
// the last interaction that changed anything, once no further one can.
#pragma once

#include <cstdint>

#include "protocols/core/random.hpp"
#include "protocols/core/study.hpp"
#include "protocols/local/population/protocol.hpp"

namespace parley::population {

struct Run {
  bool silent = false;            // no pair admits a transition any more
  std::uint64_t last_change = 0;  // interactions up to and with the last that changed something
  bool agrees = false;            // all agents have the same output
  bool output = false;            // of the first agent
};

// Up to `most` interactions.
Run run_randomly(Rng& rng, const Moves& moves, const std::vector<std::uint8_t>& output, std::vector<State> agents,
                 std::uint64_t most, const StudyConditions& conditions);

}  // namespace parley::population

// The runs of a batch that several ranks make, each its own, brought together so that all ranks have all of them.
#pragma once

#include <cstdint>
#include <vector>

#include "cli/ranks.hpp"
#include "net/sim/run_result.hpp"

namespace parley::cli {

// Rank r has made the first `done` of the runs r, r + size, r + 2 size ... of `runs`. Afterwards `runs` has, on every
// rank, all runs up to the first that somebody did not make. Traces are not shared. Collective.
void share_runs(Ranks& ranks, std::uint64_t done, std::vector<sim::RunResult>& runs);

}  // namespace parley::cli

// Experiments over plain models: {"system": NAME, "parameters": {...}} instead of a protocol. They can be explored, and
// what the explorer found can be replayed.
#pragma once

#include "cli/experiment.hpp"
#include "cli/protocol_entry.hpp"
#include "cli/result.hpp"

namespace parley::cli {

// REQUIRES: experiment.is_plain. Both throw InputError when the system or a parameter is unknown.
VerbResult explore_plain(const Experiment& experiment, const VerbOptions& verb);
VerbResult replay_plain(const Experiment& experiment, const world::Trace& trace);

}  // namespace parley::cli

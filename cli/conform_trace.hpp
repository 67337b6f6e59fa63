// Conformance of one trace, for the verbs `conform` and `tour`.
#pragma once

#include <string>

#include "cli/experiment.hpp"
#include "cli/protocol_entry.hpp"
#include "cli/result.hpp"
#include "models/threshold_automaton.hpp"
#include "net/world/trace.hpp"

namespace parley::cli {

// Throws InputError, at the line, when the trace speaks of another protocol than its experiment, or of processes that
// its instance has not.
void check_processes(const world::Trace& trace, const Experiment& experiment, const ProtocolEntry& entry);

// Throws InputError when the trace's protocol has no map, or the map does not fit `model`.
VerbResult conform_trace(const world::Trace& trace, const std::string& file, const ThresholdAutomaton& model);

}  // namespace parley::cli

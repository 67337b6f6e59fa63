// Conformance of one trace, for the verbs `conform` and `tour`.
#pragma once

#include <string>

#include "cli/result.hpp"
#include "models/threshold_automaton.hpp"
#include "net/world/trace.hpp"

namespace parley::cli {

// Throws InputError when the trace's protocol has no map, or the map does not fit `model`.
VerbResult conform_trace(const world::Trace& trace, const std::string& file, const ThresholdAutomaton& model);

}  // namespace parley::cli

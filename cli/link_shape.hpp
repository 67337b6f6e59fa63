// The network of an experiment, laid over the links of a real node.
#pragma once

#include <chrono>
#include <cstdint>

#include "cli/experiment.hpp"
#include "net/tcp/shaper.hpp"

namespace parley::cli {

// Throws InputError where the network has what is not done to real links: reordering (latencies that differ reorder),
// receive caps.
void check_shape(const Experiment& experiment);

// For what process `own` sends. Ticks count from now, each `tick` long; loss, latency, partitions, bandwidth and
// synchrony are those of net/sim/links.hpp, as is duplication. REQUIRES: check_shape.
tcp::Shape make_shape(const Experiment& experiment, std::uint32_t processes, ProcessId own,
                      std::chrono::milliseconds tick, std::uint64_t seed);

}  // namespace parley::cli

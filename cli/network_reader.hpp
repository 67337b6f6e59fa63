// The sections "network" and "topology" of an experiment.
#pragma once

#include <cstdint>
#include <filesystem>

#include "cli/document.hpp"
#include "net/sim/options.hpp"

namespace parley::cli {

// All but the topology. `processes` counts clients too. Throws InputError.
sim::Network read_network(const Place& place, std::uint32_t processes);

// A law of durations in ticks, or a number of them. Throws InputError.
sim::Latency read_latency(const Place& place);

// The graph over processes 0 .. n-1. Files are looked for in `folder`; `seed` is for random graphs that name none of
// their own. Throws InputError.
Topology read_topology(const Place& place, std::uint32_t n, const std::filesystem::path& folder, std::uint64_t seed);

}  // namespace parley::cli

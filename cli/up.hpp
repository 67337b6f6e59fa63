// A local cluster as a verb, for `up` and `tour`.
#pragma once

#include <atomic>
#include <filesystem>

#include "cli/experiment.hpp"
#include "cli/local_cluster.hpp"
#include "cli/protocol_entry.hpp"
#include "cli/result.hpp"

namespace parley::cli {

// Runs until the properties are fulfilled, the time is up or the stop flag is set. `folder` is emptied.
VerbResult run_cluster(const Experiment& experiment, const ProtocolEntry& entry, const VerbOptions& options,
                       const std::filesystem::path& folder, double seconds,
                       const LocalClusterOptions& cluster_options = {});

}  // namespace parley::cli

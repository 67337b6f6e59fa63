// A cluster file as an experiment: what `node` runs is what every other verb would. The bound t stands among the
// cluster's parameters.
#pragma once

#include "cli/experiment.hpp"
#include "net/tcp/cluster.hpp"

namespace parley::cli {

// Throws InputError.
Experiment experiment_of(const tcp::Cluster& cluster);

}  // namespace parley::cli

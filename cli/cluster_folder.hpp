// Everything a cluster starts from, in one folder: cluster.json, and keys/<id>.key (mode 0600) of every process.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "cli/experiment.hpp"
#include "net/tcp/cluster.hpp"

namespace parley::cli {

// Where so many nodes can be reached on 127.0.0.1: at ports that were free a moment ago.
std::vector<tcp::Address> loopback_addresses(std::uint32_t nodes);

// Empties `folder` and fills it, for `processes` with new keys; clients, those beyond `addresses`, have none. Throws
// EnvironmentError, and InputError where deploy/shape asks for what links cannot do.
tcp::Cluster make_cluster_folder(const Experiment& experiment, std::uint32_t processes,
                                 const std::vector<tcp::Address>& addresses, const std::filesystem::path& folder,
                                 std::uint64_t seed);

}  // namespace parley::cli

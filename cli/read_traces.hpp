// The trace of one run, be it one file or the files of all its nodes.
#pragma once

#include <filesystem>
#include <vector>

#include "net/world/trace.hpp"

namespace parley::cli {

// Several files are those that the nodes of one cluster left, a file a node, and become one trace. Throws InputError:
// unreadable; files of different clusters; a node's trace without those of the nodes that it received messages from,
// which says nothing by itself.
world::Trace read_traces(const std::vector<std::filesystem::path>& files);

}  // namespace parley::cli

#include "cli/read_traces.hpp"

#include <fmt/format.h>
#include <utility>

#include "net/tcp/trace_file.hpp"
#include "protocols/core/error.hpp"

namespace parley::cli {

namespace {

void check_same_cluster(const world::Trace& first, const world::Trace& other, const std::filesystem::path& file) {
  if (other.engine != "node" || first.engine != "node")
    throw InputError(file.string(), "line 1, /engine", "expected traces of nodes where there are several");
  if (other.experiment != first.experiment || other.faulty != first.faulty)
    throw InputError(file.string(), "line 1", "expected a trace of the same cluster as the first file");
}

}  // namespace

world::Trace read_traces(const std::vector<std::filesystem::path>& files) {
  std::vector<world::Trace> traces;
  for (const std::filesystem::path& file : files) {
    traces.push_back(world::read_trace(file));
    if (traces.size() > 1) check_same_cluster(traces.front(), traces.back(), file);
  }
  world::Trace& first = traces.front();
  if (first.engine != "node") return std::move(first);
  tcp::MergedTrace merged = tcp::merge_traces(traces);
  if (merged.unsent > 0)
    throw InputError(files.front().string(), "",
                     fmt::format("expected the traces of all nodes, one file after the other; {} messages arrive in "
                                 "these that none of them sends",
                                 merged.unsent));
  merged.trace.protocol = std::move(first.protocol);
  merged.trace.engine = std::move(first.engine);
  merged.trace.seed = first.seed;
  merged.trace.experiment = std::move(first.experiment);
  merged.trace.violation = std::move(first.violation);
  merged.trace.faulty = std::move(first.faulty);
  return std::move(merged.trace);
}

}  // namespace parley::cli

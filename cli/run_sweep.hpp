// Carrying out a sweep: every point by itself, each with the verdicts, metrics and trace hash that its experiment has
// alone (`--set PATH=VALUE`), summed up in order of the points.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cli/protocol_entry.hpp"
#include "cli/sweep.hpp"

namespace parley::cli {

// Throws InputError when a point is no instance of its protocol.
void check_points(const std::vector<SweepPoint>& points);

// As many of `threads` as fit the largest of the points into memory at the same time. Throws InputError, with the
// estimate, when not even one does.
unsigned threads_within_memory(const std::vector<SweepPoint>& points, unsigned threads);

// REQUIRES: check_points. `seed` takes precedence over those of the points. Points share out the threads where they
// have too few runs to use them. The result does not depend on `options.threads`.
VerbResult simulate_sweep(const std::vector<SweepPoint>& points, std::optional<std::uint64_t> seed,
                          const VerbOptions& options);

// One row a point: what was swept, verdicts, and of each metric of single runs the mean and its interval.
std::string to_csv(const VerbResult& result);

// Leaves sweep.csv, sweep.json and sweep.html in `folder`. Returns their paths. Throws EnvironmentError.
std::vector<std::filesystem::path> store_sweep(const VerbResult& result, const std::filesystem::path& folder);

}  // namespace parley::cli

// Which metrics a simulation of a protocol can be asked to be precise about.
#pragma once

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <vector>

#include "cli/engines/instance.hpp"
#include "cli/engines/summary.hpp"

namespace parley::cli {

namespace precision_detail {

template <class Problem, class Output>
constexpr bool has_operations() {
  return requires(const Output& output) {
    Problem::operation_of(output);
  };
}

}  // namespace precision_detail

// Throws InputError at /precision/metric when runs of P have no such metric.
template <Process P>
void check_precision(const Experiment& experiment) {
  if (!experiment.precision) return;
  using Problem = typename P::Problem;
  std::vector<std::string> known(kRunMetrics.begin(), kRunMetrics.end());
  if (precision_detail::has_operations<Problem, typename P::Output>())
    known.insert(known.end(), kOperationMetrics.begin(), kOperationMetrics.end());
  if (experiment.network.count_bytes) known.emplace_back("bytes");
  if constexpr (requires(const Problem& problem) { problem.measures(); }) {
    const Problem problem = P::problem(honest_config<P>(experiment), ProcessSet{});
    for (const auto& [name, value] : problem.measures()) known.emplace_back(name);
  }
  if (std::find(known.begin(), known.end(), experiment.precision->metric) == known.end())
    throw InputError(
        experiment.file.string(), "/precision/metric",
        fmt::format("expected one of {}, found \"{}\"", fmt::join(known, ", "), experiment.precision->metric));
}

}  // namespace parley::cli

// The verb `replay`: a trace carried out again in the world of the engine it came from.
#pragma once

#include <chrono>
#include <fmt/format.h>

#include "cli/engines/instance.hpp"
#include "cli/protocol_entry.hpp"
#include "net/world/replay.hpp"

namespace parley::cli {

template <Process P>
VerbResult replay(const Experiment& experiment, const world::Trace& trace) {
  const auto begin = std::chrono::steady_clock::now();
  const faults::MixedConfig<P> mixed = mixed_config<P>(experiment);
  const typename P::Config honest = honest_config<P>(experiment);
  // The explorer's adversary is no process: its traces are of the protocol alone.
  const world::ReplayResult found =
      trace.engine == "explore" ? world::replay<P>(trace, honest) : world::replay<faults::Mixed<P>>(trace, mixed);
  VerbResult result;
  result.verb = "replay";
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  for (std::size_t index = 0; index < P::Problem::kProperties.size(); ++index) {
    const PropertyInfo& property = P::Problem::kProperties[index];
    if (is_wanted(experiment, property.name))
      result.verdicts.push_back(
          {std::string(property.name), judge_replay(property, index, found, trace), result.seconds, ""});
  }
  result.metrics["steps"] = static_cast<double>(found.step);
  if (!found.agrees())
    result.verdicts.push_back({"replay", Verdict::kViolated, result.seconds,
                               fmt::format("diverges at step {}: {}", found.step, found.explanation)});
  return result;
}

}  // namespace parley::cli

// The verb `replay`: a trace carried out again in the world of the engine it came from.
#pragma once

#include <chrono>
#include <fmt/format.h>
#include <optional>

#include "checker/history/clients.hpp"
#include "checker/history/linearizability.hpp"
#include "cli/engines/instance.hpp"
#include "cli/protocol_entry.hpp"
#include "net/world/replay.hpp"

namespace parley::cli {

// What the clients saw, judged apart from what the servers say of their logs; nothing where there are no such clients,
// or one of them is faulty.
template <Process P>
void judge_clients(const world::Trace& trace, const typename P::Config& config, VerbResult& result) {
  if constexpr (history::HasRegisterClients<P>) {
    constexpr std::uint64_t kMostSteps = 1'000'000;
    const std::optional<history::RegisterHistory> seen = history::client_history<P>(trace, config);
    if (!seen) return;
    const history::HistoryVerdict found = history::check_linearizability(history::Registers{}, *seen, kMostSteps);
    result.verdicts.push_back({"clients_linearizable", found.verdict, result.seconds,
                               fmt::format("{} operations as the clients saw them", seen->size())});
    result.metrics["client_operations"] = static_cast<double>(seen->size());
  }
}

template <Process P>
VerbResult replay(const Experiment& experiment, const world::Trace& trace) {
  const auto begin = std::chrono::steady_clock::now();
  const faults::MixedConfig<P> mixed = mixed_config<P>(experiment);
  const typename P::Config honest = honest_config<P>(experiment);
  const bool alone = world::is_of_protocol_alone(trace);
  const world::ReplayResult found =
      alone ? world::replay<P>(trace, honest) : world::replay<faults::Mixed<P>>(trace, mixed);
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
  if (alone) {
    judge_clients<P>(trace, honest, result);
  } else {
    judge_clients<faults::Mixed<P>>(trace, mixed, result);
  }
  if (!found.agrees())
    result.verdicts.push_back({"replay", Verdict::kViolated, result.seconds,
                               fmt::format("diverges at step {}: {}", found.step, found.explanation)});
  if (found.starved > experiment.explore.losses)
    result.verdicts.push_back({"replay", Verdict::kViolated, result.seconds,
                               fmt::format("the loop leaves {} messages undelivered for ever, expected at most {}",
                                           found.starved, experiment.explore.losses)});
  return result;
}

}  // namespace parley::cli

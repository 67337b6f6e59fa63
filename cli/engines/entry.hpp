// Builds a registry entry from a protocol type. Declares the engines; instantiate_<engine>.cpp.in define them.
#pragma once

#include <string_view>

#include "cli/engines/memory.hpp"
#include "cli/engines/precision.hpp"
#include "cli/engines/project.hpp"
#include "cli/protocol_entry.hpp"

namespace parley::cli {

template <Process P>
VerbResult simulate(const Experiment& experiment, const VerbOptions& verb);
template <Process P>
VerbResult explore(const Experiment& experiment, const VerbOptions& verb);
template <Process P>
VerbResult attack(const Experiment& experiment, const VerbOptions& verb);
template <Process P>
VerbResult replay(const Experiment& experiment, const world::Trace& trace);
template <Process P>
concretize::Schedule concretize_run(const Experiment& experiment, std::uint32_t faulty, const concretize::ModelRun& run,
                                    const concretize::Limits& limits);
template <Process P>
int run_protocol_node(const Experiment& experiment, const NodeOptions& options);

template <Process P>
ProtocolEntry make_entry(std::string_view family) {
  ProtocolEntry entry;
  entry.name = P::kName;
  entry.family = family;
  entry.properties = P::Problem::kProperties;
  entry.has_timers = !std::is_same_v<typename P::Timer, NoTimer>;
  entry.has_durable = !std::is_same_v<typename P::Durable, NoDurable>;
  entry.takes_topology = requires(const typename P::Config& config) {
    config.topology;
  };
  entry.validate = [](const Experiment& experiment) {
    static_cast<void>(mixed_config<P>(experiment));
    check_precision<P>(experiment);
  };
  entry.run_bytes = &run_bytes<P>;
  entry.processes = [](const Experiment& experiment) { return process_count(honest_config<P>(experiment)); };
  entry.simulate = &simulate<P>;
  entry.explore = &explore<P>;
  entry.attack = &attack<P>;
  entry.replay = &replay<P>;
  entry.node = &run_protocol_node<P>;
  if constexpr (HasModelMap<P>) {
    entry.project = &project<P>;
    entry.concretize = &concretize_run<P>;
    if constexpr (requires { ModelMap<P>::kSettings; }) entry.model_settings = ModelMap<P>::kSettings;
    entry.models = ModelMap<P>::kModels;
  }
  return entry;
}

}  // namespace parley::cli

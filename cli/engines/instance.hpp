// An experiment as an instance of a protocol, with its faults; and judging its properties.
#pragma once

#include <algorithm>
#include <fmt/format.h>
#include <span>
#include <string>
#include <vector>

#include "cli/experiment.hpp"
#include "cli/parameters.hpp"
#include "cli/result.hpp"
#include "faults/mixed.hpp"
#include "net/world/trace.hpp"
#include "protocols/core/error.hpp"
#include "protocols/core/property.hpp"

namespace parley::cli {

namespace instance_detail {

// A protocol names a parameter; the document has n and t at its top, faults under /faults.
inline std::string place_of(const Experiment& experiment, const std::string& parameter) {
  if (parameter == "n" || parameter == "t" || parameter.starts_with("faults/")) return "/" + parameter;
  return experiment.parameters_path + "/" + parameter;
}

inline void check_property_names(const Experiment& experiment, std::span<const PropertyInfo> properties) {
  for (std::size_t index = 0; index < experiment.properties.size(); ++index) {
    const std::string& name = experiment.properties[index];
    std::vector<std::string_view> known;
    for (const PropertyInfo& property : properties) known.push_back(property.name);
    if (std::find(known.begin(), known.end(), name) == known.end())
      throw InputError(experiment.file.string(), "/properties/" + std::to_string(index),
                       fmt::format("expected one of {}, found \"{}\"", fmt::join(known, ", "), name));
  }
}

// Throws InputError for a problem that the experiment has not asked for.
inline void refuse(const Experiment& experiment, const std::optional<ConfigProblem>& problem) {
  if (!problem || (problem->beyond_resilience && experiment.beyond_resilience)) return;
  throw InputError(experiment.file.string(), place_of(experiment, problem->parameter),
                   problem->expectation + (problem->beyond_resilience ? "; or set /beyond_resilience to true" : ""));
}

}  // namespace instance_detail

// The protocol's own parameters. Throws InputError.
template <Process P>
typename P::Config honest_config(const Experiment& experiment) {
  typename P::Config config;
  config.n = experiment.n;
  if constexpr (requires { config.t; }) config.t = experiment.t;
  if constexpr (requires { config.topology; }) config.topology = experiment.network.topology;
  read_parameters(experiment.parameters(), config);
  instance_detail::refuse(experiment, P::validate(config));
  instance_detail::check_property_names(experiment, P::Problem::kProperties);
  return config;
}

// With the experiment's fault plan. Throws InputError.
template <Process P>
faults::MixedConfig<P> mixed_config(const Experiment& experiment) {
  faults::MixedConfig<P> config(honest_config<P>(experiment), experiment.faults);
  instance_detail::refuse(experiment, faults::Mixed<P>::validate(config));
  return config;
}

// What a replayed run says of a property. `Found` has the sets broken, witnessed and unfulfilled. A run that was cut
// short says nothing about what it left undone, unless it was recorded for just that.
template <class Found>
Verdict judge_replay(const PropertyInfo& property, std::size_t index, const Found& found, const world::Trace& trace) {
  switch (property.kind) {
    case PropertyKind::kAlways:
      return found.broken.contains(index) ? Verdict::kViolated : Verdict::kHolds;
    case PropertyKind::kSometimes:
      return found.witnessed.contains(index) ? Verdict::kHolds : Verdict::kUnknown;
    case PropertyKind::kEventually:
      break;
  }
  if (!found.unfulfilled.contains(index)) return Verdict::kHolds;
  return trace.violation == property.name ? Verdict::kViolated : Verdict::kUnknown;
}

// Whether the experiment asks for this property.
inline bool is_wanted(const Experiment& experiment, std::string_view property) {
  return experiment.properties.empty() ||
         std::find(experiment.properties.begin(), experiment.properties.end(), property) != experiment.properties.end();
}

}  // namespace parley::cli

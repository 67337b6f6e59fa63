// The verb `explore`: every schedule of the instance, its Byzantine processes unconstrained.
#pragma once

#include <chrono>
#include <string>
#include <utility>

#include "checker/explore/explore.hpp"
#include "cli/engines/explore_summary.hpp"
#include "cli/engines/instance.hpp"
#include "cli/protocol_entry.hpp"

namespace parley::cli {

template <Process P>
VerbResult explore(const Experiment& experiment, const VerbOptions& verb) {
  static_cast<void>(mixed_config<P>(experiment));  // the fault plan must make sense, though explore needs but its names
  const Experiment explored = experiment.explored();
  const typename P::Config config = honest_config<P>(explored);
  const explore::ExploreOptions options = explore_options(explored, verb);
  return summarise(explored, verb, explore::explore<P>(config, options));
}

}  // namespace parley::cli

// The verb `attack`: a campaign of seeded runs with drawn faults and schedules.
#pragma once

#include "cli/engines/attack_summary.hpp"
#include "cli/engines/instance.hpp"
#include "cli/protocol_entry.hpp"
#include "faults/campaign/campaign.hpp"

namespace parley::cli {

template <Process P>
VerbResult attack(const Experiment& experiment, const VerbOptions& verb) {
  static_cast<void>(mixed_config<P>(experiment));
  const typename P::Config config = honest_config<P>(experiment);
  return summarise(experiment, verb, P::Problem::kProperties,
                   faults::run_campaign<P>(attack_options(experiment, verb), config));
}

}  // namespace parley::cli

// Options and results of campaigns, as experiments state and verbs report them.
#pragma once

#include <span>

#include "cli/experiment.hpp"
#include "cli/protocol_entry.hpp"
#include "cli/result.hpp"
#include "faults/campaign/campaign.hpp"

namespace parley::cli {

// Throws InputError for an unknown strategy.
faults::CampaignOptions attack_options(const Experiment& experiment, const VerbOptions& verb);
VerbResult summarise(const Experiment& experiment, const VerbOptions& verb, std::span<const PropertyInfo> properties,
                     faults::CampaignResult found);

}  // namespace parley::cli

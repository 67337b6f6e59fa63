// Options and results of the explorer, as experiments state and verbs report them.
#pragma once

#include "checker/explore/options.hpp"
#include "cli/experiment.hpp"
#include "cli/protocol_entry.hpp"
#include "cli/result.hpp"

namespace parley::cli {

explore::ExploreOptions explore_options(const Experiment& experiment, const VerbOptions& verb);
VerbResult summarise(const Experiment& experiment, const VerbOptions& verb, explore::ExploreResult found);

}  // namespace parley::cli

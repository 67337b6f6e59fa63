// Counterexamples of `verify` as schedules of the protocol that the model belongs to.
#pragma once

#include <optional>

#include "checker/concretize/concretize.hpp"

namespace parley::cli {

// Nothing when no protocol is mapped to a model of this name. A schedule that was not found says why.
std::optional<concretize::Schedule> find_schedule(const concretize::ModelRun& run, const concretize::Limits& limits);

}  // namespace parley::cli

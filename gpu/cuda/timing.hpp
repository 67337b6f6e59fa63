// How long a batch's kernel takes by the device's own clock, transfers left out: what bench/gpu reports.
#pragma once

#include <optional>

#include "gpu/batch.hpp"

namespace parley::gpu {

// Seconds of one of `launches` launches. Nothing when no device is there, or it failed.
std::optional<double> time_on_cuda(const Batch& batch, int launches);

}  // namespace parley::gpu

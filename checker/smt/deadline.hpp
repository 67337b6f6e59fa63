// When work has to end.
#pragma once

#include <chrono>

namespace parley {

using Deadline = std::chrono::steady_clock::time_point;

// So many seconds from now; of 0 to some years, other numbers are taken for the nearest of these.
Deadline deadline_after(double seconds);

}  // namespace parley

// What this machine has to offer.
#pragma once

#include <cstdint>

namespace parley::cli {

// Memory of this machine, or of the part of it that this program may have (a control group); 0 when unknown.
std::uint64_t memory_bytes();

}  // namespace parley::cli

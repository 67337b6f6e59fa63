// Seeds that differ from run to run, for what nobody wants to repeat.
#pragma once

#include <cstdint>

namespace parley::tcp {

// From the system; never 0. Thread-safe.
std::uint64_t random_seed();

}  // namespace parley::tcp

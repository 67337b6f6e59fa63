#include "net/tcp/random_seed.hpp"

#include <sodium.h>

#include "net/tcp/noise_primitives.hpp"

namespace parley::tcp {

std::uint64_t random_seed() {
  initialise_crypto();
  std::uint64_t seed = 0;
  while (seed == 0) randombytes_buf(&seed, sizeof seed);
  return seed;
}

}  // namespace parley::tcp

// What happens to a replicated register store, whatever its consistency: who asks which replica for what and when, and
// when each write reaches each other replica. One schedule is carried out under every configuration.
#pragma once

#include <cstdint>
#include <vector>

namespace parley::light_cone {

struct Load {
  std::uint32_t replicas = 3;
  std::uint32_t clients = 3;
  std::uint32_t operations = 6;  // of each client
  std::uint32_t keys = 2;
  std::uint32_t delay = 20;        // a write reaches another replica after 1 to so many ticks
  std::uint32_t slow_delay = 200;  // and one in four links of a write after up to so many
  std::uint32_t interval = 10;     // between a client's operations: 1 to twice as many ticks
  std::uint32_t skew = 30;         // a replica's clock is off by up to so many ticks, either way
};

// One operation; a write is the event of its number among the writes.
struct Step {
  std::uint64_t tick = 0;  // all different, increasing
  std::uint32_t client = 0;
  std::uint32_t replica = 0;
  std::uint32_t key = 0;
  bool writes = false;
};

struct Write {
  std::uint32_t step = 0;
  std::uint64_t timestamp = 0;  // by its replica's clock
  std::uint64_t hash = 0;
  std::vector<std::uint64_t> arrives = {};  // at each replica; its own: at once
};

struct Schedule {
  Load load;
  std::vector<Step> steps;
  std::vector<Write> writes;  // at most 64, in order of time
};

// REQUIRES: clients * operations is at most 64.
Schedule draw_schedule(const Load& load, std::uint64_t seed);

}  // namespace parley::light_cone

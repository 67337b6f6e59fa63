#include <gtest/gtest.h>

#include "net/sim/simulation.hpp"
#include "protocols/broadcast/hashed_bracha/hashed_bracha.hpp"

namespace parley::hashed_bracha {
namespace {
TEST(HashedBrachaRuns, probe) {
  Config config{.n = 7, .t = 2, .senders = 2, .payloads = 5};
  sim::Options options;
  options.correct = ProcessSet::first(config.n);
  const auto result = sim::Simulation<Protocol>(config, options).run();
  std::printf("ticks %lu sent %lu open %u broken %u completed %.0f\n", result.counters.ticks, result.counters.sent, result.unfulfilled.bits, result.broken.bits, result.measures[0].second);
}
}  // namespace
}  // namespace parley::hashed_bracha

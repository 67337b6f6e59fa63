// Seeded runs of the amortised broadcast: what is delivered, and in how many rounds.
#include <cstdio>
#include <gtest/gtest.h>

#include "net/sim/simulation.hpp"
#include "protocols/broadcast/amortized/amortized.hpp"

namespace parley::amortized {
namespace {

using problems::MultiBroadcast;

sim::RunResult run_of(const Config& config, std::uint64_t seed = 1, bool uniform = true) {
  sim::Options options;
  options.seed = seed;
  options.correct = ProcessSet::first(config.n);
  if (!uniform) {
    options.network.scheduler = sim::Scheduler::kEvents;
    options.network.latency = {sim::LatencyKind::kUniform, 1, 9, {}};
  }
  return sim::Simulation<Protocol>(config, options).run();
}

TEST(AmortizedRuns, probe) {
  for (std::uint32_t n : {4U, 7U, 16U, 31U})
    for (std::uint32_t c : {1U, 3U})
      for (int variant = 0; variant < 8; ++variant) {
        Config config{.n = n, .t = (n - 1) / 3, .senders = 1, .payloads = 20, .payload_bytes = 64, .c = c};
        config.optimistic = (variant & 1) != 0;
        config.random_committees = (variant & 2) != 0;
        const auto result = run_of(config, 1, (variant & 4) == 0);
        std::printf("n=%u c=%u opt=%d rnd=%d events=%d: ending %d ticks %lu sent %lu ops %lu lat %.1f open %u broken %u pulls %.0f\n", n, c,
                    variant & 1, (variant & 2) / 2, variant / 4, int(result.ending), result.counters.ticks, result.counters.sent, result.counters.operations,
                    double(result.counters.operation_ticks) / double(result.counters.operations + (result.counters.operations == 0)),
                    result.unfulfilled.bits, result.broken.bits, result.measures[1].second);
      }
}

}  // namespace
}  // namespace parley::amortized

// Seeded runs of the amortised broadcast: how the rounds to a delivery grow with the number of processes, and that all
// is delivered however messages are delayed.
#include <gtest/gtest.h>
#include <vector>

#include "net/sim/simulation.hpp"
#include "protocols/broadcast/amortized/amortized.hpp"

namespace parley::amortized {
namespace {

sim::Options options_of(const Config& config, std::uint64_t seed = 1) {
  sim::Options options;
  options.seed = seed;
  options.correct = ProcessSet::first(config.n);
  return options;
}

// Ticks, and so hops, until everybody has delivered everything.
std::uint64_t hops(Config config) {
  config.t = (config.n - 1) / 3;
  config.vote_ticks = 1;
  const auto result = sim::Simulation<Protocol>(config, options_of(config)).run();
  EXPECT_TRUE(result.broken.empty());
  EXPECT_TRUE(result.unfulfilled.empty());
  return result.counters.ticks;
}

// One payload: two quorums, each of which takes two thirds of the (n - 1)/c rounds that reach everybody.
TEST(AmortizedRuns, RoundsGrowWithTheNumberOfProcesses) {
  for (const std::uint32_t n : {10U, 19U, 37U, 73U}) {
    const std::uint64_t one = hops({.n = n, .c = 1});
    EXPECT_GE(one, n) << n;
    EXPECT_LE(one, 2 * n) << n;
    const std::uint64_t four = hops({.n = n, .c = 4});
    EXPECT_LT(3 * four, one + 12) << n;
  }
}

TEST(AmortizedRuns, CertificatesMakeThemConstant) {
  for (const std::uint32_t n : {10U, 19U, 37U, 73U}) EXPECT_EQ(hops({.n = n, .c = 1, .optimistic = true}), 5U) << n;
}

// One more round a payload, once the first was delivered.
TEST(AmortizedRuns, EachFurtherPayloadTakesARound) {
  const std::uint64_t twenty = hops({.n = 13, .payloads = 20, .c = 2});
  const std::uint64_t fifty = hops({.n = 13, .payloads = 50, .c = 2});
  EXPECT_EQ(fifty - twenty, 30U);
}

TEST(AmortizedRuns, AllIsDeliveredHoweverMessagesAreDelayed) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    Config config{.n = 10, .t = 3, .senders = 3, .payloads = 8, .c = 1 + static_cast<std::uint32_t>(seed % 4)};
    config.random_committees = seed % 2 == 0;
    config.optimistic = seed % 3 == 0;
    config.window = seed % 5;
    sim::Options options = options_of(config, seed);
    options.network.scheduler = sim::Scheduler::kEvents;
    options.network.latency = {sim::LatencyKind::kUniform, 1, 30, {}};
    if (seed % 4 == 0) {
      options.crashes = {{ProcessId{9}, 20, {}}, {ProcessId{5}, 40, {}}};
      options.correct.erase(ProcessId{9});
      options.correct.erase(ProcessId{5});
    }
    sim::Simulation<Protocol> simulation(config, options);
    const auto result = simulation.run();
    EXPECT_TRUE(result.broken.empty()) << seed;
    EXPECT_TRUE(result.unfulfilled.empty()) << seed;
    EXPECT_EQ(simulation.monitor().completed, 24U) << seed;
  }
}

// Everybody falls silent in the end: no timer, no message, and no payload is kept.
TEST(AmortizedRuns, EndInSilence) {
  Config config{.n = 7, .t = 2, .payloads = 6, .c = 2};
  sim::Options options = options_of(config);
  options.crashes = {{ProcessId{6}, 0, {}}};
  options.correct.erase(ProcessId{6});
  config.senders = 7;  // the crashed one's payloads never come, so the run is over when nothing is left to do
  options.correct.insert(ProcessId{6});
  const auto result = sim::Simulation<Protocol>(config, options).run();
  EXPECT_EQ(result.ending, sim::Ending::kQuiet);
  EXPECT_TRUE(result.broken.empty());
}

// What a process keeps of payloads does not grow with their number.
TEST(AmortizedRuns, PayloadsAreForgotten) {
  const Config config{.n = 7, .t = 2, .payloads = 60, .c = 2};
  sim::Simulation<Protocol> simulation(config, options_of(config));
  EXPECT_TRUE(simulation.run().unfulfilled.empty());
  for (std::uint32_t id = 0; id < 7; ++id)
    EXPECT_LE(simulation.local(ProcessId{id}).state.chains.at(ProcessId{0}).blocks.size(), 12U) << id;
}

}  // namespace
}  // namespace parley::amortized

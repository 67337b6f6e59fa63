// Thousands of random schedules with loss, duplication, reordering, crashes, restarts and Byzantine processes: first
// anything goes, for safety, then a healthy period, for liveness. And the mutants that such schedules must catch.
#include <gtest/gtest.h>

#include "protocols/consensus/pbft/pbft.hpp"
#include "tests/pbft/instance.hpp"

namespace parley::pbft::testing {
namespace {

using parley::testing::draw_plan;
using parley::testing::first_violation;
using parley::testing::Instance;
using parley::testing::Mix;
using parley::testing::two_faced;

Config draw_config(Rng& rng) {
  Config config;
  config.t = 1 + static_cast<std::uint32_t>(rng.below(2));
  config.n = 3 * config.t + 1 + static_cast<std::uint32_t>(rng.below(2));
  config.clients = 1 + static_cast<std::uint32_t>(rng.below(3));
  config.operations = 1 + static_cast<std::uint32_t>(rng.below(6));
  config.keys = 1 + static_cast<std::uint32_t>(rng.below(2));
  config.checkpoint_interval = 1 + rng.below(4);
  return config;
}

struct Seen {
  std::uint64_t answered = 0;  // runs in which the faulty period alone answered something
  std::uint64_t views = 0;     // runs that ended in a later view
  std::uint64_t stable = 0;    // runs with a stable checkpoint
};

// One run; its failure, empty when all held.
std::string run(std::uint64_t seed, Seen& seen) {
  Rng rng = Rng::stream(0x70626674, seed);
  const Config config = draw_config(rng);
  const faults::FaultPlan plan = draw_plan<Protocol>(config, rng);
  Instance<Protocol> instance(config, plan, rng.next());
  instance.run_random(Mix::draw(rng), 100 + static_cast<int>(rng.below(900)));
  seen.answered += instance.monitor().witnessed().contains(problems::ReplicatedLog::kResponse) ? 1U : 0U;
  if (!instance.failure().empty()) return instance.failure();
  if (!instance.converge()) return instance.failure().empty() ? "no convergence" : instance.failure();
  const auto& last = std::get<Replica>(instance.state(ProcessId{config.n - 1}).part);
  seen.views += last.view > 0 ? 1U : 0U;
  seen.stable += last.stable > 0 ? 1U : 0U;
  return {};
}

TEST(PbftSchedules, HoldUnderFaultsAndConvergeAfterThem) {
  Seen seen;
  constexpr std::uint64_t kRuns = 1500;
  for (std::uint64_t seed = 0; seed < kRuns; ++seed) ASSERT_EQ(run(seed, seen), "") << "seed " << seed;
  // So that the safe runs were not idle ones.
  EXPECT_GT(seen.answered, kRuns / 4);
  EXPECT_GT(seen.views, kRuns / 4);
  EXPECT_GT(seen.stable, kRuns / 4);
  RecordProperty("answered", static_cast<int>(seen.answered));
  RecordProperty("views", static_cast<int>(seen.views));
  RecordProperty("stable", static_cast<int>(seen.stable));
}

TEST(PbftSchedules, TheSameSeedGivesTheSameRun) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const auto outcome = [&] {
      Rng rng = Rng::stream(11, seed);
      const Config config = draw_config(rng);
      const faults::FaultPlan plan = draw_plan<Protocol>(config, rng);
      Instance<Protocol> instance(config, plan, rng.next());
      instance.run_random(Mix::draw(rng), 300);
      return std::pair(instance.world().state_hash(), instance.rng().next());
    };
    EXPECT_EQ(outcome(), outcome());
  }
}

Config two_clients() {
  Config config;
  config.clients = 2;
  config.operations = 4;
  return config;
}

// Section 4.4's P is what carries a committed request into the next view.
TEST(PbftMutants, WithoutPreparedCertificatesAViewChangeLosesWhatWasCommitted) {
  Config config = two_clients();
  EXPECT_EQ(first_violation<Protocol>(config, {}, {0.1, 0.1, 0, 0, 0}, 600, 100), "none");
  config.ignore_prepared = true;
  EXPECT_EQ(first_violation<Protocol>(config, {}, {0.1, 0.1, 0, 0, 0}, 600, 100), "state_machine_safety");
}

TEST(PbftMutants, WithSmallerQuorumsAnEquivocatingPrimarySplitsTheReplicas) {
  Config config = two_clients();
  const faults::FaultPlan plan{{two_faced(ProcessId{0})}, {}, {}};
  EXPECT_EQ(first_violation<Protocol>(config, plan, {0.02, 0.1, 0, 0, 0}, 600, 200), "none");
  config.quorum = 2;
  EXPECT_NE(first_violation<Protocol>(config, plan, {0.02, 0.1, 0, 0, 0}, 600, 200), "none");
}

}  // namespace
}  // namespace parley::pbft::testing

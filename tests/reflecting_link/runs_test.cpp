// The reflecting link in campaigns of faults, and simulated: what it costs, and what crashes and cuts leave behind.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <string_view>

#include "faults/campaign/campaign.hpp"
#include "net/sim/simulation.hpp"
#include "protocols/link/reflecting_link/reflecting_link.hpp"
#include "tests/campaign/campaign_fixture.hpp"

namespace parley::reflecting_link {
namespace {

using problems::kInitiator;
using problems::kResponder;
using problems::Transfer;

faults::CampaignResult campaign(const Config& config, std::uint64_t runs) {
  faults::CampaignOptions options;
  options.runs = runs;
  options.restarts = 2;
  options.network.loss = true;
  options.network.duplication = true;
  return faults::run_campaign<Protocol>(options, config);
}

Config helped_pair() {
  Config config;
  config.n = 3;
  config.triangle = true;
  return config;
}

TEST(ReflectingLinkCampaign, FindsNothing) {
  const auto pair = campaign({.transfers = 5}, 1'000);
  EXPECT_FALSE(pair.finding) << pair.finding->property;
  EXPECT_GT(faults::counter(pair, pair.coverage.witnessed, "transferred"), 900U);
  EXPECT_GT(pair.coverage.restarts, 100U);
  Config config = helped_pair();
  config.refusal_odds = 8;
  config.corrupted_offers = 1;
  const auto three = campaign(config, 1'000);
  EXPECT_FALSE(three.finding) << three.finding->property;
}

void expect_found(const Config& config, std::string_view property) {
  const auto result = campaign(config, 2'000);
  ASSERT_TRUE(result.finding) << property;
  EXPECT_EQ(result.finding->property, property);
  faults::expect_replays<Protocol>(*result.finding, config);
}

TEST(ReflectingLinkCampaign, FindsWhatIsBeyondTheBound) {
  expect_found({.corrupted_offers = 2, .corrupted_reflections = 2}, "integrity");
  expect_found({.discipline = Discipline::kPlaced, .application_ticks = 5}, "completion");
  expect_found({.in_doubt = InDoubt::kPresumeAbort}, "agreement");
  Config config = helped_pair();
  config.freeze = false;
  expect_found(config, "agreement");
}

sim::Options steady(std::uint64_t seed) {
  sim::Options options;
  options.seed = seed;
  options.correct = ProcessSet::first(2);
  options.max_ticks = 20'000;
  return options;
}

double measure(const sim::RunResult& run, std::string_view name) {
  for (const auto& [key, value] : run.measures)
    if (key == name) return value;
  ADD_FAILURE() << "no measure " << name;
  return -1;
}

// One tick is half a round trip: two round trips a transfer, one for an RDMA write, none for who forgets.
TEST(ReflectingLinkRuns, CostTwoRoundTripsATransfer) {
  const auto ticks = [](Discipline discipline) {
    const Config config{.transfers = 50, .discipline = discipline, .asks_completion = false};
    return sim::Simulation<Protocol>(config, steady(1)).run().counters.ticks;
  };
  EXPECT_EQ(ticks(Discipline::kReflect), 200U);
  EXPECT_EQ(ticks(Discipline::kSignals), 200U);
  EXPECT_EQ(ticks(Discipline::kPlaced), 100U);
  EXPECT_EQ(ticks(Discipline::kForget), 1U);
}

double unapplied_share(Discipline discipline, std::uint64_t application_ticks) {
  Config config;
  config.transfers = 1'000'000;
  config.discipline = discipline;
  config.application_ticks = application_ticks;
  config.buffers = 10'000;
  config.asks_completion = false;
  config.turn_ticks = 2 * application_ticks + 16;
  sim::Options options = steady(1);
  options.crashes.push_back({kResponder, 1000, std::nullopt});
  options.max_ticks = 1'001;
  const sim::RunResult run = sim::Simulation<Protocol>(config, options).run();
  EXPECT_GT(measure(run, "completed"), 0);
  return measure(run, "unapplied_share");
}

// The completion fallacy: an RDMA write is complete every two ticks, and the crash takes what the application had not
// come to. Who reflects reports nothing that the application does not have.
TEST(ReflectingLinkRuns, ACrashTakesWhatWasReportedComplete) {
  EXPECT_NEAR(unapplied_share(Discipline::kPlaced, 0), 0.0, 0.002);
  EXPECT_NEAR(unapplied_share(Discipline::kPlaced, 100), 0.1, 0.01);
  EXPECT_NEAR(unapplied_share(Discipline::kPlaced, 900), 0.9, 0.01);
  EXPECT_EQ(unapplied_share(Discipline::kPlaced, 1'200), 1.0);
  EXPECT_EQ(unapplied_share(Discipline::kReflect, 100), 0.0);
  EXPECT_EQ(unapplied_share(Discipline::kReflect, 900), 0.0);
}

// A crash with restart, at any moment, with losses and duplicates: all transfers end, and nothing is broken.
TEST(ReflectingLinkRuns, ComeToAnEndOverAnyLink) {
  EXPECT_TRUE(rc::check("every transfer ends", [] {
    sim::Options options = steady(*rc::gen::arbitrary<std::uint64_t>());
    options.network.scheduler = sim::Scheduler::kEvents;
    options.network.latency = {sim::LatencyKind::kUniform, 1, 9};
    options.network.loss = *rc::gen::inRange(0, 40) / 100.0;
    options.network.duplication = *rc::gen::inRange(0, 40) / 100.0;
    const auto at = static_cast<std::uint64_t>(*rc::gen::inRange(1, 200));
    options.crashes.push_back({*rc::gen::element(kInitiator, kResponder), at, at + 40});
    Config config;
    config.transfers = 30;
    config.triangle = *rc::gen::arbitrary<bool>();
    config.n = config.triangle ? 3 : 2;
    config.stage_ticks = static_cast<std::uint64_t>(*rc::gen::inRange(0, 3));
    config.application_ticks = static_cast<std::uint64_t>(*rc::gen::inRange(0, 20));
    config.corrupted_offers = 1;
    config.refusal_odds = 20;
    options.correct = ProcessSet::first(config.n);
    const sim::RunResult run = sim::Simulation<Protocol>(config, options).run();
    RC_ASSERT(run.broken.empty());
    RC_ASSERT(run.unfulfilled.empty());
  }));
}

// The link is cut for a while, and comes back; the third process makes the difference in between.
TEST(ReflectingLinkRuns, TheThirdProcessResolvesBeforeTheRepair) {
  for (const bool helped : {false, true}) {
    Config config;
    config.transfers = 1;
    config.triangle = helped;
    config.n = helped ? 3 : 2;
    config.failing = 2;  // the responder's arc dies before its first frame or not; half the seeds
    std::uint64_t doubts = 0;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
      sim::Options options = steady(seed);
      options.correct = ProcessSet::first(config.n);
      options.max_ticks = 2'000;
      doubts += measure(sim::Simulation<Protocol>(config, options).run(), "in_doubt") > 0 ? 1U : 0U;
    }
    EXPECT_EQ(doubts > 10, !helped) << doubts;
    EXPECT_EQ(doubts == 0, helped) << doubts;
  }
}

}  // namespace
}  // namespace parley::reflecting_link

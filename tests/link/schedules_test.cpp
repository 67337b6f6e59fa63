// Both data links in every schedule of small instances, in campaigns, and in seeded runs; and what becomes of them
// where an assumption is missing.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "checker/explore/explore.hpp"
#include "cli/compiled/alternating_bit.hpp"
#include "cli/compiled/stable_data_link.hpp"
#include "net/sim/simulation.hpp"
#include "protocols/link/alternating_bit/alternating_bit.hpp"
#include "protocols/link/stable_data_link/stable_data_link.hpp"
#include "tests/campaign/campaign_fixture.hpp"

namespace parley::link {
namespace {

using problems::DataLink;
namespace abp = alternating_bit;
namespace sdl = stable_data_link;

explore::ExploreOptions budgets(std::uint32_t losses, std::uint32_t duplications, std::uint32_t firings) {
  explore::ExploreOptions options;
  options.losses = losses;
  options.duplications = duplications;
  options.timer_firings = firings;
  return options;
}

template <Process P>
explore::ExploreResult explore_all(const typename P::Config& config, const explore::ExploreOptions& options) {
  return explore::explore<P>(config, options);
}

void expect_safe(const explore::ExploreResult& result) {
  EXPECT_EQ(result.outcome, explore::Outcome::kExhausted);
  EXPECT_EQ(result.properties[DataLink::kPrefix].verdict, Verdict::kHolds);
  EXPECT_EQ(result.properties[DataLink::kNoLoss].verdict, Verdict::kHolds);
  EXPECT_EQ(result.properties[DataLink::kDelivery].verdict, Verdict::kHolds);
}

bool is_unsafe(const explore::ExploreResult& result) {
  return result.properties[DataLink::kPrefix].verdict == Verdict::kViolated ||
         result.properties[DataLink::kNoLoss].verdict == Verdict::kViolated;
}

TEST(AlternatingBitExploration, LossAndDuplicationAreHarmless) {
  const auto result = explore_all<abp::Protocol>({.messages = 3}, budgets(2, 2, 3));
  expect_safe(result);
  EXPECT_EQ(result.states, 101'996U);
}

// Without a loss and without a time-out every run ends with everything delivered.
TEST(AlternatingBitExploration, AReliableLinkCompletes) {
  const auto result = explore_all<abp::Protocol>({.messages = 4}, budgets(0, 2, 0));
  expect_safe(result);
  EXPECT_EQ(result.properties[DataLink::kCompletion].verdict, Verdict::kHolds);
}

TEST(AlternatingBitExploration, AReorderingLinkBreaksIt) {
  const auto result = explore_all<abp::Protocol>({.messages = 3, .fifo = false}, budgets(0, 0, 1));
  EXPECT_EQ(result.properties[DataLink::kPrefix].verdict, Verdict::kViolated);
}

TEST(StableDataLinkExploration, EveryBeginningStabilises) {
  expect_safe(explore_all<sdl::Protocol>({.messages = 4, .capacity = 0}, budgets(1, 1, 2)));
  expect_safe(explore_all<sdl::Protocol>({.messages = 5, .capacity = 1}, budgets(1, 0, 1)));
}

TEST(StableDataLinkExploration, TwoFramesEitherWay) {
  expect_safe(explore_all<sdl::Protocol>({.messages = 7, .capacity = 2}, budgets(0, 0, 0)));
}

// Both bounds are tight: with one label less, or one message earlier, some beginning does harm.
TEST(StableDataLinkExploration, OneLabelLessIsTooFew) {
  EXPECT_TRUE(is_unsafe(explore_all<sdl::Protocol>({.messages = 5, .capacity = 1, .labels = 2}, budgets(0, 0, 1))));
  EXPECT_TRUE(is_unsafe(explore_all<sdl::Protocol>({.messages = 7, .capacity = 2, .labels = 4}, budgets(0, 0, 1))));
}

TEST(StableDataLinkExploration, OneMessageEarlierIsTooEarly) {
  EXPECT_TRUE(is_unsafe(explore_all<sdl::Protocol>({.messages = 5, .capacity = 1, .exact_from = 2}, budgets(0, 0, 0))));
  EXPECT_TRUE(is_unsafe(explore_all<sdl::Protocol>({.messages = 7, .capacity = 2, .exact_from = 4}, budgets(0, 0, 0))));
}

TEST(StableDataLinkExploration, FromACleanBeginningAllIsExact) {
  expect_safe(explore_all<sdl::Protocol>({.messages = 3, .arbitrary = false}, budgets(2, 2, 3)));
}

template <Process P>
faults::CampaignResult campaign(const typename P::Config& config, std::uint64_t runs) {
  faults::CampaignOptions options;
  options.runs = runs;
  options.network.loss = true;
  options.network.duplication = true;
  return faults::run_campaign<P>(options, config);
}

TEST(DataLinkCampaign, NothingIsFound) {
  const auto bit = campaign<abp::Protocol>({.messages = 20}, 1'000);
  EXPECT_FALSE(bit.finding) << bit.finding->property;
  EXPECT_EQ(faults::counter(bit, bit.coverage.witnessed, "delivery"), 1'000U);
  const auto stable = campaign<sdl::Protocol>({.messages = 20, .capacity = 4}, 1'000);
  EXPECT_FALSE(stable.finding) << stable.finding->property;
}

TEST(DataLinkCampaign, FindsWhatReorderingDoes) {
  const abp::Config bit{.messages = 20, .fifo = false};
  const auto result = campaign<abp::Protocol>(bit, 1'000);
  ASSERT_TRUE(result.finding);
  faults::expect_replays<abp::Protocol>(*result.finding, bit);
  EXPECT_TRUE(campaign<sdl::Protocol>({.messages = 20, .fifo = false}, 1'000).finding);
}

template <Process P>
sim::RunResult simulate(const typename P::Config& config, std::uint64_t seed, double loss, double duplication) {
  sim::Options options;
  options.seed = seed;
  options.correct = ProcessSet::first(2);
  options.network.scheduler = sim::Scheduler::kEvents;
  options.network.latency = {sim::LatencyKind::kUniform, 1, 9};
  options.network.loss = loss;
  options.network.duplication = duplication;
  return sim::Simulation<P>(config, options).run();
}

// Whatever the link loses and doubles, and whenever the sender loses patience, all is delivered in the end.
TEST(DataLinkRuns, CompleteOverAnyLink) {
  EXPECT_TRUE(rc::check("all messages arrive, once and in order", [] {
    const auto seed = *rc::gen::arbitrary<std::uint64_t>();
    const double loss = *rc::gen::inRange(0, 60) / 100.0;
    const double duplication = *rc::gen::inRange(0, 60) / 100.0;
    const auto resend = static_cast<std::uint64_t>(*rc::gen::inRange(1, 30));
    const auto capacity = static_cast<std::uint32_t>(*rc::gen::inRange(0, 9));
    const auto bit = simulate<abp::Protocol>({.messages = 40, .resend_ticks = resend}, seed, loss, duplication);
    RC_ASSERT(bit.broken.empty());
    RC_ASSERT(bit.unfulfilled.empty());
    const sdl::Config config{.messages = 40, .resend_ticks = resend, .capacity = capacity};
    const auto stable = simulate<sdl::Protocol>(config, seed, loss, duplication);
    RC_ASSERT(stable.broken.empty());
    RC_ASSERT(stable.unfulfilled.empty());
  }));
}

// Without faults a message takes a frame and an acknowledgement, one tick each.
TEST(DataLinkRuns, CostTwoFramesAMessage) {
  sim::Options options;
  options.correct = ProcessSet::first(2);
  const sim::RunResult run = sim::Simulation<abp::Protocol>(abp::Config{.messages = 50}, options).run();
  EXPECT_EQ(run.ending, sim::Ending::kFulfilled);
  EXPECT_EQ(run.counters.sent, 100U);
  EXPECT_EQ(run.counters.ticks, 99U);
}

}  // namespace
}  // namespace parley::link

// The ledger in every schedule of small instances, and in campaigns with liars. No schedule is fair to proof of work:
// what is exhausted here says how many blocks it takes to break a confirmation, not how likely that is.
#include <gtest/gtest.h>

#include "checker/explore/explore.hpp"
#include "cli/compiled/nakamoto.hpp"
#include "protocols/ledger/nakamoto/nakamoto.hpp"
#include "tests/campaign/campaign_fixture.hpp"

namespace parley::nakamoto {
namespace {

using problems::Ledger;

// Each process mines up to `blocks` blocks, whenever it likes.
explore::ExploreResult explored(Rule rule, std::uint32_t n, std::uint32_t blocks, const ProcessSet& byzantine = {}) {
  Config config{.n = n, .rule = rule, .blocks = blocks, .tickets = 1, .confirmations = 1, .target = 0};
  config.t = byzantine.size();
  explore::ExploreOptions options;
  options.timer_firings = blocks;
  options.byzantine = byzantine;
  return explore::explore<Protocol>(config, options);
}

// Two confirmed blocks at one height take two branches of two blocks: three blocks are too few, whatever the schedule.
TEST(LedgerExploration, ThreeBlocksDoNotBreakAConfirmation) {
  for (const Rule rule : {Rule::kLongest, Rule::kGhost}) {
    const explore::ExploreResult result = explored(rule, 3, 1);
    EXPECT_EQ(result.outcome, explore::Outcome::kExhausted);
    for (const explore::PropertyReport& report : result.properties)
      EXPECT_EQ(report.verdict, Verdict::kHolds) << report.property.name;
  }
}

TEST(LedgerExploration, FourBlocksDo) {
  const explore::ExploreResult result = explored(Rule::kLongest, 2, 2);
  EXPECT_EQ(result.properties[Ledger::kCommonPrefix].verdict, Verdict::kViolated);
  ASSERT_TRUE(result.properties[Ledger::kCommonPrefix].trace.has_value());
}

// Whoever mines as much as it likes and tells it to whom it likes makes no invalid block pass.
TEST(LedgerExploration, ValidityHoldsWhateverALiarMines) {
  const explore::ExploreResult result = explored(Rule::kLongest, 2, 1, {ProcessId{1}});
  EXPECT_EQ(result.outcome, explore::Outcome::kExhausted);
  EXPECT_EQ(result.properties[Ledger::kValidity].verdict, Verdict::kHolds);
}

TEST(LedgerCampaign, NoStrategyMakesAnInvalidBlockPass) {
  for (const Rule rule : {Rule::kLongest, Rule::kGhost}) {
    const Config config{.n = 5, .t = 2, .rule = rule, .block_ticks = 4, .confirmations = 2, .target = 10};
    faults::CampaignOptions options;
    options.runs = 100;
    options.faulty = 2;
    options.properties = {"validity"};
    options.max_steps = 300;
    const faults::CampaignResult result = faults::run_campaign<Protocol>(options, config);
    EXPECT_FALSE(result.finding) << result.finding->property << " in run " << result.finding->run;
    EXPECT_GT(faults::counter(result, result.coverage.witnessed, "confirmation"), 60U);
  }
}

}  // namespace
}  // namespace parley::nakamoto

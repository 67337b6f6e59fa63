// Two-phase commit in every schedule of small instances, with pinned counts, and in campaigns of crashes and losses.
#include <gtest/gtest.h>

#include "checker/explore/explore.hpp"
#include "cli/compiled/two_phase_commit.hpp"
#include "protocols/consensus/two_phase_commit/two_phase_commit.hpp"
#include "tests/campaign/campaign_fixture.hpp"

namespace parley::two_phase_commit {
namespace {

using explore::Engine;
using explore::ExploreOptions;
using explore::ExploreResult;
using problems::AtomicCommit;

ExploreOptions with(Engine engine, std::uint32_t timer_firings, std::uint32_t crashes) {
  ExploreOptions options;
  options.engine = engine;
  options.timer_firings = timer_firings;
  options.crashes = crashes;
  options.restarts = crashes;
  return options;
}

void expect_safe(const ExploreResult& result) {
  EXPECT_EQ(result.outcome, explore::Outcome::kExhausted);
  for (const explore::PropertyReport& report : result.properties) {
    if (report.property.kind == PropertyKind::kEventually) continue;
    EXPECT_EQ(report.verdict, Verdict::kHolds) << report.property.name;
  }
}

class TwoPhaseCommitExploration : public ::testing::TestWithParam<Engine> {};

TEST_P(TwoPhaseCommitExploration, WithoutFaultsEverybodyDecides) {
  Config config;
  config.n = 4;
  const ExploreResult result = explore::explore<Protocol>(config, with(GetParam(), 0, 0));
  expect_safe(result);
  EXPECT_EQ(result.states, 1'095U);
  EXPECT_EQ(result.properties[AtomicCommit::kTermination].verdict, Verdict::kHolds);
}

TEST_P(TwoPhaseCommitExploration, TimeOutsACrashAndARestart) {
  const ExploreResult result = explore::explore<Protocol>(Config{}, with(GetParam(), 1, 1));
  expect_safe(result);
  EXPECT_EQ(result.states, 35'237U);
}

INSTANTIATE_TEST_SUITE_P(Engines, TwoPhaseCommitExploration,
                         ::testing::Values(Engine::kBreadthFirst, Engine::kDepthFirst));

TEST(TwoPhaseCommitReductions, KeepVerdicts) {
  for (const bool symmetry : {false, true}) {
    for (const bool reduction : {false, true}) {
      ExploreOptions options = with(Engine::kBreadthFirst, 1, 0);
      options.symmetry = symmetry;
      options.reduction = reduction;
      const ExploreResult result = explore::explore<Protocol>(Config{}, options);
      expect_safe(result);
      EXPECT_EQ(result.asymmetry, "");
    }
  }
}

TEST(TwoPhaseCommitMutants, ACommitThatDoesNotWaitForAllIsFound) {
  Config config;
  config.votes_needed = 2;
  const ExploreResult result = explore::explore<Protocol>(config, with(Engine::kBreadthFirst, 0, 0));
  EXPECT_EQ(result.outcome, explore::Outcome::kViolation);
  EXPECT_EQ(result.properties[AtomicCommit::kCommitValidity].verdict, Verdict::kViolated);
}

faults::CampaignOptions campaign_options(std::uint64_t runs) {
  faults::CampaignOptions options;
  options.runs = runs;
  options.restarts = 3;
  options.network.loss = true;
  options.network.duplication = true;
  options.max_steps = 200;
  options.healthy_steps = 2'000;
  return options;
}

TEST(TwoPhaseCommitCampaign, FindsNothingWithCrashesAndLosses) {
  Config config;
  config.n = 4;
  config.refusal_odds = 10;
  const faults::CampaignResult result = faults::run_campaign<Protocol>(campaign_options(3'000), config);
  EXPECT_FALSE(result.finding) << result.finding->property << " in run " << result.finding->run;
  EXPECT_GT(result.coverage.restarts, 500U);
  EXPECT_GT(faults::counter(result, result.coverage.witnessed, "commits"), 300U);
}

TEST(TwoPhaseCommitCampaign, FindsTheHastyCommit) {
  Config config;
  config.votes_needed = 2;
  const faults::CampaignResult result = faults::run_campaign<Protocol>(campaign_options(500), config);
  ASSERT_TRUE(result.finding);
  faults::expect_replays<Protocol>(*result.finding, config);
}

}  // namespace
}  // namespace parley::two_phase_commit

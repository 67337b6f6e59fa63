// Paxos in every schedule of small instances, with pinned counts, and in campaigns of crashes and losses.
#include <gtest/gtest.h>

#include "checker/explore/explore.hpp"
#include "cli/compiled/paxos.hpp"
#include "protocols/consensus/paxos/paxos.hpp"
#include "tests/campaign/campaign_fixture.hpp"

namespace parley::paxos {
namespace {

using explore::Engine;
using explore::ExploreOptions;
using explore::ExploreResult;
using problems::Consensus;

Config rivals(std::uint32_t proposers, std::uint64_t max_round) {
  Config config;
  config.proposers = proposers;
  config.max_round = max_round;
  return config;
}

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

class PaxosExploration : public ::testing::TestWithParam<Engine> {};

TEST_P(PaxosExploration, TwoRivals) {
  const ExploreResult result = explore::explore<Protocol>(rivals(2, 1), with(GetParam(), 0, 0));
  expect_safe(result);
  EXPECT_EQ(result.states, 474'188U);
}

TEST_P(PaxosExploration, OneProposerACrashAndARestart) {
  const ExploreResult result = explore::explore<Protocol>(rivals(1, 1), with(GetParam(), 0, 1));
  expect_safe(result);
  EXPECT_EQ(result.states, 6'613U);
}

INSTANTIATE_TEST_SUITE_P(Engines, PaxosExploration, ::testing::Values(Engine::kBreadthFirst, Engine::kDepthFirst));

TEST(PaxosReductions, KeepVerdicts) {
  for (const bool symmetry : {false, true}) {
    for (const bool reduction : {false, true}) {
      ExploreOptions options = with(Engine::kBreadthFirst, 0, 0);
      options.symmetry = symmetry;
      options.reduction = reduction;
      expect_safe(explore::explore<Protocol>(rivals(2, 1), options));
    }
  }
}

std::size_t shortest_disagreement(const Config& config) {
  ExploreOptions options = with(Engine::kBreadthFirst, 0, 0);
  options.reduction = true;
  const ExploreResult result = explore::explore<Protocol>(config, options);
  const explore::PropertyReport& report = result.properties[Consensus::kAgreement];
  return report.verdict == Verdict::kViolated ? report.trace->steps.size() : 0;
}

TEST(PaxosMutants, QuorumsThatDoNotMeetDisagree) {
  Config promises = rivals(2, 1);
  promises.promise_quorum = 1;
  EXPECT_GT(shortest_disagreement(promises), 0U);
  Config votes = rivals(2, 1);
  votes.accept_quorum = 1;
  EXPECT_GT(shortest_disagreement(votes), 0U);
  Config flexible = rivals(2, 1);
  flexible.promise_quorum = 3;
  flexible.accept_quorum = 1;
  EXPECT_EQ(shortest_disagreement(flexible), 0U) << "any three meet any one of three";
}

faults::CampaignOptions campaign_options(std::uint64_t runs) {
  faults::CampaignOptions options;
  options.runs = runs;
  options.faulty = 1;
  options.strategies = {"crash"};
  options.restarts = 3;
  options.network.loss = true;
  options.network.duplication = true;
  options.max_steps = 400;
  options.healthy_steps = 4'000;
  return options;
}

TEST(PaxosCampaign, FindsNothingWithCrashesAndLosses) {
  const faults::CampaignResult result = faults::run_campaign<Protocol>(campaign_options(3'000), rivals(3, 0));
  EXPECT_FALSE(result.finding) << result.finding->property << " in run " << result.finding->run;
  EXPECT_GT(result.coverage.restarts, 500U);
  EXPECT_GT(faults::counter(result, result.coverage.witnessed, "decision"), 2'000U);
}

TEST(PaxosCampaign, FindsQuorumsThatDoNotMeet) {
  Config config = rivals(3, 0);
  config.promise_quorum = 1;
  const faults::CampaignResult result = faults::run_campaign<Protocol>(campaign_options(2'000), config);
  ASSERT_TRUE(result.finding);
  EXPECT_EQ(result.finding->property, "agreement");
  faults::expect_replays<Protocol>(*result.finding, config);
}

}  // namespace
}  // namespace parley::paxos

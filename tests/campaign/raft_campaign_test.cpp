// Campaigns on Raft: crashes and restarts, a lossy network, clocks that drift. At
// most one server crashes for good; what it answered before that counts.
#include <gtest/gtest.h>

#include "cli/compiled/raft.hpp"
#include "protocols/consensus/raft/raft.hpp"
#include "tests/campaign/campaign_fixture.hpp"

namespace parley::faults::of_raft {
namespace {

using raft::Protocol;

CampaignOptions crash_options(std::uint64_t runs) {
  CampaignOptions options;
  options.runs = runs;
  options.faulty = 1;
  options.strategies = {"crash", "power_loss"};
  options.restarts = 4;
  options.network.loss = true;
  options.network.duplication = true;
  options.max_steps = 1'500;
  options.healthy_steps = 6'000;
  return options;
}

TEST(RaftCampaign, finds_nothing_with_crashes_and_losses) {
  const CampaignResult result = run_campaign<Protocol>(crash_options(600), raft::Config{});
  EXPECT_FALSE(result.finding) << result.finding->property << " in run " << result.finding->run;
  EXPECT_GT(result.coverage.crashes, 100U);
  EXPECT_GT(result.coverage.restarts, 100U);
  EXPECT_GT(result.coverage.timers, 1'000U);
  EXPECT_GT(counter(result, result.coverage.witnessed, "response"), 300U);
}

TEST(RaftCampaign, a_vote_quorum_too_small_elects_two_leaders) {
  raft::Config config;
  config.vote_quorum = 1;
  CampaignOptions options = crash_options(600);
  options.properties = {"election_safety"};
  const CampaignResult result = run_campaign<Protocol>(options, config);
  ASSERT_TRUE(result.finding);
  EXPECT_LE(result.finding->events, 12U);
  expect_replays<Protocol>(*result.finding, config);
}

TEST(RaftCampaign, a_commit_quorum_too_small_loses_what_was_answered) {
  raft::Config config;
  config.commit_quorum = 1;
  CampaignOptions options = crash_options(2'000);
  const CampaignResult result = run_campaign<Protocol>(options, config);
  ASSERT_TRUE(result.finding);
  EXPECT_LT(result.finding->events, result.finding->recorded_events);
  expect_replays<Protocol>(*result.finding, config);
}

// A single run may take long: the end is asked for within it, and what was given up is no run.
TEST(RaftCampaign, a_run_is_given_up_within) {
  const raft::Config config;
  const SwarmSpace space = swarm_space<Protocol>(crash_options(1), config);
  Coverage coverage;
  coverage.resize(space.kinds.size(), std::size(Protocol::Problem::kProperties));
  CampaignRun<Protocol> run(space, config, PropertySet{~std::uint32_t{0}});
  int asked = 0;
  Cutoff cutoff([&asked] { return ++asked == 2; });
  run.give_up_at(&cutoff);
  for (std::uint64_t index = 0; index < 100 && asked < 2; ++index) run.execute(1, index, coverage);
  EXPECT_EQ(asked, 2);
  const std::uint64_t whole = coverage.runs;
  EXPECT_LT(whole, 100U);
  EXPECT_TRUE(run.execute(1, 0, coverage).violated().empty());
  EXPECT_EQ(coverage.runs, whole);
}

TEST(RaftCampaign, every_run_equals_the_world) {
  expect_equals_world<Protocol>(crash_options(0), raft::Config{}, 40);
}

}  // namespace
}  // namespace parley::faults::of_raft

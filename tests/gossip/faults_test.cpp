// Rumour spreading in every schedule of a small instance, in campaigns with liars, and against its model.
#include <gtest/gtest.h>

#include "checker/conform/conform.hpp"
#include "checker/explore/explore.hpp"
#include "cli/compiled/gossip.hpp"
#include "models/maps/gossip.hpp"
#include "models/ta_reader.hpp"
#include "tests/campaign/campaign_fixture.hpp"
#include "tests/paxos/random_run.hpp"
#include "tests/source_dir.hpp"

namespace parley::gossip {
namespace {

using problems::Rumour;

TEST(GossipExploration, IntegrityHoldsWhateverALiarSays) {
  Config config{.n = 3, .t = 1, .pull = false};
  explore::ExploreOptions options;
  options.timer_firings = 2;
  options.byzantine.insert(ProcessId{2});
  const explore::ExploreResult result = explore::explore<Protocol>(config, options);
  EXPECT_EQ(result.outcome, explore::Outcome::kExhausted);
  EXPECT_EQ(result.properties[Rumour::kIntegrity].verdict, Verdict::kHolds);
  EXPECT_EQ(result.properties[Rumour::kSpreads].verdict, Verdict::kHolds);
}

faults::CampaignResult campaign(const Config& config) {
  faults::CampaignOptions options;
  options.runs = 1'000;
  options.faulty = 1;
  options.strategies = {"protocol"};
  options.properties = {"integrity"};
  options.max_steps = 100;
  return faults::run_campaign<Protocol>(options, config);
}

TEST(GossipCampaign, AForgedRumourIsBelievedByNobody) {
  const faults::CampaignResult result = campaign({.n = 5, .t = 1});
  EXPECT_FALSE(result.finding) << result.finding->property << " in run " << result.finding->run;
  EXPECT_GT(faults::counter(result, result.coverage.witnessed, "spreads"), 500U);
}

TEST(GossipCampaign, FindsWhoTrustsAnySigner) {
  const Config config{.n = 5, .t = 1, .trust_any_signer = true};
  const faults::CampaignResult result = campaign(config);
  ASSERT_TRUE(result.finding);
  faults::expect_replays<Protocol>(*result.finding, config);
}

TEST(GossipConforms, RandomRunsAreRunsOfTheModel) {
  const ThresholdAutomaton model = read_model_file(source_dir() + "/models/gossip.ta");
  for (const bool pull : {false, true}) {
    std::size_t moves = 0;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
      const Config config{.n = 6, .pull = pull};
      parley::testing::RandomRun<Protocol> run(config, seed);
      run.take(200);
      const auto projections = ModelMap<Protocol>::projections(config, ProcessSet::first(config.n), run.views());
      ASSERT_EQ(projections.size(), 1U);
      moves += projections[0].moves.size();
      const conform::ConformResult result = conform::check_conformance(model, projections);
      EXPECT_TRUE(result.conforms) << result.reason;
    }
    EXPECT_GT(moves, 300U);
  }
}

// A rumour that somebody else has signed is none that anybody knew.
TEST(GossipConforms, NotAForgedRumour) {
  const ThresholdAutomaton model = read_model_file(source_dir() + "/models/gossip.ta");
  const Config config{.n = 4};
  ProcessSet correct = ProcessSet::first(4);
  correct.erase(ProcessId{3});
  State deceived;
  deceived.rumour = SignatureAccess::make(Said{5}, ProcessId{3});
  const auto projections = ModelMap<Protocol>::projections(config, correct, {{0, 1, true, deceived}});
  EXPECT_FALSE(conform::check_conformance(model, projections).conforms);
}

}  // namespace
}  // namespace parley::gossip

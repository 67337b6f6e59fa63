// Campaigns: nothing is found within the bound, whatever the faults; beyond it, and where a rule is missing, something
// is.
#include <gtest/gtest.h>

#include "faults/campaign/campaign.hpp"
#include "protocols/broadcast/amortized/amortized.hpp"
#include "tests/campaign/campaign_fixture.hpp"

namespace parley::amortized {
namespace {

faults::CampaignResult campaign(const Config& config, std::uint32_t faulty, std::uint64_t runs) {
  faults::CampaignOptions options;
  options.faulty = faulty;
  options.runs = runs;
  options.shrink_budget = 500;
  return faults::run_campaign<Protocol>(options, config);
}

void expect_none(const Config& config, std::uint32_t faulty, std::uint64_t runs, std::uint64_t least_delivered) {
  const auto result = campaign(config, faulty, runs);
  EXPECT_FALSE(result.finding) << result.finding->property << " in run " << result.finding->run;
  EXPECT_GE(faults::counter(result, result.coverage.witnessed, "delivery"), least_delivered);
}

class AmortizedCampaign : public testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(Optimistic, AmortizedCampaign, testing::Bool());

TEST_P(AmortizedCampaign, NothingIsFoundWithinTheBound) {
  Config config{.n = 4, .t = 1, .senders = 2, .payloads = 3, .optimistic = GetParam()};
  expect_none(config, 1, 250, 250);
  config.c = 3;
  expect_none(config, 1, 250, 250);
  Config seven{.n = 7, .t = 2, .payloads = 5, .c = 2, .optimistic = GetParam()};
  expect_none(seven, 2, 250, 120);
  seven.random_committees = true;
  expect_none(seven, 2, 200, 90);
}

TEST_P(AmortizedCampaign, AFaultTooManyIsFound) {
  const Config config{.n = 4, .t = 1, .senders = 2, .payloads = 2, .optimistic = GetParam()};
  const auto result = campaign(config, 2, 2'000);
  ASSERT_TRUE(result.finding);
  faults::expect_replays<Protocol>(*result.finding, config);
}

// The faults that are told of the protocol, each with drawn schedules.
faults::FaultPlan plan_of(ProcessId who, faults::StrategySpec strategy) {
  faults::FaultPlan plan;
  plan.byzantine.push_back({who, {std::move(strategy)}});
  return plan;
}

void expect_withstands(const Config& config, const faults::FaultPlan& plan, std::uint64_t least_delivered) {
  faults::CampaignOptions options;
  options.faulty = 1;
  options.runs = 200;
  options.plan = plan;
  const auto result = faults::run_campaign<Protocol>(options, config);
  EXPECT_FALSE(result.finding) << result.finding->property << " in run " << result.finding->run;
  EXPECT_GE(faults::counter(result, result.coverage.witnessed, "delivery"), least_delivered);
}

TEST(AmortizedFaults, AreWithstood) {
  const Config config{.n = 4, .t = 1, .payloads = 4};
  faults::Equivocate two_chains;
  two_chains.second_face = faults::SecondFace::kConfig;
  expect_withstands(config, plan_of(ProcessId{0}, two_chains), 0);
  Config late = config;
  late.edition_from = 3;  // the chains part at the third block
  expect_withstands(late, plan_of(ProcessId{0}, two_chains), 100);
  faults::DropToSome withheld;
  withheld.to = ProcessSet{ProcessId{3}};
  withheld.messages = {"Block"};
  expect_withstands(config, plan_of(ProcessId{0}, withheld), 100);  // a faulty sender owes nothing
  faults::Mute votes;
  votes.messages = {"Vote"};
  expect_withstands(config, plan_of(ProcessId{2}, votes), 200);
  faults::ProtocolAttack forged;
  forged.attack = "forged_readies";
  expect_withstands(config, plan_of(ProcessId{2}, forged), 200);
}

}  // namespace
}  // namespace parley::amortized

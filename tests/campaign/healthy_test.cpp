// The end of a healthy phase, what liars may do in it, and shrinking that is told to stop.
#include "faults/campaign/healthy.hpp"

#include <gtest/gtest.h>

#include "protocols/broadcast/bracha/bracha.hpp"
#include "tests/campaign/campaign_fixture.hpp"

namespace parley::faults {
namespace {

FaultPlan plan_with_liar(ProcessId liar) {
  FaultPlan plan;
  plan.byzantine.push_back({liar, {Mute{}}});
  return plan;
}

TEST(HealthyShare, a_liar_steps_as_often_as_the_others_on_their_own_account_and_a_few_times_more) {
  const ProcessId liar{3};
  HealthyShare share(plan_with_liar(liar));
  int advance = 0;
  while (share.grants(liar, ProcessId{0})) ++advance;
  EXPECT_EQ(advance, 64);
  // Answering the liar earns it nothing, or two of them could go on for ever.
  for (int answer = 0; answer < 100; ++answer) EXPECT_TRUE(share.grants(ProcessId{0}, liar));
  EXPECT_FALSE(share.grants(liar, std::nullopt));
  EXPECT_EQ(share.steps(), 0U);
  EXPECT_TRUE(share.grants(ProcessId{0}, ProcessId{1}));
  EXPECT_TRUE(share.grants(ProcessId{1}, std::nullopt));
  EXPECT_EQ(share.steps(), 2U);
  EXPECT_TRUE(share.grants(liar, std::nullopt));
  EXPECT_TRUE(share.grants(liar, ProcessId{0}));
  EXPECT_FALSE(share.grants(liar, ProcessId{0}));
}

TEST(HealthyLimit, is_over_after_its_steps_once_time_outs_have_gone_off_and_in_any_case_after_many_times_as_many) {
  const HealthyLimit limit(10, 5, 7);  // the longest time-out takes 2 ticks: five doublings of it end at 5 + 62
  EXPECT_FALSE(limit.over(9, 1'000));
  EXPECT_FALSE(limit.over(10, 67));
  EXPECT_TRUE(limit.over(10, 68));
  EXPECT_FALSE(limit.over(999, 6));
  EXPECT_TRUE(limit.over(1'000, 6));
}

// A violation of Bracha with thresholds too small, as run `index` of a campaign leaves it.
struct Violation {
  bracha::Config config;
  Recording<Mixed<bracha::Protocol>> recording;
  FaultPlan plan;
  Goal goal;

  Violation() {
    config.echo_quorum = 2;
    config.ready_support = 1;
    config.delivery_quorum = 2;
    CampaignOptions options;
    options.runs = 1'000;
    options.faulty = 1;
    const SwarmSpace space = swarm_space<bracha::Protocol>(options, config);
    CampaignRun<bracha::Protocol> run(space, config, PropertySet{~std::uint32_t{0}});
    for (std::uint64_t index = 0; index < options.runs; ++index) {
      Coverage coverage;
      coverage.resize(space.kinds.size(), std::size(bracha::Protocol::Problem::kProperties));
      recording = {};
      const Outcome outcome = run.execute(1, index, coverage, &recording);
      if (outcome.violated().empty()) continue;
      const std::size_t property = first_violation(outcome);
      goal = {property, bracha::Protocol::Problem::kProperties[property].kind, space.healthy_steps()};
      plan = run.mix().plan;
      return;
    }
    ADD_FAILURE() << "no run violates anything";
  }
};

TEST(Shrinker, leaves_the_recording_as_it_is_when_it_is_cut_at_once) {
  const Violation violation;
  Cutoff cutoff([] { return true; });
  ASSERT_TRUE(cutoff.ask());
  Shrinker<bracha::Protocol> shrinker(violation.config, violation.goal, 4'000, &cutoff);
  std::optional<Case<Mixed<bracha::Protocol>>> whole = shrinker.adopt(violation.plan, violation.recording);
  ASSERT_TRUE(whole);
  const auto least = shrinker.shrink(*std::move(whole));
  EXPECT_EQ(least.items.size(), violation.recording.events.size());
  EXPECT_EQ(shrinker.tried(), 0U);
  EXPECT_EQ(record_trace<bracha::Protocol>(violation.config, least).steps.size(), violation.recording.events.size());
}

TEST(Shrinker, ends_at_the_cutoff_with_the_least_so_far) {
  const Violation violation;
  int asked = 0;
  Cutoff cutoff([&asked] { return ++asked > 3; });
  Shrinker<bracha::Protocol> shrinker(violation.config, violation.goal, 4'000, &cutoff);
  std::optional<Case<Mixed<bracha::Protocol>>> whole = shrinker.adopt(violation.plan, violation.recording);
  ASSERT_TRUE(whole);
  const auto least = shrinker.shrink(*std::move(whole));
  EXPECT_LE(shrinker.tried(), 5U);
  EXPECT_LE(least.items.size(), violation.recording.events.size());
  EXPECT_GT(record_trace<bracha::Protocol>(violation.config, least).steps.size(), 0U);
}

}  // namespace
}  // namespace parley::faults

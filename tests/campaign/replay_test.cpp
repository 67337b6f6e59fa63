// Replay says where a trace does not happen as recorded, and survives any trace.
#include <gtest/gtest.h>

#include "cli/compiled/bracha.hpp"
#include "protocols/broadcast/bracha/bracha.hpp"
#include "tests/campaign/campaign_fixture.hpp"

namespace parley::faults {
namespace {

using bracha::Protocol;
using world::Divergence;

class Replay : public testing::Test {
 protected:
  void SetUp() override {
    CampaignOptions options;
    options.faulty = 2;
    options.properties = {"agreement"};
    const CampaignResult result = run_campaign<Protocol>(options, config_);
    ASSERT_TRUE(result.finding);
    trace_ = result.finding->trace;
    mixed_ = MixedConfig<Protocol>(config_, result.finding->plan);
    ASSERT_TRUE(run().agrees());
  }

  world::ReplayResult run() const { return world::replay<Mixed<Protocol>>(trace_, mixed_); }

  // The first step of that kind.
  world::TraceStep& first(world::EventKind kind) {
    for (world::TraceStep& step : trace_.steps)
      if (step.kind == kind) return step;
    ADD_FAILURE() << "no such step";
    return trace_.steps.front();
  }

  bracha::Config config_;
  world::Trace trace_;
  MixedConfig<Protocol> mixed_;
};

TEST_F(Replay, reports_the_properties) {
  const world::ReplayResult result = run();
  EXPECT_TRUE(result.broken.contains(problems::ReliableBroadcast::kAgreement));
  EXPECT_EQ(result.step, trace_.steps.size());
}

TEST_F(Replay, names_the_first_step_whose_state_differs) {
  trace_.steps[2].state = trace_.steps[1].state + "00";
  EXPECT_EQ(run().divergence, Divergence::kState);
  EXPECT_EQ(run().step, 2U);
}

TEST_F(Replay, names_an_impossible_delivery) {
  first(world::EventKind::kDeliver).sequence = 1000;
  EXPECT_EQ(run().divergence, Divergence::kImpossible);
}

TEST_F(Replay, survives_processes_that_do_not_exist) {
  trace_.steps[0].process = 77;
  EXPECT_EQ(run().divergence, Divergence::kUnreadable);
}

TEST_F(Replay, survives_senders_that_do_not_exist) {
  first(world::EventKind::kDeliver).from = 4'000'000'000;
  EXPECT_EQ(run().divergence, Divergence::kImpossible);
}

TEST_F(Replay, notices_choices_that_were_not_asked_for) {
  trace_.steps[0].choices.push_back(1);
  EXPECT_EQ(run().divergence, Divergence::kChoices);
}

TEST_F(Replay, survives_bytes_that_are_no_timer) {
  trace_.steps[1].kind = world::EventKind::kTimer;
  trace_.steps[1].timer = "zz";
  EXPECT_EQ(run().divergence, Divergence::kUnreadable);
}

TEST_F(Replay, notices_a_violation_that_does_not_happen) {
  trace_.violation = "delivery";
  EXPECT_EQ(run().divergence, Divergence::kViolation);
  trace_.violation = "no such property";
  EXPECT_EQ(run().divergence, Divergence::kViolation);
}

// As of a witness of something else: nothing differs from what was recorded, and the verdicts tell it.
TEST_F(Replay, tells_a_violation_that_was_not_recorded) {
  trace_.violation.clear();
  EXPECT_TRUE(run().agrees());
  EXPECT_FALSE(run().broken.empty());
}

TEST_F(Replay, of_the_honest_instance_is_another_story) {
  const MixedConfig<Protocol> honest(config_);
  EXPECT_FALSE(world::replay<Mixed<Protocol>>(trace_, honest).agrees());
}

}  // namespace
}  // namespace parley::faults

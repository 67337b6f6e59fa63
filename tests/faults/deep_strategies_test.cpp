// Strategies that reach below the messages: two replicas under one identity, made-up messages, clocks, the disk.
#include <gtest/gtest.h>

#include "protocols/consensus/raft/raft.hpp"
#include "tests/faults/rig.hpp"

namespace parley::faults {
namespace {

using chatter::Hello;
using chatter::Question;

TEST(Twins, each_copy_speaks_to_its_own_part) {
  // Dealt to the second copy: process 1 alone. The second says 110 where the inputs are its own.
  Rig rig({Twins{8, SecondFace::kConfig}}, {0, 1, 0});
  EXPECT_EQ(rig.start(), (Said{"Hello 10 -> 0 3", "Greeting 10 of 2 -> 3", "Hello 110 -> 1"}));
}

TEST(Twins, each_copy_hears_its_own_part) {
  Rig rig({Twins{8, SecondFace::kConfig}}, {0, 1, 0});
  rig.start();
  rig.receive(0, Hello{7});
  rig.receive(1, Hello{7});
  rig.receive(1, Hello{8});
  EXPECT_EQ(rig.state().honest.heard, 1U);
  EXPECT_EQ(rig.state().byzantine.front().second.front().heard, 2U);
}

TEST(Twins, are_dealt_anew_after_their_period) {
  Rig rig({Twins{1, SecondFace::kConfig}}, {0, 1, 0, 1, 0, 0});
  EXPECT_EQ(rig.start().back(), "Hello 110 -> 1");
  EXPECT_EQ(rig.receive(0, Question{7}), (Said{"Answer 7 -> 0"}));
  rig.receive(0, Hello{7});
  EXPECT_EQ(rig.state().honest.heard, 1U) << "from then on 0 is of the first copy again";
}

TEST(Equivocate, tells_both_stories_to_who_is_in_both_parts) {
  Rig rig({Equivocate{ProcessSet{ProcessId{1}}, SecondFace::kConfig, {}, ProcessSet{ProcessId{0}, ProcessId{1}}}});
  EXPECT_EQ(rig.start(), (Said{"Hello 10 -> 0 1", "Hello 110 -> 1"}));
}

TEST(Fabricate, changes_what_it_heard_and_sends_it_to_one) {
  Rig rig({Fabricate{}});
  rig.start();
  // It happens; the first message remembered, which it said itself; one change, of the first leaf (the kind, to an
  // answer of the same shape), to process 0.
  rig.choose({1, 0, 1, 0, 0, 0});
  const Said said = rig.receive(1, Hello{5});
  ASSERT_EQ(said.size(), 1U);
  EXPECT_EQ(said[0], "Question 10 -> 0");
}

TEST(Fabricate, is_honest_by_choice_zero) {
  Rig rig({Fabricate{}});
  EXPECT_EQ(rig.start().size(), 2U);
  EXPECT_TRUE(rig.receive(1, Hello{5}).empty());
}

TEST(Clock, scales_what_timers_are_set_to) {
  TickRange range{{10}, {250}};
  Clock{50}.scale(range);
  EXPECT_EQ(range.least.count, 5U);
  EXPECT_EQ(range.most.count, 125U);
  Clock{0}.scale(range);
  EXPECT_EQ(range.most.count, 1U) << "time goes on";
}

using RaftMixed = Mixed<raft::Protocol>;

struct Disk {
  explicit Disk(PowerLoss loss)
      : config(raft::Config{}, FaultPlan{{{ProcessId{0}, {loss}}}, {}, {}}), stepper(config) {}

  // Whether the candidate's request for votes left.
  bool stands() {
    stepper.start(ProcessId{0}, local, choices);
    const RaftMixed::Timer timer = FaceTimer<raft::Protocol>{0, raft::ElectionTimeout{}};
    bool left = false;
    for (const Effect<RaftMixed>& effect : stepper.fire(ProcessId{0}, local, timer, choices))
      left |= std::holds_alternative<Broadcast<RaftMixed>>(effect);
    return left;
  }

  MixedConfig<raft::Protocol> config;
  world::Stepper<RaftMixed> stepper{config};
  world::LocalState<RaftMixed> local;
  Choices choices;
};

TEST(PowerLoss, takes_what_follows_the_record_that_was_not_written) {
  Disk disk(PowerLoss{1, 0});
  EXPECT_FALSE(disk.stands());
  EXPECT_EQ(disk.local.durable.term, 0U);
  EXPECT_TRUE(RaftMixed::has_lost_power(disk.config, disk.local.state));
  const RaftMixed::Message request = raft::RequestVote{5, 0, 0};
  EXPECT_TRUE(disk.stepper.deliver(ProcessId{0}, disk.local, ProcessId{1}, request, disk.choices).empty());
  world::Stepper<RaftMixed>::crash(disk.local);
  disk.stepper.start(ProcessId{0}, disk.local, disk.choices);
  EXPECT_FALSE(RaftMixed::has_lost_power(disk.config, disk.local.state));
}

TEST(PowerLoss, waits_for_a_step_with_more_records) {
  Disk disk(PowerLoss{0, 1});
  EXPECT_TRUE(disk.stands());
  EXPECT_EQ(disk.local.durable.term, 1U);
  EXPECT_FALSE(RaftMixed::has_lost_power(disk.config, disk.local.state));
}

}  // namespace
}  // namespace parley::faults

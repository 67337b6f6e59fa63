// Scripted runs of a whole instance: what the paper tells of view changes, checkpoints and restarts.
#include <gtest/gtest.h>

#include "protocols/consensus/pbft/rules.hpp"
#include "tests/pbft/instance.hpp"

namespace parley::pbft::testing {
namespace {

using parley::testing::attacker;
using Cluster = parley::testing::Instance<Protocol>;
constexpr ProcessId kP0{0}, kP1{1}, kP2{2}, kP3{3}, kClient{4};

Config one_client(std::uint32_t operations) {
  Config config;
  config.operations = operations;
  config.checkpoint_interval = 2;
  return config;
}

const Replica& replica(const Cluster& run, ProcessId id) {
  return std::get<Replica>(run.state(id).part);
}

template <class... M>
auto losing() {
  return [](ProcessId, ProcessId, const Protocol::Message& message) {
    return (std::holds_alternative<M>(message) || ...);
  };
}

TEST(Pbft, ThreePhasesAnswerAndExecuteEverywhere) {
  Cluster run(one_client(1), {}, 1);
  run.settle();
  EXPECT_EQ(run.failure(), "");
  EXPECT_TRUE(run.monitor().unfulfilled().empty());
  for (const ProcessId id : {kP0, kP1, kP2, kP3}) EXPECT_EQ(replica(run, id).executed, 1U);
}

TEST(Pbft, ASilentPrimaryIsReplaced) {
  Cluster run(one_client(3), {{attacker(kP0, "silent_primary")}, {}, {}}, 1);
  run.settle();
  EXPECT_EQ(replica(run, kP1).executed, 0U);
  ASSERT_TRUE(run.fire<RetryDue>(kClient));
  run.settle();
  for (const ProcessId id : {kP1, kP2, kP3}) ASSERT_TRUE(run.fire<ViewTimeout>(id));
  run.settle();
  EXPECT_EQ(replica(run, kP2).view, 1U);
  EXPECT_TRUE(replica(run, kP2).active);
  EXPECT_TRUE(run.monitor().unfulfilled().empty());
}

// Prepared at a quorum, and committed at p3 alone, when the primary goes: the next view must order it again.
TEST(Pbft, WhatOneReplicaCommittedTheNextViewOrdersAgain) {
  Cluster run(one_client(1), {}, 1);
  run.settle([](ProcessId from, ProcessId to, const Protocol::Message& message) {
    return std::holds_alternative<Commit>(message) && to != kP3 && from != to;
  });
  EXPECT_EQ(replica(run, kP3).executed, 1U);
  EXPECT_EQ(replica(run, kP1).executed, 0U);
  run.crash(kP0);
  for (const ProcessId id : {kP1, kP2}) ASSERT_TRUE(run.fire<ViewTimeout>(id));
  run.settle();
  EXPECT_EQ(replica(run, kP1).view, 1U);
  EXPECT_EQ(replica(run, kP1).executed, 1U);
  EXPECT_EQ(run.failure(), "");
  EXPECT_EQ(run.monitor().log.size(), 1U);
}

TEST(Pbft, AForgedOpeningIsRefusedAndTheViewAfterItServes) {
  Cluster run(one_client(2), {{attacker(kP1, "forge_opening")}, {}, {}}, 1);
  run.settle(losing<Commit>());
  for (const ProcessId id : {kP1, kP2, kP3}) run.fire<ViewTimeout>(id);
  run.settle();
  EXPECT_FALSE(replica(run, kP2).active) << "p1 proposed null where something was prepared";
  EXPECT_TRUE(run.converge()) << run.failure();
  EXPECT_GE(replica(run, kP2).view, 2U);
}

TEST(Pbft, CheckpointsBecomeStableAndDiscardWhatIsBeforeThem) {
  Cluster run(one_client(5), {}, 1);
  run.settle();
  for (const ProcessId id : {kP0, kP1, kP2, kP3}) {
    EXPECT_EQ(replica(run, id).executed, 5U);
    EXPECT_EQ(replica(run, id).stable, 4U);
    EXPECT_EQ(replica(run, id).prepared.size(), 1U);
    EXPECT_EQ(replica(run, id).snapshots.size(), 1U);
    EXPECT_TRUE(valid_proof(one_client(5), 4, replica(run, id).proof));
    EXPECT_EQ(run.durable(id).accepted.size(), 1U);
  }
}

// p3 hears nothing while the others go on and discard; then it is given their state.
TEST(Pbft, AReplicaThatMissedWhatWasDiscardedIsGivenTheState) {
  Cluster run(one_client(5), {}, 1);
  run.settle([](ProcessId, ProcessId to, const Protocol::Message&) { return to == kP3; });
  EXPECT_EQ(replica(run, kP3).executed, 0U);
  EXPECT_EQ(replica(run, kP0).stable, 4U);
  ASSERT_TRUE(run.fire<StatusDue>(kP3));
  run.settle();
  EXPECT_EQ(replica(run, kP3).stable, 4U);
  ASSERT_TRUE(run.fire<StatusDue>(kP3));
  run.settle();
  EXPECT_EQ(replica(run, kP3).executed, 5U);
  EXPECT_EQ(run.failure(), "");
  EXPECT_TRUE(run.monitor().unfulfilled().empty());
}

// p3 executes as the others do, but nobody's checkpoints reach it: without the proof it would take no part in what
// comes after its window.
TEST(Pbft, AReplicaThatMissedTheCheckpointsIsGivenTheirProof) {
  Cluster run(one_client(5), {}, 1);
  run.settle([](ProcessId, ProcessId to, const Protocol::Message& message) {
    return to == kP3 && std::holds_alternative<Checkpoint>(message);
  });
  EXPECT_EQ(replica(run, kP3).executed, 4U);  // the end of its window
  EXPECT_EQ(replica(run, kP3).stable, 0U);
  ASSERT_TRUE(run.fire<StatusDue>(kP3));
  run.settle();
  EXPECT_EQ(replica(run, kP3).stable, 4U);
  EXPECT_TRUE(valid_proof(one_client(5), 4, replica(run, kP3).proof));
}

// One replica's word is not enough to execute a request, but its client's signature is to wait for it.
TEST(Pbft, WhatOneReplicaExecutedTheOthersWaitFor) {
  Cluster run(one_client(1), {}, 1);
  run.settle([](ProcessId, ProcessId to, const Protocol::Message&) { return to == kP3; });
  ASSERT_TRUE(run.fire<StatusDue>(kP3));
  run.settle([](ProcessId from, ProcessId to, const Protocol::Message&) { return to == kP3 && from != kP2; });
  EXPECT_EQ(replica(run, kP3).executed, 0U);
  EXPECT_EQ(replica(run, kP3).pending.size(), 1U);
  EXPECT_TRUE(run.fire<ViewTimeout>(kP3));
}

// What is not durable is gone, and nothing that was promised rests on it.
TEST(Pbft, ARestartedReplicaKeepsWhatItAcceptedAndPrepared) {
  Cluster run(one_client(3), {}, 1);
  run.settle([](ProcessId, ProcessId, const Protocol::Message& message) {
    const auto* commit = std::get_if<Commit>(&message);
    return commit != nullptr && commit->sequence == 3;
  });
  const Replica before = replica(run, kP2);
  run.crash(kP2);
  run.restart(kP2);
  const Replica& after = replica(run, kP2);
  EXPECT_EQ(after.stable, 2U);
  EXPECT_EQ(hash64(after.prepared), hash64(before.prepared));
  ASSERT_EQ(after.slots.size(), 1U);
  EXPECT_TRUE(after.slots[0].prepared);
  EXPECT_FALSE(may_accept(one_client(3), after, *before.slots[0].proposal)) << "not a second time";
  EXPECT_TRUE(run.converge()) << run.failure();
}

TEST(Pbft, AllReplicasRestartAndGoOn) {
  Cluster run(one_client(6), {}, 3);
  run.run_random({0.02, 0.05, 0, 0, 0}, 60);
  for (const ProcessId id : {kP0, kP1, kP2, kP3, kClient}) {
    run.crash(id);
    run.restart(id);
  }
  EXPECT_TRUE(run.converge()) << run.failure();
}

TEST(Pbft, ConfigurationsThatMakeNoSenseAreNamed) {
  Config config;
  config.n = 3;
  EXPECT_EQ(Protocol::validate(config)->parameter, "n");
  config = {};
  config.checkpoint_interval = 0;
  EXPECT_EQ(Protocol::validate(config)->parameter, "checkpoint_interval");
  config = {};
  config.window = 3;
  EXPECT_EQ(Protocol::validate(config)->parameter, "window");
  config = {};
  config.request_ticks = 0;
  EXPECT_EQ(Protocol::validate(config)->parameter, "request_ticks");
  EXPECT_FALSE(Protocol::validate({}).has_value());
}

}  // namespace
}  // namespace parley::pbft::testing

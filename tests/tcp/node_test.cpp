// Real protocols on real sockets: they solve their problem, survive crashes, and their merged traces replay step by
// step in the world.
#include "net/tcp/node.hpp"

#include <gtest/gtest.h>
#include <random>

#include "faults/mixed.hpp"
#include "net/world/world.hpp"
#include "protocols/broadcast/bracha/bracha.hpp"
#include "protocols/consensus/pbft/pbft.hpp"
#include "protocols/consensus/raft/raft.hpp"
#include "protocols/core/error.hpp"
#include "tests/tcp/fleet.hpp"

namespace parley::tcp {
namespace {

using namespace test;

// Every step of the merged trace is possible in the world and leads to the recorded state.
template <Process P>
void expect_replays(const MergedTrace& merged, const typename P::Config& config) {
  EXPECT_EQ(merged.unsent, 0U);
  world::World<P> world(config, ProcessSet::first(process_count(config)));
  std::size_t number = 0;
  for (const world::TraceStep& step : merged.trace.steps) {
    const auto event = world::event_of<P>(step);
    ASSERT_TRUE(event.has_value());
    ASSERT_EQ(world.refusal(*event), world::Refusal::kNone) << "step " << number << " of process " << step.process;
    (void)world.apply(*event);
    ASSERT_EQ(world::to_hex(encode(world.local(event->process).state)), step.state)
        << "step " << number << " of process " << step.process << ": " << step.text;
    ++number;
  }
  EXPECT_GT(number, 0U);
}

bracha::Config bracha_config(std::uint32_t n, std::uint32_t t) {
  bracha::Config config;
  config.n = n;
  config.t = t;
  config.value = 42;
  return config;
}

TEST(Node, FourBrachaNodesDeliverAndTheirTraceReplays) {
  const bracha::Config config = bracha_config(4, 1);
  Fleet<bracha::Protocol> fleet(config, ProcessSet::first(4));
  fleet.start_all();
  ASSERT_TRUE(fleet.run_until_fulfilled());
  EXPECT_TRUE(fleet.monitor().broken().empty());
  EXPECT_EQ(fleet.outputs().size(), 4U);
  const NodeMetrics metrics = fleet.node(0).metrics();
  EXPECT_GE(metrics.delivered, 3U);
  EXPECT_EQ(metrics.undeliverable + metrics.bad_messages + metrics.envelopes.rejected_total(), 0U);
  expect_replays<bracha::Protocol>(fleet.merged(), config);
}

TEST(Node, AByzantineNodeRunsItsStrategyAndTheOthersAgree) {
  using Mixed = faults::Mixed<bracha::Protocol>;
  faults::FaultPlan plan;
  plan.byzantine.push_back({ProcessId{0}, {faults::Equivocate{}}});
  const Mixed::Config config(bracha_config(4, 1), plan);
  ASSERT_FALSE(Mixed::validate(config).has_value());
  Fleet<Mixed> fleet(config, Mixed::correct(config));
  fleet.start_all();
  // The sender lies, so nobody need deliver; the run ends when every link has gone quiet.
  ASSERT_TRUE(run_until(fleet.io, [&] {
    for (std::size_t i = 0; i < 4; ++i) {
      const NodeMetrics metrics = fleet.node(i).metrics();
      if (metrics.delivered < 4) return false;
      for (const LinkMetrics& link : metrics.transport.peers) {
        if (link.queued_bytes > 0) return false;
      }
    }
    return true;
  }));
  EXPECT_TRUE(fleet.monitor().broken().empty());
  expect_replays<Mixed>(fleet.merged(), config);
}

raft::Config raft_config() {
  raft::Config config;
  config.n = 3;
  config.t = 1;
  config.clients = 2;
  config.operations = 150;
  config.keys = 2;
  config.values = 5;
  return config;
}

TEST(Node, RaftServesClientsThroughCrashesOfEveryServer) {
  const raft::Config config = raft_config();
  Fleet<raft::Protocol> fleet(config, ProcessSet::first(process_count(config)));
  fleet.options().snapshot_bytes = 500;  // often
  fleet.start_all();
  std::mt19937 random(1);
  std::uint64_t syncs = 0;
  int crashes_at_work = 0;
  for (std::size_t round = 0; round < 6; ++round) {
    const std::size_t victim = round % 3;
    const auto steps = fleet.node(victim).metrics().steps + 20 + random() % 50;
    run_until(fleet.io,
              [&] { return fleet.node(victim).metrics().steps > steps || fleet.monitor().unfulfilled().empty(); });
    syncs += fleet.node(victim).metrics().log.syncs;
    crashes_at_work += fleet.monitor().unfulfilled().empty() ? 0 : 1;
    fleet.crash(victim);
    fleet.start(victim);
  }
  ASSERT_TRUE(fleet.run_until_fulfilled());
  EXPECT_TRUE(fleet.monitor().broken().empty()) << fleet.monitor().broken().bits;
  EXPECT_GT(syncs, 0U);
  EXPECT_GE(crashes_at_work, 3);
  for (std::size_t i = 0; i < fleet.size(); ++i) fleet.crash(i);
  expect_replays<raft::Protocol>(fleet.merged(), config);
}

// States and messages of real nodes hold Ed25519 signatures; their traces hold symbolic ones, so that the world, which
// has no keys, comes to the same states.
TEST(Node, SignedMessagesAreVerifiedAndTheTraceReplaysWithoutKeys) {
  pbft::Config config;
  config.operations = 3;
  Fleet<pbft::Protocol> fleet(config, ProcessSet::first(process_count(config)));
  fleet.start_all();
  ASSERT_TRUE(fleet.run_until_fulfilled());
  EXPECT_TRUE(fleet.monitor().broken().empty()) << fleet.monitor().broken().bits;
  std::uint64_t bad = 0;
  for (std::size_t i = 0; i < fleet.size(); ++i) bad += fleet.node(i).metrics().bad_signatures;
  EXPECT_EQ(bad, 0U);
  const auto& prepared = std::get<pbft::Replica>(fleet.node(0).local().state.part).prepared;
  ASSERT_FALSE(prepared.empty());
  EXPECT_EQ(prepared.begin()->second.proposal.ordering.signature().size(), 64U);
  for (std::size_t i = 0; i < fleet.size(); ++i) fleet.crash(i);
  expect_replays<pbft::Protocol>(fleet.merged(), config);
}

TEST(Node, StopsGracefully) {
  const raft::Config config = raft_config();
  Fleet<raft::Protocol> fleet(config, ProcessSet::first(process_count(config)));
  fleet.start_all();
  ASSERT_TRUE(run_until(fleet.io, [&] { return fleet.node(3).metrics().outputs > 3; }));
  std::size_t stopped = 0;
  for (std::size_t i = 0; i < fleet.size(); ++i) fleet.node(i).stop(std::chrono::seconds(30), [&] { ++stopped; });
  ASSERT_TRUE(run_until(fleet.io, [&] { return stopped == fleet.size(); }));
  for (std::size_t i = 0; i < fleet.size(); ++i) EXPECT_EQ(fleet.node(i).metrics().held_steps, 0U);
}

TEST(Node, CountsAndDropsWhatIsNoMessage) {
  const bracha::Config config = bracha_config(4, 1);
  FleetKeys keys = make_keys(4, 0, std::chrono::milliseconds(1));
  keys.cluster.limits.bytes_per_second = 2e6;
  boost::asio::io_context io;
  Node<bracha::Protocol> node(io, config, keys.cluster, keys.identities[3], 3, {}, {});
  node.start();
  keys.cluster.addresses[3].port = node.transport().listen_port();
  struct Silent : TransportHandler {
    void on_frame(PeerIndex, ByteView) override {}
  } silent;
  TransportConfig raw = keys.cluster.transport_config(0);
  Transport stranger(io, keys.cluster.keyring(keys.identities[0], 0), raw, silent);
  stranger.start();
  wire::EnvelopeCodec right(wire::protocol_id("bracha"), {});
  wire::EnvelopeCodec wrong(wire::protocol_id("raft"), {});
  Bytes frame;
  ASSERT_TRUE(right.encode_envelope(0, wire::Kind::kMessage, as_bytes("no canonical codec"), frame));
  (void)stranger.send(3, frame);
  frame.clear();
  ASSERT_TRUE(
      wrong.encode_envelope(0, wire::Kind::kMessage, encode(bracha::Protocol::Message(bracha::Echo{1})), frame));
  (void)stranger.send(3, frame);
  (void)stranger.send(3, as_bytes("\xff\xff\xff\xff"));
  ASSERT_TRUE(run_until(io, [&] { return node.metrics().transport.peers[0].frames_in == 3; }));
  EXPECT_EQ(node.metrics().bad_messages, 1U);
  EXPECT_EQ(node.metrics().envelopes.rejected_total(), 2U);
  EXPECT_EQ(node.metrics().delivered, 0U);
  EXPECT_EQ(node.metrics().transport.peers[0].throttled, 0U);
  for (int i = 0; i < 10; ++i) (void)stranger.send(3, as_bytes("\xff"));
  ASSERT_TRUE(run_until(io, [&] { return node.metrics().transport.peers[0].throttled > 0; }))
      << "rubbish costs its sender its rate";
}

TEST(Node, RefusesAClusterThatDoesNotFit) {
  const FleetKeys keys = make_keys(4, 0, std::chrono::milliseconds(1));
  boost::asio::io_context io;
  EXPECT_THROW(Node<bracha::Protocol>(io, bracha_config(7, 2), keys.cluster, keys.identities[0], 0, {}, {}),
               InputError);
  EXPECT_THROW(Node<bracha::Protocol>(io, bracha_config(4, 1), keys.cluster, keys.identities[0], 1, {}, {}),
               InputError);
  raft::Config raft = raft_config();
  raft.clients = 1;
  FleetKeys mixed = make_keys(3, 1, std::chrono::milliseconds(1));
  EXPECT_THROW(Node<raft::Protocol>(io, raft, mixed.cluster, mixed.identities[0], 0, {}, {}), InputError)
      << "a data folder is needed";
}

}  // namespace
}  // namespace parley::tcp

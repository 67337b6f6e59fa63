// Transports among strangers, impostors and traitors: each is turned away with its reason, and friends go on.
#include <gtest/gtest.h>
#include <random>

#include "tests/tcp/mesh.hpp"

namespace parley::tcp {
namespace {

using namespace test;
using std::chrono::milliseconds;

// The honest pair 0-1 still exchanges frames, both ways.
void expect_friends_talk(Mesh& cluster) {
  const auto left = cluster.nodes[0]->received + 100;
  const auto right = cluster.nodes[1]->received + 100;
  for (int i = 0; i < 100; ++i) {
    (void)cluster.nodes[0]->transport->send(1, as_bytes("friend"));
    (void)cluster.nodes[1]->transport->send(0, as_bytes("friend"));
  }
  EXPECT_TRUE(
      run_until(cluster.io, [&] { return cluster.nodes[0]->received >= left && cluster.nodes[1]->received >= right; }));
}

bool run_until_refused(Mesh& cluster, std::size_t at, Refusal reason, std::uint64_t times = 1) {
  return run_until(cluster.io, [&] { return cluster.refused(at, reason) >= times; });
}

Bytes frame_head(std::uint32_t length) {
  Bytes bytes;
  append_le(bytes, length);
  return bytes;
}

TEST(Hostile, AWrongKeyIsRefusedAndCounted) {
  Mesh cluster(3);
  cluster.start(2);
  cluster.start(1);
  const Identity right_one = cluster.identities[0];
  const VerifyKey right_key = cluster.keys[0];
  cluster.identities[0] = Identity::generate();
  cluster.keys[0] = cluster.identities[0].public_key();
  cluster.start(0);  // the others do not know this key
  ASSERT_TRUE(run_until_refused(cluster, 1, Refusal::kWrongKey, 3));
  EXPECT_GE(cluster.refused(0, Refusal::kHandshakeClosed), 1U);
  EXPECT_FALSE(cluster.up(1, 0));
  ASSERT_TRUE(cluster.run_until_up(1, 2)) << "those with the right keys meet";
  cluster.identities[0] = right_one;
  cluster.keys[0] = right_key;
  cluster.start(0);
  ASSERT_TRUE(cluster.run_until_up(0, 1));
  expect_friends_talk(cluster);
}

TEST(Hostile, AForeignClusterIsRefusedAndCounted) {
  Mesh cluster(2);
  cluster.start(1);
  cluster.start(0, "another cluster");
  ASSERT_TRUE(run_until_refused(cluster, 0, Refusal::kForeignCluster, 3));
  EXPECT_FALSE(cluster.up(1, 0));
}

TEST(Hostile, AReplayedHandshakeIsRefusedAndDisturbsNobody) {
  Mesh cluster(2);
  cluster.start(1);
  Proxy proxy(cluster.io, cluster.port(1));
  cluster.set_address(1, proxy.port());
  cluster.start(0);
  expect_friends_talk(cluster);
  ASSERT_GT(proxy.recorded().size(), kHelloSize);
  for (int i = 0; i < 20; ++i) {
    tcp::socket replayer(cluster.io);
    replayer.connect(loopback(cluster.port(1)));
    boost::asio::write(replayer, boost::asio::buffer(proxy.recorded()));
    ASSERT_TRUE(run_until_refused(cluster, 1, Refusal::kReplay, static_cast<std::uint64_t>(i) + 1));
  }
  EXPECT_EQ(cluster.link(1, 0).connects, 1U) << "the real connection was not displaced";
  EXPECT_TRUE(cluster.up(0, 1));
  expect_friends_talk(cluster);
}

TEST(Hostile, AFloodOfGarbageLeavesFriendsAloneAndMemoryBounded) {
  TransportConfig config = quick_config();
  config.max_half_open = 16;
  Mesh cluster(2, config);
  cluster.start_all();
  ASSERT_TRUE(cluster.run_until_up(0, 1));
  std::mt19937 random(3);
  std::vector<std::unique_ptr<tcp::socket>> silent;
  for (int i = 0; i < 300; ++i) {
    auto socket = std::make_unique<tcp::socket>(cluster.io);
    socket->connect(loopback(cluster.port(1)));
    if (i % 3 != 0) {
      Bytes garbage(random() % 1000);
      for (std::byte& each : garbage) each = static_cast<std::byte>(random());
      error_code ignored;
      boost::asio::write(*socket, boost::asio::buffer(garbage), ignored);
    }
    silent.push_back(std::move(socket));
    cluster.io.restart();
    cluster.io.poll();
    ASSERT_LE(cluster.nodes[1]->transport->metrics().half_open, 16U);
  }
  expect_friends_talk(cluster);
  EXPECT_GT(cluster.refused(1, Refusal::kNotParley), 0U);
  EXPECT_GT(cluster.refused(1, Refusal::kHalfOpenLimit), 0U);
  EXPECT_EQ(cluster.link(1, 0).connects, 1U);
}

TEST(Hostile, AHalfOpenConnectionEndsAtTheDeadline) {
  TransportConfig config = quick_config();
  config.handshake_deadline = milliseconds(50);
  Mesh cluster(2, config);
  cluster.start(1);
  tcp::socket silent(cluster.io);
  silent.connect(loopback(cluster.port(1)));
  ASSERT_TRUE(run_until_refused(cluster, 1, Refusal::kHandshakeTimeout));
  EXPECT_EQ(cluster.nodes[1]->transport->metrics().half_open, 0U);
}

// What an authenticated traitor may try, each on a fresh connection.
TEST(Hostile, ATraitorsOffencesCostItsOwnConnectionOnly) {
  Mesh cluster(3, quick_config(), 2);  // 2 is a client and dials
  cluster.start(1);
  cluster.start(0);
  ASSERT_TRUE(cluster.run_until_up(0, 1));
  const auto offend = [&](Refusal expected, auto&& act) {
    RawPeer traitor(cluster, 2, 1);
    ASSERT_TRUE(traitor.shake_hands());
    act(traitor);
    EXPECT_TRUE(run_until_refused(cluster, 1, expected)) << to_string(expected);
    EXPECT_FALSE(cluster.up(1, 2));
  };
  offend(Refusal::kForgedRecord, [](RawPeer& peer) {
    Bytes wire = frame_head(100);
    wire.resize(kRecordHeader + 100);
    peer.send(wire);
  });
  offend(Refusal::kOversizedRecord, [](RawPeer& peer) { peer.send(frame_head(0x7fffffff)); });
  offend(Refusal::kOversizedFrame, [](RawPeer& peer) { peer.send_record(0, frame_head(0xffffffff)); });
  offend(Refusal::kBadAck, [](RawPeer& peer) { peer.send_record(1, {}); });
  expect_friends_talk(cluster);
  EXPECT_EQ(cluster.link(0, 1).connects, 1U);
}

TEST(Hostile, ALieAboutTheStreamsIsRefused) {
  Mesh cluster(3, quick_config(), 2);
  cluster.start(1);
  {
    RawPeer honest(cluster, 2, 1);
    ASSERT_TRUE(honest.shake_hands({.session = 5}));
  }
  ASSERT_TRUE(run_until(cluster.io, [&] { return !cluster.up(1, 2); }));
  RawPeer zero(cluster, 2, 1);
  EXPECT_FALSE(zero.shake_hands({.session = 0})) << "0 is no session";
  EXPECT_TRUE(run_until_refused(cluster, 1, Refusal::kBadHandshake));
}

TEST(Hostile, APeerThatReconnectsTooOftenIsHeldOff) {
  TransportConfig config = quick_config();
  config.handshakes_per_second = 2;
  Mesh cluster(3, config, 2);
  cluster.start(1);
  for (int i = 0; i < 10; ++i) {
    RawPeer restless(cluster, 2, 1);
    (void)restless.shake_hands();
  }
  EXPECT_GE(cluster.refused(1, Refusal::kHandshakeRate), 1U);
}

TEST(Hostile, ASlowReaderFillsOnlyItsOwnBoundedQueue) {
  TransportConfig config = quick_config();
  config.queue_bytes = 1U << 20;
  Mesh cluster(3, config, 2);
  cluster.start(1);
  cluster.start(0);
  ASSERT_TRUE(cluster.run_until_up(0, 1));
  RawPeer slow(cluster, 2, 1);
  ASSERT_TRUE(slow.shake_hands());
  const Bytes frame(1000);
  Transport& sender = *cluster.nodes[1]->transport;
  bool busy = false;
  for (int i = 0; i < 20000; ++i) {  // twenty times what fits
    busy = sender.send(2, frame) == SendStatus::kBusy || busy;
    cluster.io.restart();
    cluster.io.poll();
    ASSERT_LE(cluster.link(1, 2).queued_bytes, config.queue_bytes);
  }
  EXPECT_TRUE(busy);
  EXPECT_EQ(sender.send(2, frame), SendStatus::kFull);
  EXPECT_GT(cluster.link(1, 2).dropped, 1000U);
  expect_friends_talk(cluster);
}

TEST(Hostile, AnAuthenticatedFloodIsThrottledNotLost) {
  TransportConfig config = quick_config();
  config.bytes_per_second = 4e6;
  Mesh cluster(3, config);
  cluster.start_all();
  ASSERT_TRUE(cluster.run_until_up(0, 2));
  ASSERT_TRUE(cluster.run_until_up(0, 1));
  for (int i = 0; i < 3000; ++i) (void)cluster.nodes[2]->transport->send(0, Bytes(1000));
  expect_friends_talk(cluster);
  ASSERT_TRUE(run_until(cluster.io, [&] { return cluster.nodes[0]->frames[2].size() == 3000; }));
  EXPECT_GT(cluster.link(0, 2).throttled, 0U);
}

}  // namespace
}  // namespace parley::tcp

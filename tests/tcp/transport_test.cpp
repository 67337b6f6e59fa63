// Transports on loopback, among friends: exchange, breaks, restarts, limits, the end.
#include "net/tcp/transport.hpp"

#include <gtest/gtest.h>
#include <random>
#include <thread>

#include "protocols/core/error.hpp"
#include "tests/tcp/mesh.hpp"

namespace parley::tcp {
namespace {

using namespace test;
using std::chrono::milliseconds;

std::string frame_of(std::size_t sender, std::size_t number, std::mt19937& random) {
  std::string frame = std::to_string(sender) + ":" + std::to_string(number) + ":";
  frame.append(random() % 300, static_cast<char>('a' + number % 26));
  return frame;
}

TEST(Transport, ThreeNodesExchangeThousandsOfFramesInOrder) {
  Mesh cluster(3);
  cluster.start_all();
  constexpr std::size_t kFrames = 3000;
  std::mt19937 random(1);
  std::vector<std::vector<std::string>> sent(3);
  for (std::size_t number = 0; number < kFrames; ++number) {
    for (std::size_t from = 0; from < 3; ++from) {
      sent[from].push_back(frame_of(from, number, random));
      for (PeerIndex to = 0; to < 3; ++to) {
        if (to == from) continue;
        ASSERT_EQ(cluster.nodes[from]->transport->send(to, as_bytes(sent[from].back())), SendStatus::kQueued);
      }
    }
  }
  ASSERT_TRUE(run_until(cluster.io, [&] {
    return std::all_of(cluster.nodes.begin(), cluster.nodes.end(),
                       [](const auto& node) { return node->received == 2 * kFrames; });
  }));
  for (std::size_t at = 0; at < 3; ++at) {
    for (std::size_t from = 0; from < 3; ++from) {
      if (from == at) continue;
      EXPECT_EQ(cluster.nodes[at]->frames[from], sent[from]);
      EXPECT_EQ(cluster.link(at, from).connects, 1U) << "one connection a pair although all started at once";
    }
  }
}

TEST(Transport, FramesMayBeLongerThanARecordAndEmpty) {
  Mesh cluster(2);
  cluster.start_all();
  const std::string large(3U << 20, 'x');
  auto& left = *cluster.nodes[0]->transport;
  EXPECT_NE(left.send(1, as_bytes(large)), SendStatus::kFull);
  EXPECT_NE(left.send(1, as_bytes("")), SendStatus::kFull);
  EXPECT_EQ(left.send(1, Bytes(cluster.config().max_frame + 1)), SendStatus::kOversized);
  EXPECT_EQ(left.send(0, as_bytes("to myself")), SendStatus::kNoPeer);
  EXPECT_EQ(left.send(9, as_bytes("to nobody")), SendStatus::kNoPeer);
  ASSERT_TRUE(run_until(cluster.io, [&] { return cluster.nodes[1]->received == 2; }));
  EXPECT_EQ(cluster.nodes[1]->frames[0][0], large);
  EXPECT_EQ(cluster.nodes[1]->frames[0][1], "");
  EXPECT_EQ(cluster.link(0, 1).dropped, 1U);
}

TEST(Transport, KeysChangeOnTheWay) {
  TransportConfig config = quick_config();
  config.rekey = {.records = 4, .bytes = 1000};
  Mesh cluster(2, config);
  cluster.start_all();
  for (int i = 0; i < 200; ++i) {
    const auto expected = cluster.nodes[1]->received + 1;
    (void)cluster.nodes[0]->transport->send(1, as_bytes(std::to_string(i)));
    ASSERT_TRUE(run_until(cluster.io, [&] { return cluster.nodes[1]->received == expected; }));
  }
  EXPECT_GE(cluster.link(0, 1).rekeys, 50U);
  EXPECT_EQ(cluster.link(1, 0).connects, 1U);
}

TEST(Transport, NothingIsLostOrRepeatedWhenConnectionsBreak) {
  Mesh cluster(2);
  cluster.start(1);
  Proxy proxy(cluster.io, cluster.port(1));
  cluster.set_address(1, proxy.port());
  cluster.start(0);
  std::mt19937 random(2);
  std::vector<std::string> rightwards;
  std::vector<std::string> leftwards;
  for (std::size_t round = 0; round < 30; ++round) {
    for (int i = 0; i < 200; ++i) {
      rightwards.push_back(frame_of(0, rightwards.size(), random));
      leftwards.push_back(frame_of(1, leftwards.size(), random));
      ASSERT_NE(cluster.nodes[0]->transport->send(1, as_bytes(rightwards.back())), SendStatus::kFull);
      ASSERT_NE(cluster.nodes[1]->transport->send(0, as_bytes(leftwards.back())), SendStatus::kFull);
    }
    const auto some = cluster.nodes[1]->received + random() % 150;
    ASSERT_TRUE(run_until(cluster.io, [&] { return cluster.nodes[1]->received >= some; }));
    proxy.cut();
  }
  ASSERT_TRUE(run_until(cluster.io, [&] {
    return cluster.nodes[1]->received >= rightwards.size() && cluster.nodes[0]->received >= leftwards.size();
  }));
  EXPECT_EQ(cluster.nodes[1]->frames[0], rightwards);
  EXPECT_EQ(cluster.nodes[0]->frames[1], leftwards);
  EXPECT_GE(cluster.link(0, 1).connects, 10U);
}

TEST(Transport, ARestartedPeerGetsWhatWasQueuedMeanwhile) {
  for (const std::size_t restarted : {std::size_t{0}, std::size_t{1}}) {
    Mesh cluster(2);
    cluster.start_all();
    ASSERT_TRUE(cluster.run_until_up(0, 1));
    const std::size_t other = 1 - restarted;
    cluster.nodes[restarted].reset();
    ASSERT_TRUE(run_until(cluster.io, [&] { return !cluster.up(other, restarted); }));
    (void)cluster.nodes[other]->transport->send(static_cast<PeerIndex>(restarted), as_bytes("while you were away"));
    cluster.start(restarted);
    ASSERT_TRUE(run_until(cluster.io, [&] { return cluster.nodes[restarted]->received == 1; }));
    EXPECT_EQ(cluster.nodes[restarted]->frames[other][0], "while you were away");
    (void)cluster.nodes[restarted]->transport->send(static_cast<PeerIndex>(other), as_bytes("back"));
    ASSERT_TRUE(run_until(cluster.io, [&] { return cluster.nodes[other]->received == 1; }));
    EXPECT_EQ(cluster.nodes[other]->frames[restarted][0], "back");
  }
}

TEST(Transport, ASilentConnectionIsDroppedAndReplaced) {
  TransportConfig config = quick_config();
  config.ping_interval = milliseconds(20);
  config.idle_timeout = milliseconds(200);
  config.handshake_deadline = milliseconds(200);
  Mesh cluster(2, config);
  cluster.start(1);
  Proxy proxy(cluster.io, cluster.port(1));
  cluster.set_address(1, proxy.port());
  cluster.start(0);
  ASSERT_TRUE(cluster.run_until_up(0, 1));
  proxy.swallow(true);  // no packet arrives, no connection ends
  ASSERT_TRUE(run_until(cluster.io, [&] { return !cluster.up(0, 1) && !cluster.up(1, 0); }));
  EXPECT_GE(cluster.refused(0, Refusal::kIdle) + cluster.refused(1, Refusal::kIdle), 1U);
  (void)cluster.nodes[1]->transport->send(0, as_bytes("queued in the dark"));
  ASSERT_TRUE(run_until(cluster.io, [&] { return cluster.refused(0, Refusal::kHandshakeTimeout) >= 1; }));
  proxy.swallow(false);
  proxy.cut();
  ASSERT_TRUE(run_until(cluster.io, [&] { return cluster.nodes[0]->received == 1; }));
}

TEST(Transport, KeepAlivesHoldAnIdleConnection) {
  TransportConfig config = quick_config();
  config.ping_interval = milliseconds(20);
  config.idle_timeout = milliseconds(1000);
  Mesh cluster(2, config);
  cluster.start_all();
  ASSERT_TRUE(cluster.run_until_up(0, 1));
  const auto before = cluster.link(0, 1).bytes_in;
  ASSERT_TRUE(run_until(cluster.io, [&] { return cluster.link(0, 1).bytes_in > before + 2000; }));
  EXPECT_EQ(cluster.link(0, 1).connects, 1U);
  EXPECT_EQ(cluster.nodes[0]->received, 0U) << "keep-alives are not frames";
}

TEST(Transport, AClientDialsNodesAndNodesAnswer) {
  Mesh cluster(3, quick_config(), 2);
  cluster.start(1);
  cluster.start(0);
  cluster.start(2);
  ASSERT_TRUE(cluster.run_until_up(0, 2));
  ASSERT_TRUE(cluster.run_until_up(1, 2));
  (void)cluster.nodes[2]->transport->send(0, as_bytes("request"));
  ASSERT_TRUE(run_until(cluster.io, [&] { return cluster.nodes[0]->received == 1; }));
  (void)cluster.nodes[0]->transport->send(2, as_bytes("reply"));
  ASSERT_TRUE(run_until(cluster.io, [&] { return cluster.nodes[2]->received == 1; }));
  EXPECT_EQ(cluster.port(2), 0U) << "clients do not listen";
}

TEST(Transport, SpeaksIpv6) {
  Mesh cluster(2);
  error_code error;
  tcp::acceptor probe(cluster.io);
  probe.open(tcp::v6(), error);
  if (!error) probe.bind({boost::asio::ip::address_v6::loopback(), 0}, error);
  if (error) GTEST_SKIP() << "no IPv6 on this machine: " << error.message();
  const auto make = [&](std::size_t i, TransportConfig config) {
    cluster.nodes[i] = std::make_unique<Party>();
    cluster.nodes[i]->frames.resize(2);
    auto& transport = cluster.nodes[i]->transport;
    transport = std::make_unique<Transport>(cluster.io, cluster.ring(i), config, *cluster.nodes[i]);
    transport->start();
  };
  TransportConfig config = cluster.config();
  config.listen = {"::1", 0};
  make(1, config);
  config.peers[1] = {"::1", cluster.port(1)};
  make(0, config);
  (void)cluster.nodes[0]->transport->send(1, as_bytes("over six"));
  ASSERT_TRUE(run_until(cluster.io, [&] { return cluster.nodes[1]->received == 1; }));
}

TEST(Transport, APortInUseIsOneClearError) {
  Mesh cluster(2);
  cluster.start(1);
  TransportConfig config = cluster.config();
  config.listen = {"127.0.0.1", cluster.port(1)};
  Party node;
  Transport second(cluster.io, cluster.ring(1), config, node);
  EXPECT_THROW(second.start(), EnvironmentError);
}

TEST(Transport, AGracefulStopDeliversWhatWasQueued) {
  Mesh cluster(2);
  cluster.start_all();
  ASSERT_TRUE(cluster.run_until_up(0, 1));
  for (int i = 0; i < 5000; ++i) (void)cluster.nodes[0]->transport->send(1, Bytes(500));
  bool stopped = false;
  cluster.nodes[0]->transport->stop(std::chrono::seconds(30), [&] { stopped = true; });
  EXPECT_EQ(cluster.nodes[0]->transport->send(1, as_bytes("too late")), SendStatus::kNoPeer);
  ASSERT_TRUE(run_until(cluster.io, [&] { return stopped; }));
  EXPECT_EQ(cluster.nodes[1]->received, 5000U);
  EXPECT_FALSE(cluster.up(0, 1));
}

TEST(Transport, AGracefulStopDoesNotWaitForTheDead) {
  Mesh cluster(2);
  cluster.start(0);
  (void)cluster.nodes[0]->transport->send(1, as_bytes("nobody is there"));
  bool stopped = false;
  cluster.nodes[0]->transport->stop(std::chrono::hours(1), [&] { stopped = true; });
  ASSERT_TRUE(run_until(cluster.io, [&] { return stopped; }));
}

// Each transport on a thread of its own, as in real nodes; for the thread sanitizer.
TEST(Transport, RunsOnThreadsOfItsOwn) {
  Mesh cluster(2);
  boost::asio::io_context other;
  constexpr std::size_t kFrames = 20000;
  Party right;
  right.frames.resize(2);
  TransportConfig config = cluster.config();
  config.listen = {"127.0.0.1", 0};
  right.transport = std::make_unique<Transport>(other, cluster.ring(1), config, right);
  right.transport->start();
  cluster.set_address(1, right.transport->listen_port());
  bool stopped = false;
  std::thread thread([&] {
    for (std::size_t i = 0; i < kFrames; ++i) (void)right.transport->send(0, as_bytes(std::to_string(i)));
    run_until(other,
              [&] { return right.received == kFrames && right.transport->metrics().peers[0].queued_bytes == 0; });
    right.transport->stop(std::chrono::seconds(30), [&] { stopped = true; });
    run_until(other, [&] { return stopped; });
  });
  cluster.start(0);
  Party& left = *cluster.nodes[0];
  for (std::size_t i = 0; i < kFrames; ++i) (void)left.transport->send(1, as_bytes(std::to_string(i)));
  EXPECT_TRUE(run_until(cluster.io, [&] { return left.received == kFrames && left.downs > 0; }));
  thread.join();
  EXPECT_TRUE(stopped);
  EXPECT_EQ(left.frames[1], right.frames[0]);
}

}  // namespace
}  // namespace parley::tcp

// The client's part (section 8), and the parameters of an instance.
#include <gtest/gtest.h>

#include "tests/raft/node.hpp"

namespace parley::raft::testing {
namespace {

constexpr ProcessId kClient{3};

Config with_operations(std::uint32_t operations) {
  Config config;
  config.operations = operations;
  return config;
}

TEST(RaftClient, AsksDurablyAndRepeatsTheSameRequestElsewhere) {
  Node node(with_operations(2), kClient);
  const ProcessId first = node.client().server.value();
  ASSERT_EQ(node.sent<Request>(first).size(), 1U);
  EXPECT_TRUE(persists_first(node.effects()));
  EXPECT_EQ(node.emitted<problems::Invoked>().at(0).request, 1U);
  EXPECT_EQ(node.durable().pending.request, 1U);
  node.fire(RetryDue{});
  EXPECT_NE(node.client().server, first);
  EXPECT_EQ(node.sent<Request>(*node.client().server).at(0).request, 1U);
  EXPECT_TRUE(node.emitted<problems::Invoked>().empty());
}

TEST(RaftClient, FollowsOneRedirectionUntilTheNextRetry) {
  Node node(with_operations(1), kClient);
  node.receive(kP0, Redirect{1, kP2});
  EXPECT_EQ(node.sent<Request>(kP2).size(), 1U);
  node.receive(kP2, Redirect{1, kP0});
  EXPECT_TRUE(node.silent());
  node.fire(RetryDue{});
  node.receive(kP1, Redirect{1, kP2});
  EXPECT_EQ(node.sent<Request>(kP2).size(), 1U);
  node.receive(kP1, Redirect{1, ProcessId{77}});
  EXPECT_TRUE(node.silent());
}

TEST(RaftClient, TakesEachAnswerOnceAndEnds) {
  Node node(with_operations(2), kClient);
  node.receive(kP0, Reply{2, {true, 0}});
  EXPECT_TRUE(node.silent());
  node.receive(kP0, Reply{1, {true, 4}});
  EXPECT_EQ(node.emitted<problems::Responded>().at(0).result.value, 4U);
  EXPECT_EQ(node.emitted<problems::Invoked>().at(0).request, 2U);
  node.receive(kP0, Reply{1, {true, 4}});
  EXPECT_TRUE(node.silent());
  node.receive(kP0, Reply{2, {true, 4}});
  EXPECT_TRUE(node.cancels(RetryDue{}));
  node.receive(kP0, Reply{3, {true, 4}});
  EXPECT_TRUE(node.silent());
}

TEST(RaftClient, ARestartRepeatsWhatIsPending) {
  Node node(with_operations(2), kClient);
  node.receive(kP0, Reply{1, {true, 4}});
  const auto asked = node.client().pending;
  node.crash();
  node.start();
  EXPECT_TRUE(node.emitted<problems::Invoked>().empty());
  const auto again = node.sent<Request>(node.client().server.value());
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(again[0].request, 2U);
  EXPECT_EQ(again[0].operation, asked.operation);
  node.receive(kP0, Reply{2, {true, 4}});
  node.crash();
  node.start();
  EXPECT_TRUE(node.silent());
}

TEST(RaftClient, WithoutOperationsItIsSilent) {
  Node node(with_operations(0), kClient);
  EXPECT_TRUE(node.silent());
  const std::vector<Protocol::Message> messages{Reply{0, {}}, Redirect{0, kP1}, Vote{1, true}};
  for (const Protocol::Message& message : messages) {
    node.receive(kP0, message);
    EXPECT_TRUE(node.silent());
  }
}

std::string refused_parameter(const Config& config) {
  const auto problem = Protocol::validate(config);
  return problem ? problem->parameter : "";
}

TEST(RaftConfig, EachMistakeIsNamed) {
  EXPECT_EQ(refused_parameter({}), "");
  const auto with = [](auto change) {
    Config config;
    change(config);
    return refused_parameter(config);
  };
  EXPECT_EQ(with([](Config& c) { c.n = 2; }), "n");
  EXPECT_EQ(with([](Config& c) { c.t = 0x80000000; }), "n");
  EXPECT_EQ(with([](Config& c) { c.n = 0, c.t = 0; }), "n");
  EXPECT_EQ(with([](Config& c) { c.vote_quorum = 4; }), "vote_quorum");
  EXPECT_EQ(with([](Config& c) { c.commit_quorum = 4; }), "commit_quorum");
  EXPECT_EQ(with([](Config& c) { c.heartbeat_ticks = 0; }), "heartbeat_ticks");
  EXPECT_EQ(with([](Config& c) { c.heartbeat_ticks = 150; }), "election_ticks_min");
  EXPECT_EQ(with([](Config& c) { c.election_ticks_max = 149; }), "election_ticks_max");
  EXPECT_EQ(with([](Config& c) { c.election_ticks_max = 1ULL << 50; }), "election_ticks_max");
  EXPECT_EQ(with([](Config& c) { c.retry_ticks = 0; }), "retry_ticks");
  EXPECT_EQ(with([](Config& c) { c.keys = 0; }), "keys");
  EXPECT_EQ(with([](Config& c) { c.values = 0; }), "values");
  EXPECT_EQ(with([](Config& c) { c.calls = 4; }), "calls");
  EXPECT_EQ(with([](Config& c) { c.max_batch = 0; }), "max_batch");
}

}  // namespace
}  // namespace parley::raft::testing

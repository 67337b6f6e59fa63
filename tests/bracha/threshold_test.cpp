// Each threshold of Bracha's broadcast at its boundary, by single steps; and parameters that make no sense.
#include <cstdint>
#include <gtest/gtest.h>

#include "net/world/step.hpp"
#include "protocols/broadcast/bracha/bracha.hpp"
#include "protocols/broadcast/bracha/thresholds.hpp"

namespace parley::bracha {
namespace {

// One process, number 1, of an instance whose sender is 0.
struct Alone {
  Config config;
  world::Stepper<Protocol> stepper{config};
  world::LocalState<Protocol> local;
  Choices choices;

  explicit Alone(std::uint32_t n, std::uint32_t t) {
    config.n = n;
    config.t = t;
    stepper.start(ProcessId{1}, local, choices);
  }
  const Effects<Protocol>& hear(std::uint32_t from, Protocol::Message message) {
    return stepper.deliver(ProcessId{1}, local, ProcessId{from}, message, choices);
  }
};

TEST(Thresholds, AreThoseOfThePaper) {
  struct Row {
    std::uint32_t n, t, echo, support, delivery;
  };
  for (const Row& row : {Row{4, 1, 3, 2, 3}, Row{5, 1, 4, 2, 3}, Row{7, 2, 5, 3, 5}, Row{10, 3, 7, 4, 7},
                         Row{100, 33, 67, 34, 67}, Row{1, 0, 1, 1, 1}, Row{4, 0, 3, 1, 1}}) {
    const Config config{.n = row.n, .t = row.t};
    EXPECT_EQ(echo_quorum(config), row.echo) << row.n;
    EXPECT_EQ(ready_support(config), row.support) << row.n;
    EXPECT_EQ(delivery_quorum(config), row.delivery) << row.n;
    EXPECT_GT(2 * echo_quorum(config), row.n + row.t) << "two echo quorums share a correct process";
    EXPECT_LE(echo_quorum(config), row.n - row.t) << "the correct processes alone are an echo quorum";
    EXPECT_LE(delivery_quorum(config), row.n - row.t) << "the correct processes alone can deliver";
  }
}

TEST(Thresholds, TheLastEchoMakesReady) {
  Alone process(7, 2);
  for (const std::uint32_t from : {2U, 3U, 4U, 5U}) EXPECT_TRUE(process.hear(from, Echo{9}).empty());
  EXPECT_FALSE(process.local.state.readied);
  EXPECT_EQ(process.hear(6, Echo{9}).size(), 1U);
  EXPECT_EQ(process.local.state.readied, 9U);
}

TEST(Thresholds, TheLastSupporterMakesReadyAndTheLastReadyDelivers) {
  Alone process(7, 2);
  EXPECT_TRUE(process.hear(2, Ready{9}).empty());
  EXPECT_TRUE(process.hear(3, Ready{9}).empty());
  EXPECT_EQ(process.hear(4, Ready{9}).size(), 1U);  // broadcasts its own ready, the fourth
  EXPECT_FALSE(process.local.state.delivered);
  EXPECT_EQ(process.hear(5, Ready{9}).size(), 1U);  // emits
  EXPECT_EQ(process.local.state.delivered, 9U);
  EXPECT_TRUE(process.hear(6, Ready{9}).empty());
}

TEST(Rules, OfOneProcessTheFirstMessageOfAKindCounts) {
  Alone process(4, 1);
  process.hear(2, Echo{9});
  process.hear(2, Echo{9});
  process.hear(2, Echo{8});
  ASSERT_EQ(process.local.state.echoes.size(), 1U);
  EXPECT_EQ(process.local.state.echoes[0].from.size(), 1U);
  process.hear(2, Ready{8});
  EXPECT_EQ(process.local.state.readies[0].value, 8U) << "kinds are counted apart";
}

TEST(Rules, OnlyTheSendersInitialIsEchoedAndOnlyTheFirst) {
  Alone process(4, 1);
  EXPECT_TRUE(process.hear(2, Initial{9}).empty());
  EXPECT_FALSE(process.local.state.echoed);
  EXPECT_EQ(process.hear(0, Initial{7}).size(), 1U);
  EXPECT_TRUE(process.hear(0, Initial{8}).empty());
  EXPECT_EQ(process.local.state.echoed, 7U);
}

TEST(Rules, ClientsHaveNoPart) {
  Alone process(4, 1);
  EXPECT_TRUE(process.hear(4, Ready{9}).empty());
  EXPECT_TRUE(process.hear(5, Ready{9}).empty());
  EXPECT_TRUE(process.local.state.readies.empty());
}

TEST(Validate, NamesTheParameter) {
  EXPECT_FALSE(Protocol::validate({.n = 4, .t = 1}));
  EXPECT_EQ(Protocol::validate({.n = 3, .t = 1})->parameter, "n");
  EXPECT_EQ(Protocol::validate({.n = 0, .t = 0})->parameter, "n");
  EXPECT_EQ(Protocol::validate({.n = 4, .t = 1, .sender = ProcessId{4}})->parameter, "sender");
}

}  // namespace
}  // namespace parley::bracha

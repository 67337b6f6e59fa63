// The rules of the four-step broadcast by single steps, each threshold at its boundary; the online error correction,
// what is refused, and what it costs.
#include <cstdint>
#include <gtest/gtest.h>
#include <vector>

#include "net/world/step.hpp"
#include "protocols/broadcast/das_xiang_ren/das_xiang_ren.hpp"
#include "protocols/broadcast/das_xiang_ren/thresholds.hpp"
#include "tests/avid/cluster.hpp"

namespace parley::das_xiang_ren {
namespace {

using problems::PayloadDelivered;

// One process, number 1, of an instance whose sender is 0; and a payload in fragments.
struct Alone {
  Config config;
  world::Stepper<Protocol> stepper{config};
  world::LocalState<Protocol> local;
  Choices choices;
  std::string payload;
  Digest hash;
  std::vector<std::string> fragments;

  Alone(std::uint32_t n, std::uint32_t t) {
    config.n = n;
    config.t = t;
    stepper.start(ProcessId{1}, local, choices);
    payload = broadcast::payload_of(ProcessId{0}, 1, config.payload_bytes);
    hash = broadcast::sha256(payload);
    fragments = crypto::encode(code_of(config), payload);
  }
  Effects<Protocol> hear(std::uint32_t from, Protocol::Message message) {
    return stepper.deliver(ProcessId{1}, local, ProcessId{from}, message, choices);
  }
  Effects<Protocol> hear_echo(std::uint32_t from, const std::string& fragment) {
    return hear(from, Echo{ProcessId{0}, 1, hash, fragment});
  }
  Effects<Protocol> hear_ready(std::uint32_t from, const std::string& fragment) {
    return hear(from, Ready{ProcessId{0}, 1, hash, fragment});
  }
  Instance& instance() { return local.state.of[ProcessId{0}].open.at(1); }
};

std::string damaged(std::string fragment) {
  fragment.front() = static_cast<char>(fragment.front() ^ 0x55);
  return fragment;
}

const Ready* ready_in(const Effects<Protocol>& effects) {
  for (const Effect<Protocol>& effect : effects)
    if (const auto* all = std::get_if<Broadcast<Protocol>>(&effect))
      if (const auto* ready = std::get_if<Ready>(&all->message)) return ready;
  return nullptr;
}

std::optional<std::uint64_t> delivered(const Effects<Protocol>& effects) {
  for (const Effect<Protocol>& effect : effects)
    if (const auto* emit = std::get_if<Emit<Protocol>>(&effect))
      if (const auto* got = std::get_if<PayloadDelivered>(&emit->output)) return got->fingerprint;
  return std::nullopt;
}

TEST(DxrThresholds, AreThoseOfThePaper) {
  for (std::uint32_t t = 0; t <= 85; ++t) {
    const Config config{.n = 3 * t + 1, .t = t};
    EXPECT_EQ(code_of(config).data, t + 1);
    EXPECT_EQ(echo_quorum(config), 2 * t + 1);
    EXPECT_EQ(echo_support(config), t + 1);
    EXPECT_EQ(ready_support(config), t + 1);
    EXPECT_EQ(delivery_quorum(config), 2 * t + 1);
    EXPECT_EQ(decodings(config), t + 1);
  }
  for (std::uint32_t n = 4; n <= 20; ++n) {
    const Config config{.n = n, .t = 1};
    EXPECT_GT(2 * echo_quorum(config), n + 1) << "two echo quorums share a correct process";
    EXPECT_GE(echo_quorum(config), echo_support(config) + 1) << "its correct members are enough support";
    EXPECT_LE(echo_quorum(config), n - 1) << "the correct processes alone are an echo quorum";
  }
}

TEST(DxrThresholds, TheLastEqualEchoMakesReady) {
  Alone process(7, 2);
  EXPECT_TRUE(process.hear_echo(2, damaged(process.fragments[1])).empty());
  for (const std::uint32_t from : {0U, 3U, 4U, 5U})
    EXPECT_TRUE(process.hear_echo(from, process.fragments[1]).empty()) << from;
  const Effects<Protocol> effects = process.hear_echo(6, process.fragments[1]);
  const Ready* ready = ready_in(effects);
  ASSERT_NE(ready, nullptr);
  EXPECT_EQ(ready->fragment, process.fragments[1]);
}

TEST(DxrThresholds, ReadiesAreJoinedOnceThereIsAFragment) {
  Alone process(7, 2);
  for (const std::uint32_t from : {0U, 2U, 3U})
    EXPECT_TRUE(process.hear_ready(from, process.fragments[from]).empty()) << from;
  EXPECT_TRUE(process.hear_echo(2, process.fragments[1]).empty());
  EXPECT_TRUE(process.hear_echo(4, damaged(process.fragments[1])).empty());
  EXPECT_TRUE(process.hear_echo(3, process.fragments[1]).empty());
  const Effects<Protocol> effects = process.hear_echo(5, process.fragments[1]);
  ASSERT_NE(ready_in(effects), nullptr);
  EXPECT_EQ(ready_in(effects)->fragment, process.fragments[1]);
  EXPECT_FALSE(delivered(effects));  // four readies, its own among them
  EXPECT_TRUE(delivered(process.hear_ready(4, process.fragments[4])));
}

// Of 2t + 1 + r readies r may be wrong, and no more.
TEST(DxrCorrection, AWrongFragmentTakesOneMore) {
  for (std::uint32_t wrong = 0; wrong <= 2; ++wrong) {
    Alone process(7, 2);
    std::uint32_t heard = 0;
    for (const std::uint32_t from : {0U, 2U, 3U, 4U, 5U, 6U}) {
      const bool lies = heard < wrong;
      const Effects<Protocol> effects =
          process.hear_ready(from, lies ? damaged(process.fragments[from]) : process.fragments[from]);
      ++heard;
      EXPECT_EQ(delivered(effects).has_value(), heard == 5 + wrong) << wrong << " " << heard;
    }
    if (wrong < 2) continue;
    for (const std::uint32_t from : {0U, 2U}) process.hear_echo(from, process.fragments[1]);
    EXPECT_EQ(delivered(process.hear_echo(3, process.fragments[1])), broadcast::fingerprint(process.hash))
        << "its own ready is the seventh";
  }
}

TEST(DxrCorrection, ReadyForItselfAfterDelivering) {
  Alone process(4, 1);
  for (const std::uint32_t from : {0U, 2U}) process.hear_ready(from, process.fragments[from]);
  EXPECT_TRUE(delivered(process.hear_ready(3, process.fragments[3])));
  EXPECT_FALSE(process.instance().readied);
  process.hear_echo(2, process.fragments[1]);
  EXPECT_NE(ready_in(process.hear_echo(3, process.fragments[1])), nullptr);
  EXPECT_TRUE(process.instance().candidates.empty());
}

TEST(DxrRules, WhatHasAnotherHashIsNotDelivered) {
  Alone process(4, 1);
  process.hash.bytes[0] ^= 1;
  for (const std::uint32_t from : {0U, 2U, 3U})
    EXPECT_FALSE(delivered(process.hear_ready(from, process.fragments[from])));
}

TEST(DxrRules, EverybodyIsToldItsOwnFragment) {
  Alone process(4, 1);
  const Effects<Protocol> effects = process.hear(0, Propose{1, process.payload});
  ASSERT_EQ(effects.size(), 3U);
  for (const Effect<Protocol>& effect : effects) {
    const auto* send = std::get_if<Send<Protocol>>(&effect);
    ASSERT_NE(send, nullptr);
    EXPECT_EQ(std::get<Echo>(send->message).fragment, process.fragments[send->to.value]);
  }
  EXPECT_TRUE(process.hear(0, Propose{1, process.payload}).empty()) << "once";
}

TEST(DxrRules, WhatNobodyCorrectSaysIsRefused) {
  Alone process(4, 1);
  EXPECT_TRUE(process.hear(2, Propose{1, process.payload}).empty()) << "not the sender";
  EXPECT_TRUE(process.hear(0, Propose{1, process.payload + "x"}).empty());
  EXPECT_TRUE(process.hear(0, Propose{1, ""}).empty());
  EXPECT_TRUE(process.hear(0, Propose{2, process.payload}).empty());
  EXPECT_TRUE(process.hear(0, Propose{0, process.payload}).empty());
  process.hear_echo(2, "");
  process.hear_ready(2, std::string(100'000, 'x'));
  process.hear(4, Ready{ProcessId{0}, 1, process.hash, process.fragments[2]});  // a client
  process.hear(2, Ready{ProcessId{1}, 1, process.hash, process.fragments[2]});
  process.hear(2, Ready{ProcessId{0}, ~std::uint64_t{0}, process.hash, process.fragments[2]});
  for (const auto& [sender, stream] : process.local.state.of)
    for (const auto& [sequence, instance] : stream.open) EXPECT_TRUE(instance.candidates.empty());
}

TEST(DxrRules, OfOneProcessTheFirstOfAKindCounts) {
  Alone process(4, 1);
  for (int repeat = 0; repeat < 5; ++repeat) {
    process.hear_echo(2, process.fragments[1]);
    process.hear_echo(2, damaged(process.fragments[1]));
    process.hear_ready(2, process.fragments[2]);
    process.hear(2, Ready{ProcessId{0}, 1, Digest{}, process.fragments[2]});
  }
  ASSERT_EQ(process.instance().candidates.size(), 1U);
  EXPECT_EQ(process.instance().candidates[0].echoes.size(), 1U);
  EXPECT_EQ(process.instance().candidates[0].readies.size(), 1U);
}

TEST(DxrRules, EveryPayloadOfEverySenderArrives) {
  for (const std::uint64_t window : {0U, 1U, 2U}) {
    testing::Cluster<Protocol> cluster({.n = 7, .t = 2, .senders = 3, .payloads = 4, .window = window});
    cluster.run();
    EXPECT_TRUE(cluster.monitor().broken().empty());
    EXPECT_TRUE(cluster.monitor().unfulfilled().empty());
    EXPECT_EQ(cluster.monitor().completed, 12U);
    for (std::uint32_t id = 0; id < 7; ++id)
      for (const auto& [sender, stream] : cluster.state(id).of) EXPECT_TRUE(stream.open.empty());
  }
}

// A proposal to each, a fragment from each to each, and a broadcast of each; no path.
TEST(DxrCosts, AreThoseOfTheFormula) {
  for (const std::uint32_t t : {0U, 1U, 2U, 5U, 10U}) {
    const std::uint64_t n = 3 * t + 1;
    const Config config{.n = 3 * t + 1, .t = t, .payload_bytes = 65'536};
    testing::Cluster<Protocol> cluster(config);
    cluster.run();
    EXPECT_EQ(cluster.messages, (n - 1) + 2 * n * (n - 1));
    const std::uint64_t content = (n - 1) * config.payload_bytes +
                                  2 * n * (n - 1) * crypto::fragment_bytes(code_of(config), config.payload_bytes);
    EXPECT_GE(cluster.bytes, content + 2 * n * (n - 1) * 32);
    EXPECT_LE(cluster.bytes, content + 2 * n * (n - 1) * (40 + 8) + (n - 1) * 8);
  }
}

// The table of the protocol's page: bytes for a payload, per process and byte of the payload, in thousandths.
TEST(DxrCosts, AreThoseOfThePage) {
  struct Row {
    std::uint32_t t;
    std::uint64_t payload_bytes, thousandths;
  };
  for (const Row& row : {Row{1, 256, 4749}, Row{2, 256, 6733}, Row{5, 256, 10447}, Row{10, 256, 15283},
                         Row{1, 4096, 3812}, Row{2, 4096, 4977}, Row{5, 4096, 6226}, Row{10, 4096, 7004},
                         Row{1, 65'536, 3754}, Row{2, 65'536, 4864}, Row{5, 65'536, 5955}, Row{10, 65'536, 6458}}) {
    const Config config{.n = 3 * row.t + 1, .t = row.t, .payload_bytes = row.payload_bytes};
    testing::Cluster<Protocol> cluster(config);
    cluster.run();
    EXPECT_EQ(cluster.bytes * 1000 / (config.n * row.payload_bytes), row.thousandths) << config.n;
  }
}

TEST(DxrValidate, NamesTheParameter) {
  EXPECT_FALSE(Protocol::validate({.n = 4, .t = 1}));
  EXPECT_FALSE(Protocol::validate({.n = 256, .t = 85}));
  EXPECT_EQ(Protocol::validate({.n = 257, .t = 1})->parameter, "n");
  EXPECT_EQ(Protocol::validate({.n = 2, .t = 2})->parameter, "t");
  EXPECT_EQ(Protocol::validate({.senders = 5})->parameter, "senders");
  EXPECT_EQ(Protocol::validate({.payloads = 0})->parameter, "payloads");
  EXPECT_EQ(Protocol::validate({.payload_bytes = (1U << 20) + 1})->parameter, "payload_bytes");
  EXPECT_TRUE(Protocol::validate({.n = 6, .t = 2})->beyond_resilience);
}

}  // namespace
}  // namespace parley::das_xiang_ren

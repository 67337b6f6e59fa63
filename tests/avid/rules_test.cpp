// The rules of the dispersal by single steps, each threshold at its boundary; what it refuses, and what it costs.
#include <cstdint>
#include <gtest/gtest.h>
#include <vector>

#include "net/world/step.hpp"
#include "protocols/broadcast/avid/avid.hpp"
#include "protocols/broadcast/avid/dispersal.hpp"
#include "protocols/broadcast/avid/thresholds.hpp"
#include "tests/avid/cluster.hpp"

namespace parley::avid {
namespace {

using problems::PayloadDelivered;

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
  std::string payload(std::uint64_t edition = 0) const {
    return broadcast::payload_of(ProcessId{0}, 1, config.payload_bytes, edition);
  }
  Effects<Protocol> hear(std::uint32_t from, Protocol::Message message) {
    return stepper.deliver(ProcessId{1}, local, ProcessId{from}, message, choices);
  }
  Effects<Protocol> hear_echo(const Dispersal& dispersal, std::uint32_t from) {
    return hear(from, Echo{ProcessId{0}, 1, dispersal.root, dispersal.pieces[from]});
  }
  Effects<Protocol> hear_ready(const Dispersal& dispersal, std::uint32_t from) {
    return hear(from, Ready{ProcessId{0}, 1, dispersal.root});
  }
  const Instance& instance() { return local.state.of[ProcessId{0}].open.at(1); }
};

std::optional<std::uint64_t> delivered(const Effects<Protocol>& effects) {
  for (const Effect<Protocol>& effect : effects)
    if (const auto* emit = std::get_if<Emit<Protocol>>(&effect))
      if (const auto* got = std::get_if<PayloadDelivered>(&emit->output)) return got->fingerprint;
  return std::nullopt;
}

TEST(AvidThresholds, AreThoseOfThePaper) {
  struct Row {
    std::uint32_t n, t, data, echo, support, delivery;
  };
  for (const Row& row : {Row{4, 1, 2, 3, 2, 3}, Row{5, 1, 2, 4, 2, 3}, Row{7, 2, 3, 5, 3, 5}, Row{10, 3, 4, 7, 4, 7},
                         Row{256, 85, 86, 171, 86, 171}, Row{1, 0, 1, 1, 1, 1}}) {
    const Config config{.n = row.n, .t = row.t};
    EXPECT_EQ(code_of(config).data, row.data) << row.n;
    EXPECT_EQ(echo_quorum(config), row.echo) << row.n;
    EXPECT_EQ(ready_support(config), row.support) << row.n;
    EXPECT_EQ(delivery_quorum(config), row.delivery) << row.n;
    EXPECT_GT(2 * echo_quorum(config), row.n + row.t) << "two echo quorums share a correct process";
    EXPECT_GE(echo_quorum(config), code_of(config).data + row.t) << "its correct members alone can decode";
    EXPECT_LE(echo_quorum(config), row.n - row.t) << "the correct processes alone are an echo quorum";
  }
}

TEST(AvidThresholds, TheLastEchoMakesReady) {
  Alone process(7, 2);
  const Dispersal dispersal = disperse(process.config, process.payload());
  for (const std::uint32_t from : {2U, 3U, 4U, 5U}) EXPECT_TRUE(process.hear_echo(dispersal, from).empty());
  EXPECT_EQ(process.hear_echo(dispersal, 6).size(), 1U);
  EXPECT_TRUE(process.instance().readied);
}

TEST(AvidThresholds, ReadiesAreJoinedAndDeliverOnceThereAreFragments) {
  Alone process(7, 2);
  const Dispersal dispersal = disperse(process.config, process.payload());
  EXPECT_TRUE(process.hear_ready(dispersal, 2).empty());
  EXPECT_TRUE(process.hear_ready(dispersal, 3).empty());
  EXPECT_EQ(process.hear_ready(dispersal, 4).size(), 1U);  // broadcasts its own ready, the fourth
  EXPECT_TRUE(process.hear_ready(dispersal, 5).empty());   // enough readies, no fragment
  EXPECT_TRUE(process.hear_echo(dispersal, 2).empty());
  EXPECT_TRUE(process.hear_echo(dispersal, 6).empty());
  const auto got = delivered(process.hear_echo(dispersal, 0));  // the third fragment
  EXPECT_EQ(got, broadcast::fingerprint(broadcast::sha256(process.payload())));
  EXPECT_TRUE(process.instance().candidates.empty()) << "what is delivered needs no memory";
  EXPECT_TRUE(process.hear_ready(dispersal, 6).empty());
  EXPECT_TRUE(process.instance().candidates.empty());
}

TEST(AvidThresholds, TheLastReadyDelivers) {
  Alone process(4, 1);
  const Dispersal dispersal = disperse(process.config, process.payload());
  process.hear(0, Disperse{1, dispersal.root, dispersal.pieces[1]});
  process.hear_echo(dispersal, 0);
  process.hear_echo(dispersal, 2);  // the third echo: ready
  EXPECT_FALSE(delivered(process.hear_ready(dispersal, 0)));
  EXPECT_TRUE(delivered(process.hear_ready(dispersal, 2)));
  EXPECT_EQ(process.local.state.of[ProcessId{0}].settled_to, 1U);
  EXPECT_TRUE(process.local.state.of[ProcessId{0}].open.empty());
  EXPECT_TRUE(process.hear_ready(dispersal, 3).empty());
}

TEST(AvidRules, ARootOfNoCodewordIsRefused) {
  Alone process(4, 1);
  const Dispersal torn = disperse_torn(process.config, process.payload(0), process.payload(1));
  for (const std::uint32_t from : {0U, 2U, 3U}) EXPECT_TRUE(process.hear_echo(torn, from).empty());
  EXPECT_TRUE(process.instance().candidates.front().refused);
  EXPECT_FALSE(process.instance().readied);
}

TEST(AvidRules, OnlyAPieceOfItsOwnerUnderTheRootCounts) {
  Alone process(4, 1);
  const Dispersal good = disperse(process.config, process.payload());
  Piece damaged = good.pieces[2];
  damaged.fragment.back() = static_cast<char>(damaged.fragment.back() ^ 1);
  Piece longer = good.pieces[2];
  longer.fragment += 'x';
  Piece no_path = good.pieces[2];
  no_path.path.clear();
  Piece long_path = good.pieces[2];
  long_path.path.resize(1000);
  for (const Piece& piece : {damaged, longer, no_path, long_path, Piece{}, good.pieces[3]})
    EXPECT_TRUE(process.hear(2, Echo{ProcessId{0}, 1, good.root, piece}).empty());
  EXPECT_TRUE(process.instance().candidates.empty());
  process.hear_echo(good, 2);
  EXPECT_EQ(process.instance().candidates.size(), 1U);
}

TEST(AvidRules, OnlyTheSendersFirstGoodPieceIsEchoed) {
  Alone process(4, 1);
  const Dispersal good = disperse(process.config, process.payload());
  const Dispersal other = disperse(process.config, process.payload(1));
  EXPECT_TRUE(process.hear(2, Disperse{1, good.root, good.pieces[1]}).empty());
  EXPECT_TRUE(process.hear(0, Disperse{1, good.root, good.pieces[2]}).empty());
  EXPECT_EQ(process.hear(0, Disperse{1, good.root, good.pieces[1]}).size(), 1U);
  EXPECT_TRUE(process.hear(0, Disperse{1, other.root, other.pieces[1]}).empty());
}

TEST(AvidRules, OfOneProcessTheFirstOfAKindCounts) {
  Alone process(4, 1);
  const Dispersal good = disperse(process.config, process.payload());
  const Dispersal other = disperse(process.config, process.payload(1));
  process.hear_echo(good, 2);
  process.hear_echo(other, 2);
  process.hear_echo(good, 2);
  ASSERT_EQ(process.instance().candidates.size(), 1U);
  EXPECT_EQ(process.instance().candidates[0].fragments.size(), 1U);
  process.hear_ready(other, 2);
  EXPECT_EQ(process.instance().candidates.size(), 2U) << "kinds are counted apart";
}

TEST(AvidRules, AFloodOfNumbersLeavesNothing) {
  Alone process(4, 1);
  const Dispersal good = disperse(process.config, process.payload());
  for (const std::uint64_t sequence : {std::uint64_t{0}, std::uint64_t{2}, ~std::uint64_t{0}}) {
    process.hear(3, Ready{ProcessId{0}, sequence, good.root});
    process.hear(0, Disperse{sequence, good.root, good.pieces[1]});
  }
  process.hear(3, Ready{ProcessId{1}, 1, good.root});
  process.hear(3, Ready{ProcessId{~0U}, 1, good.root});
  process.hear(4, Ready{ProcessId{0}, 1, good.root});  // a client
  std::size_t open = 0;
  for (const auto& [sender, stream] : process.local.state.of) open += stream.open.size();
  EXPECT_EQ(open, 0U);
}

TEST(AvidRules, EveryPayloadOfEverySenderArrives) {
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

// A disperse to each, and two broadcasts of each; (n - 1)(n + 1) fragments, and beside them what a path takes.
TEST(AvidCosts, AreThoseOfTheFormula) {
  for (const std::uint32_t t : {0U, 1U, 2U, 5U, 10U}) {
    const std::uint64_t n = 3 * t + 1;
    const Config config{.n = 3 * t + 1, .t = t, .payload_bytes = 65'536};
    testing::Cluster<Protocol> cluster(config);
    cluster.run();
    EXPECT_EQ(cluster.messages, (n - 1) + 2 * n * (n - 1));
    const std::uint64_t fragments = (n - 1) * (n + 1) * crypto::fragment_bytes(code_of(config), config.payload_bytes);
    std::uint64_t height = 0;
    while ((std::uint64_t{1} << height) < n) ++height;
    EXPECT_GE(cluster.bytes, fragments + n * (n - 1) * 32);
    EXPECT_LE(cluster.bytes, fragments + (n * n - 1) * (32 * (height + 1) + 12) + n * (n - 1) * (32 + 5));
  }
}

// The table of the protocol's page: bytes for a payload, per process and byte of the payload, in thousandths.
TEST(AvidCosts, AreThoseOfThePage) {
  struct Row {
    std::uint32_t t;
    std::uint64_t payload_bytes, thousandths;
  };
  for (const Row& row : {Row{1, 256, 3861}, Row{2, 256, 6661}, Row{5, 256, 15179}, Row{10, 256, 30944},
                         Row{1, 4096, 1999}, Row{2, 4096, 2560}, Row{5, 4096, 3442}, Row{10, 4096, 4587},
                         Row{1, 65'536, 1882}, Row{2, 65'536, 2303}, Row{5, 65'536, 2705}, Row{10, 65'536, 2925}}) {
    const Config config{.n = 3 * row.t + 1, .t = row.t, .payload_bytes = row.payload_bytes};
    testing::Cluster<Protocol> cluster(config);
    cluster.run();
    EXPECT_EQ(cluster.bytes * 1000 / (config.n * row.payload_bytes), row.thousandths) << config.n;
  }
}

TEST(AvidValidate, NamesTheParameter) {
  EXPECT_FALSE(Protocol::validate({.n = 4, .t = 1}));
  EXPECT_FALSE(Protocol::validate({.n = 256, .t = 85}));
  EXPECT_EQ(Protocol::validate({.n = 257, .t = 1})->parameter, "n");
  EXPECT_EQ(Protocol::validate({.n = 0, .t = 0})->parameter, "n");
  EXPECT_EQ(Protocol::validate({.n = 2, .t = 2})->parameter, "t");
  EXPECT_EQ(Protocol::validate({.senders = 0})->parameter, "senders");
  EXPECT_EQ(Protocol::validate({.senders = 5})->parameter, "senders");
  EXPECT_EQ(Protocol::validate({.payloads = 0})->parameter, "payloads");
  EXPECT_EQ(Protocol::validate({.payload_bytes = 0})->parameter, "payload_bytes");
  EXPECT_EQ(Protocol::validate({.data_fragments = 5})->parameter, "data_fragments");
  EXPECT_TRUE(Protocol::validate({.n = 3, .t = 1})->beyond_resilience);
}

}  // namespace
}  // namespace parley::avid

// Bracha's broadcast with hashes: single steps, every schedule of small instances, campaigns and seeded runs.
#include <gtest/gtest.h>

#include "checker/explore/explore.hpp"
#include "faults/campaign/campaign.hpp"
#include "net/sim/simulation.hpp"
#include "protocols/broadcast/hashed_bracha/hashed_bracha.hpp"
#include "protocols/core/codec.hpp"
#include "tests/campaign/campaign_fixture.hpp"
#include "tests/lone.hpp"

namespace parley::hashed_bracha {
namespace {

using parley::testing::outputs;
using problems::MultiBroadcast;
using problems::PayloadDelivered;
using problems::PayloadPulled;
using problems::PayloadSent;
using Process = parley::testing::Lone<Protocol>;

constexpr ProcessId kSender{0};

std::string payload(std::uint64_t sequence, std::uint64_t edition = 0) {
  return broadcast::payload_of(kSender, sequence, 64, edition);
}
Digest hash(std::uint64_t sequence, std::uint64_t edition = 0) {
  return broadcast::sha256(payload(sequence, edition));
}

template <class M>
std::size_t broadcasts(const Effects<Protocol>& effects) {
  std::size_t count = 0;
  for (const Effect<Protocol>& effect : effects)
    if (const auto* all = std::get_if<Broadcast<Protocol>>(&effect))
      count += std::holds_alternative<M>(all->message) ? 1U : 0U;
  return count;
}

ProcessSet pulled_from(const Effects<Protocol>& effects) {
  for (const Effect<Protocol>& effect : effects)
    if (const auto* some = std::get_if<Multicast<Protocol>>(&effect))
      if (std::holds_alternative<Pull>(some->message)) return some->to;
  return {};
}

// n = 7, t = 2: echo quorum 5, ready support 3, delivery quorum 5.
TEST(HashedBrachaSteps, ThresholdsAtTheirBoundaries) {
  Process process({.n = 7, .t = 2}, ProcessId{6});
  EXPECT_EQ(broadcasts<Echo>(process.receive(kSender, Initial{1, payload(1)})), 1U);
  for (std::uint32_t id = 0; id < 3; ++id)
    EXPECT_TRUE(process.receive(ProcessId{id}, Echo{kSender, 1, hash(1)}).empty());
  EXPECT_TRUE(process.receive(ProcessId{2}, Echo{kSender, 1, hash(1)}).empty());  // again
  EXPECT_EQ(broadcasts<Ready>(process.receive(ProcessId{3}, Echo{kSender, 1, hash(1)})), 1U);
  for (std::uint32_t id = 0; id < 3; ++id)
    EXPECT_TRUE(process.receive(ProcessId{id}, Ready{kSender, 1, hash(1)}).empty());
  EXPECT_EQ(outputs<PayloadDelivered>(process.receive(ProcessId{3}, Ready{kSender, 1, hash(1)})).size(), 1U);
  Process second({.n = 7, .t = 2}, ProcessId{6});
  for (std::uint32_t id = 0; id < 2; ++id) second.receive(ProcessId{id}, Ready{kSender, 1, hash(1)});
  EXPECT_EQ(broadcasts<Ready>(second.receive(ProcessId{2}, Ready{kSender, 1, hash(1)})), 1U);
}

TEST(HashedBrachaSteps, WhatWasWithheldIsPulledFromThoseWhoEchoed) {
  Process process({}, ProcessId{3});
  process.receive(ProcessId{1}, Echo{kSender, 1, hash(1)});
  process.receive(ProcessId{0}, Ready{kSender, 1, hash(1)});
  const auto ready = process.receive(ProcessId{1}, Ready{kSender, 1, hash(1)});  // and its own
  EXPECT_EQ(outputs<PayloadPulled>(ready).size(), 1U);
  EXPECT_EQ(pulled_from(ready), ProcessSet{ProcessId{1}});
  EXPECT_EQ(pulled_from(process.receive(ProcessId{2}, Echo{kSender, 1, hash(1)})), ProcessSet{ProcessId{2}});
  EXPECT_EQ(pulled_from(process.receive(ProcessId{0}, Echo{kSender, 1, hash(1)})), ProcessSet{});  // t + 1 are enough
  EXPECT_TRUE(outputs<PayloadDelivered>(process.receive(ProcessId{1}, Supply{kSender, 1, payload(1, 1)})).empty());
  EXPECT_EQ(outputs<PayloadDelivered>(process.receive(ProcessId{2}, Supply{kSender, 1, payload(1)})).size(), 1U);
  // It can supply in its turn, each once; what nobody has it does not.
  EXPECT_EQ(parley::testing::sent<Supply>(process.receive(ProcessId{0}, Pull{kSender, 1, hash(1)})).size(), 1U);
  EXPECT_TRUE(process.receive(ProcessId{0}, Pull{kSender, 1, hash(1)}).empty());
  EXPECT_TRUE(process.receive(ProcessId{1}, Pull{kSender, 1, hash(1, 1)}).empty());
}

TEST(HashedBrachaSteps, ASettledPayloadIsForgotten) {
  Process process({}, ProcessId{3});
  process.receive(kSender, Initial{1, payload(1)});
  for (std::uint32_t id = 0; id < 3; ++id) process.receive(ProcessId{id}, Echo{kSender, 1, hash(1)});
  for (std::uint32_t id = 0; id < 3; ++id) {
    EXPECT_EQ(process.state().streams.at(kSender).open.size(), 1U);
    process.receive(ProcessId{id}, Ready{kSender, 1, hash(1)});
  }
  EXPECT_TRUE(process.state().streams.at(kSender).open.empty());
  EXPECT_EQ(process.state().streams.at(kSender).settled_to, 1U);
  EXPECT_TRUE(process.receive(kSender, Initial{1, payload(1)}).empty());
}

TEST(HashedBrachaSteps, AFloodFindsNoPlace) {
  Rng rng(5);
  Process process({.payloads = 3}, ProcessId{3});
  const auto flood = [&](int messages) {
    for (int count = 0; count < messages; ++count) {
      const ProcessId sender{static_cast<std::uint32_t>(rng.below(3))};
      const std::uint64_t sequence = rng.chance(0.2) ? rng.next() : rng.below(6);
      const Digest any = broadcast::sha256(std::to_string(rng.next()));
      const ProcessId from{static_cast<std::uint32_t>(rng.below(2))};
      process.receive(from, Initial{sequence, std::string(rng.below(200), 'x')});
      process.receive(from, Echo{sender, sequence, any});
      process.receive(from, Ready{sender, sequence, any});
      process.receive(from, Supply{sender, sequence, payload(1)});
    }
    return encode(process.state()).size();
  };
  flood(1'000);
  EXPECT_LT(flood(9'000), 3'000U);
}

TEST(HashedBrachaInstances, ThatMakeNoSense) {
  const auto problem = [](const Config& config) {
    const auto found = Protocol::validate(config);
    return found ? found->parameter : "";
  };
  EXPECT_EQ(problem({}), "");
  EXPECT_EQ(problem({.n = 0}), "n");
  EXPECT_EQ(problem({.n = 3}), "n");
  EXPECT_EQ(problem({.senders = 5}), "senders");
  EXPECT_EQ(problem({.payloads = 0}), "payloads");
  EXPECT_EQ(problem({.payload_bytes = 0}), "payload_bytes");
}

explore::ExploreResult explored(Config config, std::vector<std::uint64_t> editions) {
  explore::ExploreOptions options;
  options.byzantine = {kSender};
  options.values = std::move(editions);
  options.symmetry = true;
  options.reduction = true;
  config.payload_bytes = 4;
  config.pull_from = config.n - 1;
  return explore::explore<Protocol>(config, options);
}

TEST(HashedBrachaExploration, AByzantineSender) {
  const auto result = explored({}, {0});
  EXPECT_EQ(result.outcome, explore::Outcome::kExhausted);
  EXPECT_EQ(result.cuts, 0U);
  EXPECT_EQ(result.states, 114'572U);
  for (const auto& report : result.properties) EXPECT_EQ(report.verdict, Verdict::kHolds) << report.property.name;
}

TEST(HashedBrachaExploration, WithoutAmplificationTotalityFails) {
  Config config;
  config.ready_support = 5;
  EXPECT_EQ(explored(config, {0}).properties[MultiBroadcast::kTotality].verdict, Verdict::kViolated);
}

TEST(HashedBrachaCampaign, FindsWhatIsBeyondTheBoundAlone) {
  faults::CampaignOptions options;
  options.faulty = 1;
  options.runs = 2'000;
  options.shrink_budget = 500;
  const Config config{.senders = 2, .payloads = 3};
  const auto within = faults::run_campaign<Protocol>(options, config);
  EXPECT_FALSE(within.finding) << within.finding->property;
  EXPECT_GE(faults::counter(within, within.coverage.witnessed, "delivery"), 1'900U);
  options.faulty = 2;
  const auto beyond = faults::run_campaign<Protocol>(options, config);
  ASSERT_TRUE(beyond.finding);
  faults::expect_replays<Protocol>(*beyond.finding, config);
}

TEST(HashedBrachaRuns, EveryPayloadTakesThreeHops) {
  const Config config{.n = 10, .t = 3, .senders = 2, .payloads = 7};
  sim::Options options;
  options.correct = ProcessSet::first(config.n);
  const auto result = sim::Simulation<Protocol>(config, options).run();
  EXPECT_TRUE(result.broken.empty());
  EXPECT_TRUE(result.unfulfilled.empty());
  EXPECT_EQ(result.counters.ticks, 21U);
  EXPECT_EQ(result.counters.operations, 14U);
  EXPECT_EQ(result.counters.operation_ticks, 42U);
  EXPECT_EQ(result.counters.sent, 14U * (9 + 2 * 10 * 9));
}

}  // namespace
}  // namespace parley::hashed_bracha

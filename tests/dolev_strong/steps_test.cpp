// The rules of Dolev and Strong's broadcast by single steps: which chains count when, and what is passed on.
#include <algorithm>
#include <gtest/gtest.h>

#include "protocols/consensus/dolev_strong/dolev_strong.hpp"
#include "protocols/consensus/dolev_strong/rules.hpp"
#include "tests/lone.hpp"
#include "tests/said.hpp"
#include "tests/sign_as.hpp"

namespace parley::dolev_strong {
namespace {

using parley::testing::emitted;
using parley::testing::Lone;
using parley::testing::sign_as;

Chain chain(Value value, const std::vector<std::uint32_t>& signers) {
  Chain made{value, {}};
  for (const std::uint32_t id : signers)
    made.signatures.push_back(sign_as<Protocol>(ProcessId{id}, Endorsement{value}));
  return made;
}

std::vector<Relay> relays(const Effects<Protocol>& effects) {
  std::vector<Relay> found;
  for (const Effect<Protocol>& effect : effects)
    if (const auto* all = std::get_if<Broadcast<Protocol>>(&effect)) found.push_back(all->message);
  return found;
}

TEST(DolevStrongSteps, AChainNeedsTheSenderAndARoundsWorthOfSigners) {
  const Config config;
  EXPECT_TRUE(is_valid(config, chain(1, {0}), 1));
  EXPECT_FALSE(is_valid(config, chain(1, {0}), 2));
  EXPECT_TRUE(is_valid(config, chain(1, {2, 0}), 2));
  EXPECT_FALSE(is_valid(config, chain(1, {1, 2}), 1)) << "without the sender";
  EXPECT_FALSE(is_valid(config, chain(1, {0, 2, 2}), 2)) << "one signer twice";
  EXPECT_FALSE(is_valid(config, chain(1, {0, 4}), 2)) << "no process of the protocol";
  Chain other = chain(1, {0, 2});
  other.value = 2;
  EXPECT_FALSE(is_valid(config, other, 2)) << "signatures of another value";
}

TEST(DolevStrongSteps, TheSenderSignsAndDeliversItsValue) {
  Lone<Protocol> sender(Config{}, ProcessId{0});
  ASSERT_EQ(relays(sender.first()).size(), 1U);
  const Relay relay = relays(sender.first())[0];
  EXPECT_EQ(relay.round, 1U);
  ASSERT_EQ(relay.chains.size(), 1U);
  EXPECT_TRUE(is_valid(Config{}, relay.chains[0], 1));
  sender.fire(RoundOver{});
  sender.fire(RoundOver{});
  const auto outputs = emitted(sender.fire(RoundOver{}));
  ASSERT_EQ(outputs.size(), 1U);
  EXPECT_EQ(outputs[0].value, 1U);
  EXPECT_TRUE(emitted(sender.fire(RoundOver{})).empty());
}

TEST(DolevStrongSteps, WhatIsAcceptedIsPassedOnInTheNextRoundWithOnesOwnSignature) {
  Lone<Protocol> process(Config{}, ProcessId{1});
  EXPECT_TRUE(relays(process.first()).empty());
  EXPECT_TRUE(relays(process.receive(ProcessId{0}, {1, {chain(7, {0})}})).empty());
  const auto second = relays(process.fire(RoundOver{}));
  ASSERT_EQ(second.size(), 1U);
  EXPECT_EQ(second[0].round, 2U);
  EXPECT_TRUE(is_valid(Config{}, second[0].chains.at(0), 2));
  EXPECT_TRUE(relays(process.fire(RoundOver{})).empty()) << "once";
}

TEST(DolevStrongSteps, AThirdValueIsNotTakenAndTwoMeanTheFallback) {
  Lone<Protocol> process(Config{}, ProcessId{1});
  process.receive(ProcessId{0}, {1, {chain(7, {0}), chain(8, {0})}});
  process.receive(ProcessId{2}, {1, {chain(9, {0})}});
  EXPECT_EQ(process.state().accepted.size(), 2U);
  EXPECT_EQ(relays(process.fire(RoundOver{})).at(0).chains.size(), 2U);
  process.fire(RoundOver{});
  EXPECT_EQ(emitted(process.fire(RoundOver{})).at(0).value, 0U);
}

TEST(DolevStrongSteps, ASilentSenderMeansTheFallback) {
  Config config;
  config.fallback = 5;
  Lone<Protocol> process(config, ProcessId{1});
  process.fire(RoundOver{});
  process.fire(RoundOver{});
  EXPECT_EQ(emitted(process.fire(RoundOver{})).at(0).value, 5U);
}

TEST(DolevStrongSteps, AChainThatComesARoundTooLateIsRefused) {
  Lone<Protocol> process(Config{}, ProcessId{1});
  process.fire(RoundOver{});
  process.receive(ProcessId{0}, {1, {chain(7, {0})}});  // said in round 1, heard in round 2
  process.receive(ProcessId{2}, {2, {chain(7, {0})}});  // said in round 2 with the signatures of round 1
  EXPECT_TRUE(process.state().accepted.empty());
  process.receive(ProcessId{3}, {2, {chain(7, {0, 3})}});
  EXPECT_EQ(process.state().accepted.size(), 1U);
}

TEST(DolevStrongSteps, ARoundEndsWhenAllAreHeard) {
  Config config;
  config.explicit_silence = true;
  Lone<Protocol> process(config, ProcessId{1});
  EXPECT_EQ(relays(process.first()).at(0).chains.size(), 0U);
  process.receive(ProcessId{0}, {1, {chain(7, {0})}});
  process.receive(ProcessId{2}, {1, {}});
  process.receive(ProcessId{3}, {2, {}});  // ahead
  EXPECT_EQ(process.state().round, 1U);
  EXPECT_EQ(relays(process.receive(ProcessId{3}, {1, {}})).at(0).round, 2U);
  process.receive(ProcessId{0}, {2, {}});
  process.receive(ProcessId{2}, {2, {}});
  EXPECT_EQ(process.state().round, 3U);
  process.fire(RoundOver{});
  EXPECT_EQ(process.state().round, 3U) << "it is ahead of its clock";
}

TEST(DolevStrongSteps, AFloodTakesBoundedRoom) {
  Lone<Protocol> process(Config{}, ProcessId{1});
  for (std::uint64_t round = 0; round < 100; ++round)
    for (Value value = 0; value < 100; ++value)
      process.receive(ProcessId{3}, {round, {chain(value, {0, 2, 3}), chain(value + 1, {0, 2, 3})}});
  EXPECT_EQ(process.state().accepted.size(), 2U);
  EXPECT_EQ(process.state().fresh.size(), 2U);
  process.receive(ProcessId{2}, {1, {chain(1, {0}), chain(2, {0}), chain(3, {0})}});
  EXPECT_FALSE(process.state().heard[0].contains(ProcessId{2})) << "a correct process sends two values at most";
}

TEST(DolevStrongSteps, ParametersThatMakeNoSense) {
  const auto refused = [](auto change) {
    Config config;
    change(config);
    const std::optional<ConfigProblem> problem = Protocol::validate(config);
    return problem ? problem->parameter : "";
  };
  EXPECT_EQ(refused([](Config&) {}), "");
  EXPECT_EQ(refused([](Config& config) { config.t = 3; }), "");
  EXPECT_EQ(refused([](Config& config) { config.t = 4; }), "n");
  EXPECT_EQ(refused([](Config& config) { config.sender = ProcessId{4}; }), "sender");
  EXPECT_EQ(refused([](Config& config) { config.round_ticks = 0; }), "round_ticks");
  EXPECT_EQ(refused([](Config& config) { config.rounds = 5; }), "rounds");
}

TEST(ByzantineBroadcastMonitor, SeesEachViolation) {
  using problems::ByzantineBroadcast;
  const auto after = [](const ProcessSet& correct, std::initializer_list<std::pair<std::uint32_t, Value>> outputs) {
    ByzantineBroadcast monitor = Protocol::problem(Config{}, correct);
    for (const auto& [who, value] : outputs) monitor.observe(ProcessId{who}, {value});
    return monitor;
  };
  const ProcessSet all = ProcessSet::first(4);
  const ProcessSet liar{ProcessId{1}, ProcessId{2}};
  EXPECT_TRUE(after(all, {{0, 1}, {1, 1}, {2, 1}, {3, 1}}).broken().empty());
  EXPECT_TRUE(after(all, {{0, 1}, {1, 1}, {2, 1}, {3, 1}}).unfulfilled().empty());
  EXPECT_TRUE(after(all, {{0, 1}}).unfulfilled().contains(ByzantineBroadcast::kTermination));
  EXPECT_TRUE(after(all, {{1, 2}}).broken().contains(ByzantineBroadcast::kIntegrity));
  EXPECT_TRUE(after(all, {{1, 1}, {1, 1}}).broken().contains(ByzantineBroadcast::kIntegrity));
  EXPECT_EQ(after(liar, {{1, 2}, {2, 3}}).broken(), PropertySet::of(ByzantineBroadcast::kAgreement));
  EXPECT_TRUE(after(liar, {{1, 2}, {2, 2}}).broken().empty());
}

}  // namespace
}  // namespace parley::dolev_strong

// Bracha's broadcast explored: pinned counts, the same under every engine, and counterexamples of weakened instances.
// The counts with a Byzantine sender are those that three other explorers report for the same rules; the count with
// all correct agrees with an enumerator of these rules written apart from the project.
#include "protocols/broadcast/bracha/bracha.hpp"

#include <gtest/gtest.h>

#include "checker/explore/explore.hpp"
#include "cli/compiled/bracha.hpp"

namespace parley::explore {
namespace {

using bracha::Protocol;
using problems::ReliableBroadcast;

bracha::Config instance(std::uint32_t n, std::uint32_t t, std::uint32_t sender) {
  bracha::Config config;
  config.n = n;
  config.t = t;
  config.sender = ProcessId{sender};
  return config;
}

ExploreOptions options(Engine engine, ProcessSet byzantine, std::vector<std::uint64_t> values = {0, 1}) {
  ExploreOptions options;
  options.engine = engine;
  options.byzantine = std::move(byzantine);
  options.values = std::move(values);
  return options;
}

void expect_all_hold(const ExploreResult& result) {
  EXPECT_EQ(result.outcome, Outcome::kExhausted);
  EXPECT_EQ(result.cuts, 0U);
  for (const PropertyReport& report : result.properties)
    EXPECT_EQ(report.verdict, Verdict::kHolds) << report.property.name;
}

class BothEngines : public testing::TestWithParam<Engine> {};
INSTANTIATE_TEST_SUITE_P(Bracha, BothEngines, testing::Values(Engine::kBreadthFirst, Engine::kDepthFirst));

TEST_P(BothEngines, ByzantineSenderOfFour) {
  const auto result = explore<Protocol>(instance(4, 1, 3), options(GetParam(), {ProcessId{3}}));
  EXPECT_EQ(result.states, 4'383'801U);
  EXPECT_EQ(result.transitions, 33'997'374U);
  EXPECT_EQ(result.ends, 19'683U);
  EXPECT_EQ(result.alphabet, 6U);
  EXPECT_LE(result.seen_bytes_per_state, 16.0);
  EXPECT_LT(result.collision_probability, 1e-6);
  expect_all_hold(result);
}

TEST_P(BothEngines, SmallerInstances) {
  const auto one_value = explore<Protocol>(instance(4, 1, 3), options(GetParam(), {ProcessId{3}}, {1}));
  EXPECT_EQ(one_value.states, 161'450U);
  EXPECT_EQ(one_value.transitions, 1'181'391U);
  expect_all_hold(one_value);

  const auto three = explore<Protocol>(instance(3, 0, 2), options(GetParam(), {}));
  EXPECT_EQ(three.states, 4'642U);
  EXPECT_EQ(three.transitions, 25'388U);
  EXPECT_EQ(three.ends, 1U);
  expect_all_hold(three);
}

TEST(Bracha, CountsDoNotDependOnThreads) {
  ExploreOptions parallel = options(Engine::kBreadthFirst, {ProcessId{3}}, {1});
  for (const unsigned threads : {2U, 5U}) {
    parallel.threads = threads;
    const auto result = explore<Protocol>(instance(4, 1, 3), parallel);
    EXPECT_EQ(result.states, 161'450U);
    EXPECT_EQ(result.transitions, 1'181'391U);
    EXPECT_EQ(result.depth, 21U);
    EXPECT_EQ(result.ends, 512U);
    expect_all_hold(result);
  }
}

TEST(Bracha, AllCorrectOfFour) {
  const auto result = explore<Protocol>(instance(4, 1, 3), options(Engine::kBreadthFirst, {}));
  EXPECT_EQ(result.states, 5'228'343U);
  EXPECT_EQ(result.transitions, 50'310'003U);
  EXPECT_EQ(result.ends, 1U);
  expect_all_hold(result);
}

// Carries the events out in a World and returns what its monitor says of its `always` and `eventually` properties.
PropertySet replay(const bracha::Config& config, const ProcessSet& byzantine,
                   const std::vector<world::Event<Protocol>>& events) {
  ProcessSet correct = ProcessSet::first(config.n);
  byzantine.for_each([&](ProcessId id) { correct.erase(id); });
  world::World<Protocol> world(config, correct);
  for (const world::Event<Protocol>& event : events) {
    EXPECT_TRUE(world.monitor().broken().empty()) << "the violation comes before the last event";
    EXPECT_EQ(world.refusal(event), world::Refusal::kNone);
    world.apply(event);
  }
  return world.monitor().broken() | world.monitor().unfulfilled();
}

// Depth-first search may come upon another violation first, and takes a longer way.
void expect_deep_violation(const bracha::Config& config, const ProcessSet& byzantine, std::size_t shortest) {
  const auto deep = explore_with_events<Protocol>(config, options(Engine::kDepthFirst, byzantine));
  EXPECT_EQ(deep.result.outcome, Outcome::kViolation);
  std::size_t violated = 0;
  for (std::size_t index = 0; index < deep.result.properties.size(); ++index) {
    if (deep.result.properties[index].verdict != Verdict::kViolated) continue;
    ++violated;
    EXPECT_GE(deep.events[index]->size(), shortest);
    EXPECT_TRUE(replay(config, byzantine, *deep.events[index]).contains(index));
  }
  EXPECT_GE(violated, 1U);
}

void expect_agreement_violation(const bracha::Config& config, const ProcessSet& byzantine, std::size_t shortest) {
  const auto found = explore_with_events<Protocol>(config, options(Engine::kBreadthFirst, byzantine));
  EXPECT_EQ(found.result.outcome, Outcome::kViolation);
  const PropertyReport& report = found.result.properties[ReliableBroadcast::kAgreement];
  EXPECT_EQ(report.verdict, Verdict::kViolated);
  ASSERT_TRUE(found.events[ReliableBroadcast::kAgreement].has_value());
  const auto& events = *found.events[ReliableBroadcast::kAgreement];
  EXPECT_EQ(events.size(), shortest);
  EXPECT_TRUE(replay(config, byzantine, events).contains(ReliableBroadcast::kAgreement));

  // The trace says the same.
  ASSERT_TRUE(report.trace.has_value());
  EXPECT_EQ(report.trace->violation, "agreement");
  std::vector<world::Event<Protocol>> read;
  for (const world::TraceStep& step : report.trace->steps) read.push_back(world::event_of<Protocol>(step).value());
  EXPECT_TRUE(replay(config, byzantine, read).contains(ReliableBroadcast::kAgreement));
  expect_deep_violation(config, byzantine, shortest);
}

TEST(Bracha, LowQuorumsBreakAgreement) {
  bracha::Config config = instance(4, 1, 3);
  config.echo_quorum = 2;
  config.delivery_quorum = 2;
  expect_agreement_violation(config, {ProcessId{3}}, 9);
}

TEST(Bracha, TwoByzantineOfFourBreakAgreement) {
  expect_agreement_violation(instance(4, 1, 3), {ProcessId{2}, ProcessId{3}}, 6);
}

TEST(Bracha, TooFewReadiesBreakTotality) {
  bracha::Config config = instance(4, 1, 3);
  config.ready_support = 4;  // nobody joins: one delivery no longer brings all
  const auto found = explore_with_events<Protocol>(config, options(Engine::kBreadthFirst, {ProcessId{3}}, {1}));
  EXPECT_EQ(found.result.properties[ReliableBroadcast::kTotality].verdict, Verdict::kViolated);
  EXPECT_EQ(found.result.properties[ReliableBroadcast::kAgreement].verdict, Verdict::kUnknown);
}

TEST(Bracha, LimitsLeaveVerdictsOpen) {
  ExploreOptions limited = options(Engine::kBreadthFirst, {ProcessId{3}});
  limited.limits.max_states = 10'000;
  const auto result = explore<Protocol>(instance(4, 1, 3), limited);
  EXPECT_EQ(result.outcome, Outcome::kMaxStates);
  EXPECT_EQ(result.properties[ReliableBroadcast::kAgreement].verdict, Verdict::kUnknown);
  EXPECT_GE(result.states, 10'000U);

  limited.limits.max_states = 0;
  limited.limits.max_depth = 5;
  const auto shallow = explore<Protocol>(instance(4, 1, 3), limited);
  EXPECT_EQ(shallow.outcome, Outcome::kMaxDepth);
  EXPECT_EQ(shallow.depth, 5U);
  EXPECT_EQ(shallow.properties[ReliableBroadcast::kDelivery].verdict, Verdict::kUnknown);
}

}  // namespace
}  // namespace parley::explore

// Phase king's rules by single steps: each threshold at its boundary, who ends a round, and what counts in it.
#include <gtest/gtest.h>

#include "protocols/consensus/phase_king/phase_king.hpp"
#include "protocols/consensus/phase_king/rules.hpp"
#include "tests/lone.hpp"
#include "tests/said.hpp"

namespace parley::phase_king {
namespace {

using parley::testing::emitted;
using parley::testing::Lone;

constexpr Value kZero = Value::kZero;
constexpr Value kOne = Value::kOne;
constexpr Value kUndecided = Value::kUndecided;
constexpr Value kNothing = Value::kNothing;

std::vector<Exchange> exchanges(const Effects<Protocol>& effects) {
  std::vector<Exchange> found;
  for (const Effect<Protocol>& effect : effects)
    if (const auto* all = std::get_if<Broadcast<Protocol>>(&effect)) found.push_back(all->message);
  return found;
}

// Process 0 of four begins with 0; 1, 2 and 3 say so in `round`.
Effects<Protocol> hears(Lone<Protocol>& process, std::uint64_t round, const std::vector<Value>& others) {
  Effects<Protocol> last;
  for (std::uint32_t id = 0; id < others.size(); ++id) last = process.receive(ProcessId{id + 1}, {round, others[id]});
  return last;
}

// Its value after the first round.
Value after_first(const std::vector<Value>& others) {
  Lone<Protocol> process(Config{.ones = 0}, ProcessId{0});
  hears(process, 0, others);
  EXPECT_EQ(process.state().round, 1U);
  return process.state().value;
}

TEST(PhaseKingSteps, NMinusTSayersHoldABit) {
  EXPECT_EQ(after_first({kZero, kZero, kOne}), kZero);
  EXPECT_EQ(after_first({kZero, kOne, kOne}), kUndecided);
  EXPECT_EQ(after_first({kOne, kOne, kOne}), kOne);
  EXPECT_EQ(after_first({kNothing, kZero, kUndecided}), kUndecided);
}

// Its state after the second round, in which it said that it is undecided.
State after_second(const std::vector<Value>& others) {
  Lone<Protocol> process(Config{.ones = 0}, ProcessId{0});
  hears(process, 0, {kZero, kOne, kOne});
  process.receive(ProcessId{1}, {1, others[0]});
  process.receive(ProcessId{2}, {1, others[1]});
  // One's own word is the last missing: process 0 is the king, so that its round ends with its own message.
  const Effects<Protocol> effects = process.receive(ProcessId{3}, {1, others[2]});
  EXPECT_EQ(exchanges(effects).at(0).round, 2U);
  return process.state();
}

TEST(PhaseKingSteps, MoreThanTSayersSupportABitAndTheKingSpeaks) {
  EXPECT_EQ(after_second({kOne, kOne, kOne}).value, kOne);
  EXPECT_EQ(after_second({kOne, kOne, kNothing}).value, kOne);
  EXPECT_EQ(after_second({kZero, kZero, kNothing}).value, kZero);
  EXPECT_EQ(after_second({kZero, kNothing, kNothing}).value, kOne) << "an undecided king says 1";
  EXPECT_EQ(after_second({kZero, kNothing, kNothing}).round, 3U);
}

// Process 3 of four at the end of the first phase, whose king is 0.
Value obeys(const std::vector<Value>& second, std::optional<Value> king) {
  Lone<Protocol> process(Config{.ones = 0}, ProcessId{3});
  for (const std::uint32_t id : {0U, 1U, 2U}) process.receive(ProcessId{id}, {0, kZero});
  for (const std::uint32_t id : {0U, 1U, 2U}) process.receive(ProcessId{id}, {1, second[id]});
  EXPECT_EQ(process.state().round, 2U);
  process.receive(ProcessId{1}, {2, kOne});  // not the king
  EXPECT_EQ(process.state().round, 2U);
  if (king) process.receive(ProcessId{0}, {2, *king});
  for (int ticks = 0; !king && ticks < 3; ++ticks) process.fire(RoundOver{});
  EXPECT_EQ(process.state().round, 3U);
  return process.state().value;
}

TEST(PhaseKingSteps, TheKingIsObeyedUnlessNMinusTSaidTheSame) {
  EXPECT_EQ(obeys({kZero, kZero, kOne}, kOne), kZero);  // three zeros with its own
  EXPECT_EQ(obeys({kZero, kOne, kNothing}, kOne), kOne);
  EXPECT_EQ(obeys({kZero, kOne, kNothing}, kZero), kZero);
  EXPECT_EQ(obeys({kOne, kOne, kNothing}, kUndecided), kOne);
  EXPECT_EQ(obeys({kOne, kOne, kNothing}, kNothing), kZero);
  EXPECT_EQ(obeys({kOne, kOne, kNothing}, std::nullopt), kZero) << "a silent king";
}

TEST(PhaseKingSteps, ARoundEndsByTheClock) {
  Lone<Protocol> process(Config{.ones = 0}, ProcessId{3});
  EXPECT_EQ(process.state().round, 0U);
  process.fire(RoundOver{});
  EXPECT_EQ(process.state().round, 1U);
  // Ahead of its clock: the next tick ends nothing.
  hears(process, 1, {kZero, kZero, kZero});
  process.receive(ProcessId{0}, {1, kZero});
  EXPECT_EQ(process.state().round, 2U);
  process.fire(RoundOver{});
  EXPECT_EQ(process.state().round, 2U);
  process.fire(RoundOver{});
  EXPECT_EQ(process.state().round, 3U);
}

TEST(PhaseKingSteps, AfterThePhasesItDecidesAndRests) {
  Lone<Protocol> process(Config{.ones = 0}, ProcessId{3});
  Effects<Protocol> last;
  for (int round = 0; round < 6; ++round) last = process.fire(RoundOver{});
  ASSERT_EQ(emitted(last).size(), 1U);
  EXPECT_EQ(emitted(last)[0].value, 0U);
  EXPECT_TRUE(process.fire(RoundOver{}).empty());
  EXPECT_TRUE(process.receive(ProcessId{1}, {6, kOne}).empty());
  EXPECT_TRUE(emitted(process.fire(RoundOver{})).empty());
}

// What comes too late, too early or twice takes no room and counts for nothing.
TEST(PhaseKingSteps, AFloodTakesBoundedRoom) {
  Lone<Protocol> process(Config{.ones = 0}, ProcessId{0});
  const State before = process.state();
  for (std::uint64_t round = 3; round < 1'000; ++round) process.receive(ProcessId{3}, {round, kOne});
  process.receive(ProcessId{3}, {~std::uint64_t{0}, kOne});
  process.receive(ProcessId{7}, {0, kOne});
  EXPECT_TRUE(equal(process.state(), before));
  process.receive(ProcessId{3}, {1, kOne});
  process.receive(ProcessId{3}, {1, kZero});
  EXPECT_TRUE(process.state().heard[1].zeros.empty());
  EXPECT_EQ(process.state().heard[1].ones.size(), 1U);
}

TEST(PhaseKingSteps, ParametersThatMakeNoSense) {
  const auto refused = [](auto change) {
    Config config;
    change(config);
    const std::optional<ConfigProblem> problem = Protocol::validate(config);
    return problem ? problem->parameter : "";
  };
  EXPECT_EQ(refused([](Config&) {}), "");
  EXPECT_EQ(refused([](Config& config) { config.n = 3; }), "n");
  EXPECT_EQ(refused([](Config& config) { config.t = 4; }), "t");
  EXPECT_EQ(refused([](Config& config) { config.ones = 5; }), "ones");
  EXPECT_EQ(refused([](Config& config) { config.round_ticks = 0; }), "round_ticks");
  EXPECT_EQ(refused([](Config& config) { config.phases = 5; }), "phases");
  EXPECT_EQ(refused([](Config& config) { config.hold_quorum = 5; }), "hold_quorum");
  EXPECT_EQ(refused([](Config& config) { config.support_quorum = 5; }), "support_quorum");
}

}  // namespace
}  // namespace parley::phase_king

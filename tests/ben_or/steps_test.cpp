// Ben-Or's rules by single steps: each threshold at its boundary, what a liar's message may do, and where it stops.
#include <gtest/gtest.h>

#include "protocols/consensus/ben_or/ben_or.hpp"
#include "protocols/consensus/ben_or/thresholds.hpp"
#include "tests/lone.hpp"
#include "tests/said.hpp"

namespace parley::ben_or {
namespace {

using parley::testing::emitted;
using parley::testing::Lone;
using parley::testing::said;

constexpr Choice kZero = Choice::kZero;
constexpr Choice kOne = Choice::kOne;
constexpr Choice kNothing = Choice::kNothing;

Config crash_version(std::uint32_t n, std::uint32_t t, std::uint32_t ones) {
  Config config;
  config.n = n;
  config.t = t;
  config.byzantine = false;
  config.ones = ones;
  return config;
}

Config liars_version(std::uint32_t n, std::uint32_t t, std::uint32_t ones) {
  Config config = crash_version(n, t, ones);
  config.byzantine = true;
  return config;
}

// Process 0 hears the values of 1, 2, ...; returns what it proposes.
std::optional<Proposal> proposal_after(const Config& config, const std::vector<bool>& others) {
  Lone<Protocol> process(config, ProcessId{0});
  std::optional<Proposal> proposal;
  for (std::uint32_t id = 0; id < others.size(); ++id)
    for (const Proposal& made : said<Proposal>(process.receive(ProcessId{id + 1}, Vote{1, others[id]})))
      proposal = made;
  return proposal;
}

// The stage of process 0, which has proposed nothing, once the proposals of 1, 2, ... have come.
State state_after(const Config& config, const std::vector<Choice>& others) {
  Lone<Protocol> process(config, ProcessId{0});
  for (std::uint32_t id = 1; id < config.n; ++id) process.receive(ProcessId{id}, Vote{1, id % 2 == 1});
  for (std::uint32_t id = 0; id < others.size(); ++id) process.receive(ProcessId{id + 1}, Proposal{1, others[id]});
  return process.state();
}

TEST(BenOrSteps, AgainstCrashesAMajorityOfAllIsProposed) {
  const Config config = crash_version(5, 2, 0);  // process 0 has value 0
  EXPECT_FALSE(proposal_after(config, {false}));
  EXPECT_EQ(proposal_after(config, {false, false})->choice, kZero);
  EXPECT_EQ(proposal_after(config, {false, true})->choice, kNothing);
  EXPECT_EQ(proposal_after(config, {true, true})->choice, kNothing);
}

TEST(BenOrSteps, AgainstLiarsMoreThanHalfOfNAndTIsProposed) {
  const Config config = liars_version(6, 1, 0);
  EXPECT_FALSE(proposal_after(config, {false, false, false}));
  EXPECT_EQ(proposal_after(config, {false, false, false, true})->choice, kZero);
  EXPECT_EQ(proposal_after(config, {false, false, true, true})->choice, kNothing);
  EXPECT_EQ(proposal_after(config, {true, true, true, true})->choice, kOne);
}

TEST(BenOrSteps, AgainstCrashesOneProposalIsAdoptedAndMoreThanTDecide) {
  const Config config = crash_version(5, 2, 0);
  EXPECT_EQ(state_after(config, {kNothing, kOne}).stage, Stage::kAdopted);
  EXPECT_EQ(state_after(config, {kOne, kOne}).stage, Stage::kAdopted);
  EXPECT_EQ(state_after(config, {kNothing, kNothing}).stage, Stage::kTossed);
  const Config small = crash_version(5, 1, 0);
  EXPECT_EQ(state_after(small, {kOne, kOne, kNothing}).stage, Stage::kDecided);
  EXPECT_EQ(state_after(small, {kOne, kNothing, kNothing}).stage, Stage::kAdopted);
}

TEST(BenOrSteps, AgainstLiarsTPlusOneAreAdoptedAndAQuorumDecides) {
  const Config config = liars_version(6, 1, 0);
  EXPECT_EQ(state_after(config, {kOne, kOne, kOne, kOne}).stage, Stage::kDecided);
  EXPECT_EQ(state_after(config, {kOne, kOne, kOne, kNothing}).stage, Stage::kAdopted);
  EXPECT_EQ(state_after(config, {kOne, kOne, kNothing, kNothing}).stage, Stage::kAdopted);
  EXPECT_EQ(state_after(config, {kOne, kNothing, kNothing, kNothing}).stage, Stage::kTossed);
}

TEST(BenOrSteps, ACoinIsAChoice) {
  for (const bool side : {false, true}) {
    const Config config = crash_version(1, 0, 1);
    Config alone = config;
    alone.adopt_support = alone.decide_quorum = alone.propose_quorum = 1;
    // Nothing to toss for: one process decides by itself.
    Lone<Protocol> process(alone, ProcessId{0}, {side ? 1U : 0U});
    EXPECT_EQ(process.state().stage, Stage::kDecided);
    EXPECT_TRUE(process.state().value);
  }
  Config hopeless = crash_version(2, 1, 1);
  hopeless.propose_quorum = 2;
  EXPECT_FALSE(Lone<Protocol>(hopeless, ProcessId{0}, {0}).state().value);
  EXPECT_TRUE(Lone<Protocol>(hopeless, ProcessId{0}, {1}).state().value);
  EXPECT_EQ(Lone<Protocol>(hopeless, ProcessId{0}, {1}).state().stage, Stage::kTossed);
}

TEST(BenOrSteps, OfAProcessTheFirstMessageOfAStepCounts) {
  Lone<Protocol> process(crash_version(3, 1, 0), ProcessId{0});
  process.receive(ProcessId{1}, Proposal{1, kOne});
  process.receive(ProcessId{1}, Proposal{1, kNothing});
  const Tally& proposals = process.state().tallies.at(1).proposals;
  EXPECT_EQ(proposals.ones.size(), 1U);
  EXPECT_EQ(proposals.nothing.size(), 0U);
  EXPECT_TRUE(process.receive(ProcessId{7}, Vote{1, false}).empty()) << "no process of the protocol";
}

TEST(BenOrSteps, WhoHasDecidedTakesPartInTheNextRoundAndStops) {
  Lone<Protocol> process(crash_version(3, 1, 0), ProcessId{0});
  process.receive(ProcessId{1}, Vote{1, false});
  const auto decided = process.receive(ProcessId{1}, Proposal{1, kZero});
  ASSERT_EQ(emitted(decided).size(), 1U);
  EXPECT_EQ(emitted(decided)[0].value, 0U);
  ASSERT_EQ(said<Vote>(process.fire(NextRound{})).size(), 1U);
  const auto last = process.receive(ProcessId{2}, Vote{2, false});
  ASSERT_EQ(said<Proposal>(last).size(), 1U);
  EXPECT_EQ(said<Proposal>(last)[0].choice, kZero);
  EXPECT_EQ(process.state().stage, Stage::kStopped);
  EXPECT_TRUE(process.receive(ProcessId{2}, Proposal{2, kZero}).empty());
  process.receive(ProcessId{2}, Vote{3, false});
  EXPECT_EQ(process.state().tallies.size(), 1U);
}

// A liar's numbers of rounds are its own: they take no room beyond the horizon.
TEST(BenOrSteps, AFloodTakesBoundedRoom) {
  Config config = liars_version(6, 1, 0);
  config.horizon = 8;
  Lone<Protocol> process(config, ProcessId{0});
  for (std::uint64_t round = 0; round < 1'000; ++round) process.receive(ProcessId{5}, Vote{round, true});
  process.receive(ProcessId{5}, Vote{~std::uint64_t{0}, true});
  EXPECT_EQ(process.state().tallies.size(), 9U);
}

TEST(BenOrSteps, WhatComesEarlyCountsLater) {
  Lone<Protocol> process(crash_version(3, 1, 0), ProcessId{0});
  process.receive(ProcessId{1}, Vote{2, true});
  process.receive(ProcessId{1}, Proposal{2, kNothing});
  process.receive(ProcessId{2}, Vote{1, true});
  EXPECT_TRUE(process.state().tallies.at(2).votes.ones.contains(ProcessId{1}));
  process.receive(ProcessId{2}, Proposal{1, kNothing});
  EXPECT_EQ(process.state().stage, Stage::kTossed);  // with 0
  process.fire(NextRound{});
  EXPECT_EQ(process.state().stage, Stage::kTossed);  // round 2 was there already: 0 and 1, nothing and nothing
  EXPECT_EQ(process.state().round, 2U);
  EXPECT_FALSE(process.state().tallies.contains(1));
}

TEST(BenOrSteps, ParametersThatMakeNoSense) {
  const auto refused = [](auto change) {
    Config config;
    change(config);
    const std::optional<ConfigProblem> problem = Protocol::validate(config);
    return problem ? problem->parameter : "";
  };
  EXPECT_EQ(refused([](Config&) {}), "");
  EXPECT_EQ(refused([](Config& config) { config.n = 5; }), "n");
  EXPECT_EQ(refused([](Config& config) { config.n = 3, config.byzantine = false; }), "");
  EXPECT_EQ(refused([](Config& config) { config.n = 2, config.ones = 0, config.byzantine = false; }), "n");
  EXPECT_EQ(refused([](Config& config) { config.t = 6; }), "t");
  EXPECT_EQ(refused([](Config& config) { config.ones = 7; }), "ones");
  EXPECT_EQ(refused([](Config& config) { config.pause_ticks = 0; }), "pause_ticks");
  EXPECT_EQ(refused([](Config& config) { config.horizon = 0; }), "horizon");
  EXPECT_EQ(refused([](Config& config) { config.propose_quorum = 7; }), "propose_quorum");
  EXPECT_EQ(refused([](Config& config) { config.adopt_support = 7; }), "adopt_support");
  EXPECT_EQ(refused([](Config& config) { config.decide_quorum = 7; }), "decide_quorum");
  Config four;
  four.n = 4;
  EXPECT_TRUE(Protocol::validate(four)->beyond_resilience);
}

TEST(BenOrSteps, WhatMayBeDecided) {
  const auto allowed = [](const Config& config, const ProcessSet& correct) {
    return Protocol::problem(config, correct).proposed;
  };
  const std::vector<std::uint64_t> both{0, 1};
  EXPECT_EQ(allowed(liars_version(6, 1, 1), ProcessSet::first(6)), both);
  EXPECT_EQ(allowed(liars_version(6, 1, 1), ProcessSet::first(5)), std::vector<std::uint64_t>{0});
  EXPECT_EQ(allowed(crash_version(6, 1, 1), ProcessSet::first(5)), both);
  EXPECT_EQ(allowed(Protocol::second_face(liars_version(6, 1, 0)), ProcessSet::first(6)),
            std::vector<std::uint64_t>{1});
}

}  // namespace
}  // namespace parley::ben_or

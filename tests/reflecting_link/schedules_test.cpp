// The reflecting link in every schedule of small instances: time-outs at any moment, losses, duplicates, changed
// frames, arcs that die at any point, crashes. Counts are pinned.
#include <gtest/gtest.h>
#include <string>

#include "checker/explore/explore.hpp"
#include "protocols/link/reflecting_link/reflecting_link.hpp"

namespace parley::reflecting_link {
namespace {

using explore::ExploreOptions;
using explore::ExploreResult;
using problems::Transfer;

// Gives up after one silent turn, and asks once when in doubt: so every run ends.
Config pair_of(std::uint64_t transfers) {
  Config config;
  config.transfers = transfers;
  config.turns = 1;
  config.probes = 1;
  return config;
}

Config triangle_of(std::uint64_t transfers, std::uint32_t failing) {
  Config config = pair_of(transfers);
  config.n = 3;
  config.triangle = true;
  config.failing = failing;
  return config;
}

ExploreOptions budgets(std::uint32_t losses, std::uint32_t duplications, std::uint32_t crashes = 0) {
  ExploreOptions options;
  options.losses = losses;
  options.duplications = duplications;
  options.timer_firings = 6;  // more than there are
  options.crashes = options.restarts = crashes;
  options.stop_at_violation = false;
  return options;
}

ExploreResult explore_all(const Config& config, const ExploreOptions& options = budgets(0, 0)) {
  EXPECT_FALSE(Protocol::validate(config));
  return explore::explore<Protocol>(config, options);
}

Verdict verdict(const ExploreResult& result, std::size_t property) {
  return result.properties[property].verdict;
}

// Whatever happens: the ends agree, complete is applied, once, unchanged, by one owner; and who is in doubt says so.
void expect_safe(const ExploreResult& result) {
  EXPECT_EQ(result.outcome, explore::Outcome::kExhausted);
  for (const explore::PropertyReport& report : result.properties) {
    if (report.property.kind == PropertyKind::kEventually) continue;
    EXPECT_EQ(report.verdict, Verdict::kHolds) << report.property.name;
  }
}

TEST(ReflectingLinkSchedules, TimeOutsAtAnyMomentAreHarmless) {
  const ExploreResult result = explore_all(pair_of(2));
  expect_safe(result);
  EXPECT_EQ(result.states, 2'913U);
  EXPECT_EQ(verdict(result, Transfer::kResolution), Verdict::kHolds);
}

// Two Generals: with a link that may lose, some run leaves the initiator in doubt; and in every one it says so.
TEST(ReflectingLinkSchedules, LossLeavesDoubtThatIsFlagged) {
  const ExploreResult result = explore_all(pair_of(2), budgets(2, 1));
  expect_safe(result);
  EXPECT_EQ(result.states, 21'225U);
  EXPECT_EQ(verdict(result, Transfer::kResolution), Verdict::kViolated);
  EXPECT_EQ(verdict(result, Transfer::kFlagged), Verdict::kHolds);
}

TEST(ReflectingLinkSchedules, SoDoesACutAtAnyPoint) {
  Config config = pair_of(1);
  config.failing = 3;
  const ExploreResult result = explore_all(config);
  expect_safe(result);
  EXPECT_EQ(result.states, 157U);
  EXPECT_EQ(verdict(result, Transfer::kResolution), Verdict::kViolated);
  EXPECT_EQ(verdict(result, Transfer::kFlagged), Verdict::kHolds);
}

TEST(ReflectingLinkSchedules, ACrashOfEitherEndIsHarmless) {
  ExploreOptions options = budgets(1, 1, 1);
  options.timer_firings = 3;
  const ExploreResult result = explore_all(pair_of(2), options);
  expect_safe(result);
  EXPECT_EQ(result.states, 228'335U);
}

TEST(ReflectingLinkSchedules, ASlowApplicationChangesNothing) {
  Config config = pair_of(2);
  config.application_ticks = 1;
  config.refusal_odds = 2;
  expect_safe(explore_all(config, budgets(1, 1)));
  config.stage_ticks = 1;
  expect_safe(explore_all(config, budgets(0, 1)));
}

TEST(ReflectingLinkSchedules, OneChangedFrameIsNoticed) {
  Config config = pair_of(2);
  config.corrupted_offers = 1;
  expect_safe(explore_all(config, budgets(1, 1)));
  config.corrupted_offers = 0;
  config.corrupted_reflections = 1;
  expect_safe(explore_all(config, budgets(1, 1)));
}

// Beyond the bound: a change and its like on the way back; and signals, which nobody reflects.
TEST(ReflectingLinkSchedules, TwoChangesThatCancelAreNot) {
  Config config = pair_of(1);
  config.corrupted_offers = config.corrupted_reflections = 1;
  EXPECT_EQ(verdict(explore_all(config), Transfer::kIntegrity), Verdict::kViolated);
}

TEST(ReflectingLinkSchedules, ChangedSignalsAreNot) {
  Config config = pair_of(1);
  config.corrupted_signals = 1;
  EXPECT_EQ(verdict(explore_all(config), Transfer::kAgreement), Verdict::kViolated);
}

TEST(ReflectingLinkSchedules, TwoBitsAreEnoughOnALinkThatKeepsOrder) {
  Config config = pair_of(4);
  config.gray = true;
  config.turns = 2;
  ExploreOptions options = budgets(1, 1);
  options.timer_firings = 1;
  const ExploreResult result = explore_all(config, options);
  expect_safe(result);
  EXPECT_EQ(result.states, 109'972U);
  config.fifo = false;
  EXPECT_EQ(verdict(explore_all(config, options), Transfer::kIntegrity), Verdict::kViolated);
}

// --- the triangle. Arcs: 1 and 2 are those of the link 0 - 1, 4 and 8 of 0 - 2, 16 and 32 of 1 - 2 ---

TEST(TriangleSchedules, ACutOfOneLinkLeavesNoDoubt) {
  for (const std::uint32_t link : {3U, 12U, 48U}) {
    const ExploreResult result = explore_all(triangle_of(1, link));
    expect_safe(result);
    EXPECT_EQ(verdict(result, Transfer::kResolution), Verdict::kHolds) << link;
  }
  EXPECT_EQ(explore_all(triangle_of(1, 3)).states, 71'919U);
}

TEST(TriangleSchedules, WhateverDiesTheEndsAgree) {
  const ExploreResult result = explore_all(triangle_of(1, 63));
  expect_safe(result);
  EXPECT_EQ(result.states, 269'391U);
  EXPECT_EQ(verdict(result, Transfer::kResolution), Verdict::kViolated);
  EXPECT_EQ(verdict(result, Transfer::kFlagged), Verdict::kHolds);
}

// One way round is enough, if what is said goes round: 0 -> 1 -> 2 -> 0.
TEST(TriangleSchedules, OneWayRoundIsEnough) {
  Config config = triangle_of(1, 2 + 4 + 32);
  EXPECT_EQ(verdict(explore_all(config), Transfer::kResolution), Verdict::kHolds);
  config.relay = false;
  const ExploreResult result = explore_all(config);
  expect_safe(result);
  EXPECT_EQ(verdict(result, Transfer::kResolution), Verdict::kViolated);
}

// The responder comes to an end alone, and says so: while its arc to the initiator lives, nobody else is needed.
TEST(TriangleSchedules, TheArcBackIsEnough) {
  EXPECT_EQ(verdict(explore_all(triangle_of(1, 63 - 2)), Transfer::kResolution), Verdict::kHolds);
  EXPECT_EQ(verdict(explore_all(triangle_of(1, 2 + 8)), Transfer::kResolution), Verdict::kViolated);
}

TEST(TriangleSchedules, EachPartOfTheRuleIsNeeded) {
  Config config = triangle_of(1, 0);
  config.freeze = false;
  EXPECT_EQ(verdict(explore_all(config), Transfer::kAgreement), Verdict::kViolated);
  config.freeze = true;
  config.reports_needed = 1;
  EXPECT_EQ(verdict(explore_all(config), Transfer::kCompletion), Verdict::kViolated);
}

// --- what-ifs and baselines ---

TEST(ReflectingLinkWhatIfs, WhoPresumesIsWrongInSomeRun) {
  Config config = pair_of(1);
  config.in_doubt = InDoubt::kPresumeAbort;
  EXPECT_EQ(verdict(explore_all(config), Transfer::kAgreement), Verdict::kViolated);
  config.in_doubt = InDoubt::kPresumeCommit;
  EXPECT_EQ(verdict(explore_all(config), Transfer::kCompletion), Verdict::kViolated);
}

TEST(ReflectingLinkWhatIfs, CompletionAtTheConfirmationIsTooEarly) {
  Config config = pair_of(1);
  config.free_at_confirm = true;
  EXPECT_EQ(verdict(explore_all(config), Transfer::kCompletion), Verdict::kViolated);
}

TEST(Baselines, SignalsWithoutACopyDoNotNoticeAChange) {
  Config config = pair_of(2);
  config.discipline = Discipline::kSignals;
  expect_safe(explore_all(config, budgets(1, 1)));
  config.corrupted_offers = 1;
  const ExploreResult result = explore_all(config);
  EXPECT_EQ(verdict(result, Transfer::kIntegrity), Verdict::kViolated);
  EXPECT_EQ(verdict(result, Transfer::kAgreement), Verdict::kHolds);
  EXPECT_EQ(verdict(result, Transfer::kCompletion), Verdict::kHolds);
}

// Without an application that takes its time, placement is use; even so, both ends have the value for a while.
TEST(Baselines, AnRdmaWriteIsReportedCompleteTooEarly) {
  Config config = pair_of(2);
  config.discipline = Discipline::kPlaced;
  const ExploreResult prompt = explore_all(config, budgets(1, 1));
  EXPECT_EQ(verdict(prompt, Transfer::kCompletion), Verdict::kHolds);
  EXPECT_EQ(verdict(prompt, Transfer::kOneOwner), Verdict::kViolated);
  config.application_ticks = 1;
  const ExploreResult result = explore_all(config, budgets(1, 1));
  EXPECT_EQ(verdict(result, Transfer::kCompletion), Verdict::kViolated);
  EXPECT_EQ(verdict(result, Transfer::kOnce), Verdict::kHolds);
  EXPECT_EQ(verdict(result, Transfer::kIntegrity), Verdict::kHolds);
}

TEST(Baselines, WhoSendsAndForgetsCompletesAtOnce) {
  Config config = pair_of(1);
  config.discipline = Discipline::kForget;
  const ExploreResult result = explore_all(config, budgets(1, 1));
  EXPECT_EQ(verdict(result, Transfer::kCompletion), Verdict::kViolated);
  EXPECT_EQ(verdict(result, Transfer::kOnce), Verdict::kHolds);
}

}  // namespace
}  // namespace parley::reflecting_link

// What the budgets, the adversary's knowledge and the handlers' choices add to a search, on processes small enough to
// know the answers beforehand.
#include <gtest/gtest.h>

#include "checker/explore/explore.hpp"
#include "tests/explore/token.hpp"
#include "tests/explore/voter.hpp"

namespace parley::explore {
namespace {

using voter::Problem;
using VoterProtocol = voter::Protocol;

ExploreResult explore_voter(const voter::Config& config, const ExploreOptions& options) {
  ExploreOptions deep = options;
  deep.engine = Engine::kDepthFirst;
  deep.stop_at_violation = false;
  ExploreOptions wide = options;
  wide.stop_at_violation = false;
  const ExploreResult by_depth = explore<VoterProtocol>(config, deep);
  const ExploreResult by_breadth = explore<VoterProtocol>(config, wide);
  EXPECT_EQ(by_depth.states, by_breadth.states);
  EXPECT_EQ(by_depth.transitions, by_breadth.transitions);
  EXPECT_EQ(by_depth.ends, by_breadth.ends);
  EXPECT_EQ(by_depth.cuts, by_breadth.cuts);
  for (std::size_t index = 0; index < by_depth.properties.size(); ++index)
    EXPECT_EQ(by_depth.properties[index].verdict, by_breadth.properties[index].verdict) << index;
  return by_breadth;
}

Verdict verdict(const ExploreResult& result, std::size_t property) {
  return result.properties[property].verdict;
}

TEST(Faults, NoneLeavesOneVote) {
  const ExploreResult result = explore_voter({}, {});
  EXPECT_EQ(result.states, 5U);  // nothing delivered; one of two; then the other: the vote tells the orders apart
  EXPECT_EQ(result.transitions, 4U);
  EXPECT_EQ(result.ends, 2U);
  for (const PropertyReport& report : result.properties) EXPECT_EQ(report.verdict, Verdict::kHolds);
}

TEST(Faults, ForgottenPersistIsFoundByACrash) {
  voter::Config config;
  ExploreOptions options;
  options.crashes = 1;
  options.restarts = 1;
  EXPECT_EQ(verdict(explore_voter(config, options), Problem::kOneVote), Verdict::kHolds);
  config.persists = false;
  const ExploreResult result = explore_voter(config, options);
  EXPECT_EQ(verdict(result, Problem::kOneVote), Verdict::kViolated);
  // Three starts, a vote, the crash, the restart, the other vote.
  EXPECT_EQ(result.properties[Problem::kOneVote].trace->steps.size(), 7U);
  options.restarts = 0;
  EXPECT_EQ(verdict(explore_voter(config, options), Problem::kOneVote), Verdict::kHolds);
}

TEST(Faults, DuplicatesAreDeliveredTwice) {
  ExploreOptions options;
  EXPECT_EQ(verdict(explore_voter({}, options), Problem::kOnce), Verdict::kHolds);
  options.duplications = 1;
  const ExploreResult result = explore_voter({}, options);
  EXPECT_EQ(verdict(result, Problem::kOnce), Verdict::kViolated);
  EXPECT_EQ(result.properties[Problem::kOnce].trace->steps.size(), 6U);
}

TEST(Faults, LossesEndRunsEarly) {
  ExploreOptions options;
  options.losses = 1;
  EXPECT_EQ(verdict(explore_voter({}, options), Problem::kAnswer), Verdict::kHolds);
  options.losses = 2;
  const ExploreResult result = explore_voter({}, options);
  EXPECT_EQ(verdict(result, Problem::kAnswer), Verdict::kViolated);
  EXPECT_EQ(result.properties[Problem::kAnswer].trace->steps.size(), 3U);  // the starts alone
}

TEST(Faults, TimersFireWithinTheirBudget) {
  voter::Config config;
  config.retries = true;
  ExploreOptions options;
  const ExploreResult none = explore_voter(config, options);
  EXPECT_GT(none.cuts, 0U);
  EXPECT_EQ(none.ends, 0U);
  EXPECT_EQ(verdict(none, Problem::kAnswer), Verdict::kUnknown);
  EXPECT_EQ(verdict(none, Problem::kOnce), Verdict::kHolds);
  options.timer_firings = 1;
  const ExploreResult once = explore_voter(config, options);
  EXPECT_EQ(once.cuts, 0U);
  EXPECT_EQ(verdict(once, Problem::kAnswer), Verdict::kHolds);
  EXPECT_EQ(verdict(once, Problem::kOnce), Verdict::kViolated);
}

TEST(Faults, ChoicesAreEnumerated) {
  voter::Config config;
  config.coins = 3;
  const ExploreResult result = explore_voter(config, {});
  // Of nine initial states one asks nothing (1), four ask once (2 each), four twice (5 each).
  EXPECT_EQ(result.states, 1U + 4U * 2U + 4U * 5U);
  EXPECT_EQ(verdict(result, Problem::kAnswer), Verdict::kViolated);
  EXPECT_EQ(result.properties[Problem::kVote].trace->steps[1].choices.size(), 1U);
}

TEST(Faults, StartsMayComeInAnyOrder) {
  ExploreOptions options;
  options.explore_starts = true;
  const ExploreResult result = explore_voter({}, options);
  EXPECT_GT(result.states, 5U);
  EXPECT_EQ(result.ends, 2U);
  for (const PropertyReport& report : result.properties) EXPECT_EQ(report.verdict, Verdict::kHolds);
}

ExploreResult explore_token(const token::Config& config) {
  ExploreOptions options;
  options.byzantine = {ProcessId{2}};
  options.stop_at_violation = false;
  return explore<token::Protocol>(config, options);
}

TEST(Adversary, RelaysWhatItSawAndForgesNothing) {
  token::Config config;
  const ExploreResult result = explore_token(config);
  EXPECT_EQ(result.alphabet, 3U);  // no token, or one of its own on 0 or 1
  EXPECT_EQ(verdict(result, token::Problem::kGenuine), Verdict::kHolds);
  EXPECT_EQ(verdict(result, token::Problem::kAccepted), Verdict::kHolds);
  config.shows = false;
  EXPECT_EQ(verdict(explore_token(config), token::Problem::kAccepted), Verdict::kViolated);
}

TEST(Adversary, SignsWithItsOwnKey) {
  token::Config config;
  config.checks_signer = false;
  EXPECT_EQ(verdict(explore_token(config), token::Problem::kGenuine), Verdict::kViolated);
}

}  // namespace
}  // namespace parley::explore

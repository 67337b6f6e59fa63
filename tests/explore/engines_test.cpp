// Random walks, and the search that allows one more fault at a time.
#include <gtest/gtest.h>

#include "checker/explore/explore.hpp"
#include "checker/explore/model_system.hpp"
#include "checker/explore/plain/paxos.hpp"
#include "cli/compiled/bracha.hpp"
#include "protocols/broadcast/bracha/bracha.hpp"
#include "tests/explore/voter.hpp"

namespace parley::explore {
namespace {

using voter::Problem;

ExploreOptions walking(std::uint64_t seed, std::uint64_t walks) {
  ExploreOptions options;
  options.engine = Engine::kRandom;
  options.walks = {seed, walks};
  return options;
}

TEST(RandomWalks, FindAWeakQuorumAndProveNothing) {
  bracha::Config config;
  config.sender = ProcessId{3};
  ExploreOptions options = walking(1, 200);
  options.byzantine = {ProcessId{3}};
  const ExploreResult correct = explore<bracha::Protocol>(config, options);
  EXPECT_EQ(correct.outcome, Outcome::kWalked);
  EXPECT_GT(correct.states, 1000U);
  for (const PropertyReport& report : correct.properties)
    if (report.property.kind != PropertyKind::kSometimes) {
      EXPECT_EQ(report.verdict, Verdict::kUnknown) << report.property.name;
    }
  config.echo_quorum = 1;
  config.delivery_quorum = 1;
  const ExploreResult weak = explore<bracha::Protocol>(config, options);
  EXPECT_EQ(weak.outcome, Outcome::kViolation);
}

TEST(RandomWalks, TheSeedDeterminesThem) {
  for (const std::uint64_t seed : {1U, 2U}) {
    ModelSystem first(plain::Paxos{3, 2, 2, 1});
    ModelSystem second(plain::Paxos{3, 2, 2, 1});
    const SearchResult once = search(first, Engine::kRandom, {}, 1, true, {seed, 500});
    const SearchResult again = search(second, Engine::kRandom, {}, 1, true, {seed, 500});
    EXPECT_EQ(once.states, again.states);
    EXPECT_EQ(once.paths, again.paths);
    ASSERT_TRUE(once.paths[0].has_value());  // quorums of one acceptor disagree
    EXPECT_TRUE(first.follow(*once.paths[0]).has_value());
  }
}

TEST(RandomWalks, KeepToTheirLength) {
  ModelSystem system(plain::Paxos{3, 2, 2, 2});
  Limits limits;
  limits.max_depth = 3;
  const SearchResult found = search(system, Engine::kRandom, limits, 1, true, {1, 50});
  EXPECT_EQ(found.depth, 3U);
  EXPECT_LE(found.transitions, 150U);
  EXPECT_EQ(found.outcome, Outcome::kWalked);
}

ExploreOptions deepening(std::uint32_t crashes, std::uint32_t duplications) {
  ExploreOptions options;
  options.engine = Engine::kDeepening;
  options.crashes = options.restarts = crashes;
  options.duplications = duplications;
  return options;
}

// Asked twice by a duplicate (one fault), or after a crash and a restart (two faults, and fewer steps than some
// others).
TEST(Deepening, FindsTheFewestFaults) {
  voter::Config config;
  config.persists = false;
  const ExploreResult duplicated = explore<voter::Protocol>(config, deepening(2, 2));
  EXPECT_EQ(duplicated.faults, 1U);
  EXPECT_EQ(duplicated.properties[Problem::kOnce].verdict, Verdict::kViolated);
  const ExploreResult crashed = explore<voter::Protocol>(config, deepening(2, 0));
  EXPECT_EQ(crashed.faults, 2U);
  EXPECT_EQ(crashed.properties[Problem::kOneVote].verdict, Verdict::kViolated);
}

TEST(Deepening, LossesAreFaultsAsWell) {
  ExploreOptions options = deepening(0, 0);
  options.losses = 3;
  const ExploreResult lost = explore<voter::Protocol>({}, options);
  EXPECT_EQ(lost.properties[Problem::kAnswer].verdict, Verdict::kViolated);
  EXPECT_EQ(lost.faults, 2U);  // both questions
}

TEST(Deepening, EndsWithTheWholeSearch) {
  ExploreOptions options = deepening(1, 1);
  const ExploreResult all = explore<voter::Protocol>({}, options);
  options.engine = Engine::kBreadthFirst;
  options.stop_at_violation = false;
  const ExploreResult wide = explore<voter::Protocol>({}, options);
  EXPECT_EQ(all.faults, 1U);  // `once` is violated by a duplicate
  EXPECT_EQ(wide.properties[Problem::kOnce].verdict, Verdict::kViolated);
  options.engine = Engine::kDeepening;
  const ExploreResult deep = explore<voter::Protocol>({}, options);
  EXPECT_EQ(deep.faults, 3U);
  EXPECT_EQ(deep.states, wide.states);
  EXPECT_EQ(deep.transitions, wide.transitions);
  for (std::size_t index = 0; index < wide.properties.size(); ++index)
    EXPECT_EQ(deep.properties[index].verdict, wide.properties[index].verdict) << index;
}

}  // namespace
}  // namespace parley::explore

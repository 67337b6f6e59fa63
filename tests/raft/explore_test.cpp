// Small instances in every schedule, by both engines, with pinned counts; and mutants, with the shortest way to fail.
#include "checker/explore/explore.hpp"

#include <gtest/gtest.h>

#include "cli/compiled/raft.hpp"
#include "tests/raft/forgetful.hpp"

namespace parley::raft::testing {
namespace {

using explore::Engine;
using explore::ExploreOptions;
using problems::ReplicatedLog;

// Three servers whose clients put; each process may let one timer go off.
Config small(std::uint32_t clients, Term max_term) {
  Config config;
  config.clients = clients;
  config.values = 1;
  config.calls = 1;
  config.max_term = max_term;
  return config;
}

ExploreOptions with(Engine engine, std::uint32_t crashes = 0) {
  ExploreOptions options;
  options.engine = engine;
  options.timer_firings = 1;
  options.crashes = crashes;
  options.restarts = crashes;
  return options;
}

void expect_safe(const explore::ExploreResult& result, std::uint64_t states, std::uint64_t transitions) {
  EXPECT_EQ(result.outcome, explore::Outcome::kExhausted);
  EXPECT_EQ(result.states, states);
  EXPECT_EQ(result.transitions, transitions);
  for (const explore::PropertyReport& report : result.properties) {
    if (report.property.kind != PropertyKind::kAlways) continue;
    EXPECT_EQ(report.verdict, Verdict::kHolds) << report.property.name;
  }
}

class RaftExploration : public ::testing::TestWithParam<Engine> {};

TEST_P(RaftExploration, OneTermOneOperation) {
  const auto result = explore::explore<Protocol>(small(1, 1), with(GetParam()));
  expect_safe(result, 295'815, 1'244'340);
  for (const std::size_t index : {ReplicatedLog::kLeader, ReplicatedLog::kApplication, ReplicatedLog::kResponse})
    EXPECT_EQ(result.properties[index].verdict, Verdict::kHolds);
}

TEST_P(RaftExploration, ElectionsOverTwoTerms) {
  expect_safe(explore::explore<Protocol>(small(0, 2), with(GetParam())), 502'085, 2'320'431);
}

TEST_P(RaftExploration, ElectionsWithACrashAndARestart) {
  expect_safe(explore::explore<Protocol>(small(0, 1), with(GetParam(), 1)), 19'348, 62'628);
}

INSTANTIATE_TEST_SUITE_P(Engines, RaftExploration, ::testing::Values(Engine::kBreadthFirst, Engine::kDepthFirst));

// The `always` property that fails first, and the steps of the shortest way there (first steps of all processes
// included).
template <class P>
std::pair<std::string, std::size_t> shortest_failure(const Config& config, const ExploreOptions& options) {
  const auto result = explore::explore<P>(config, options);
  for (const explore::PropertyReport& report : result.properties) {
    if (report.property.kind != PropertyKind::kAlways) continue;
    if (report.verdict == Verdict::kViolated) return {std::string(report.property.name), report.trace->steps.size()};
  }
  return {"none", 0};
}

TEST(RaftExplorationMutants, EachHasAShortWayToFail) {
  Config votes = small(0, 1);
  votes.vote_quorum = 1;
  EXPECT_EQ(shortest_failure<Protocol>(votes, with(Engine::kBreadthFirst)),
            (std::pair<std::string, std::size_t>("election_safety", 5)));
  Config commits = small(1, 2);
  commits.commit_quorum = 1;
  EXPECT_EQ(shortest_failure<Protocol>(commits, with(Engine::kBreadthFirst)).first, "state_machine_safety");
  EXPECT_EQ(shortest_failure<Forgetful>(small(0, 1), with(Engine::kBreadthFirst, 1)).first, "election_safety");
  EXPECT_EQ(shortest_failure<Protocol>(small(0, 1), with(Engine::kBreadthFirst, 1)).first, "none");
}

}  // namespace
}  // namespace parley::raft::testing

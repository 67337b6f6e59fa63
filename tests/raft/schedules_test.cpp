// Thousands of random schedules with loss, duplication, reordering, crashes and restarts: first anything goes, for
// safety, then a healthy period, for liveness.
#include <cstdlib>
#include <gtest/gtest.h>

#include "tests/raft/cluster.hpp"
#include "tests/raft/forgetful.hpp"

namespace parley::raft::testing {
namespace {

Config draw_config(Rng& rng) {
  Config config;
  config.n = 1 + static_cast<std::uint32_t>(rng.below(5));
  config.t = (config.n - 1) / 2;
  config.clients = 1 + static_cast<std::uint32_t>(rng.below(3));
  config.operations = 1 + static_cast<std::uint32_t>(rng.below(6));
  config.keys = 1 + static_cast<std::uint32_t>(rng.below(2));
  config.max_batch = 1 + static_cast<std::uint32_t>(rng.below(4));
  return config;
}

struct Tally {
  int runs = 0;
  int answered = 0;   // runs in which the faulty period alone answered something
  int elections = 0;  // in all runs
};

// One run; its failure, empty when all held.
std::string run(std::uint64_t seed, Tally& tally) {
  Rng rng = Rng::stream(0x7261667, seed);
  const Config config = draw_config(rng);
  Cluster<Protocol> cluster(config, rng.next());
  const Mix mix = Mix::draw(rng);
  cluster.run_random(mix, 100 + static_cast<int>(rng.below(400)));
  using problems::ReplicatedLog;
  tally.answered += cluster.monitor().witnessed().contains(ReplicatedLog::kResponse) ? 1 : 0;
  if (!cluster.failure().empty()) return cluster.failure();
  if (!cluster.converge()) return cluster.failure().empty() ? "no convergence" : cluster.failure();
  tally.elections += static_cast<int>(cluster.monitor().leaders.size());
  const bool lively = cluster.monitor().witnessed().contains(ReplicatedLog::kLeader) &&
                      cluster.monitor().witnessed().contains(ReplicatedLog::kApplication) &&
                      cluster.monitor().witnessed().contains(ReplicatedLog::kResponse);
  return lively ? "" : "nothing happened";
}

TEST(RaftSchedules, HoldUnderFaultsAndConvergeAfterThem) {
  Tally tally;
  constexpr int kRuns = 4000;
  for (std::uint64_t seed = 0; seed < kRuns; ++seed, ++tally.runs) {
    const std::string failure = run(seed, tally);
    ASSERT_EQ(failure, "") << "seed " << seed;
  }
  // So that the safe runs were not idle ones.
  EXPECT_GT(tally.answered, kRuns / 4);
  EXPECT_GT(tally.elections, 2 * kRuns);
  RecordProperty("answered", tally.answered);
  RecordProperty("elections", tally.elections);
}

TEST(RaftSchedules, TheSameSeedGivesTheSameRun) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto outcome = [&] {
      Rng rng = Rng::stream(11, seed);
      Cluster<Protocol> cluster(draw_config(rng), rng.next());
      cluster.run_random(Mix::draw(rng), 300);
      return std::pair(cluster.world().state_hash(), cluster.rng().next());
    };
    EXPECT_EQ(outcome(), outcome());
  }
}

// The first seed, up to `most`, whose schedule breaks a property of the mutant, and which.
template <class P>
std::pair<std::uint64_t, std::string> first_violation(const Config& config, std::uint64_t most) {
  for (std::uint64_t seed = 0; seed < most; ++seed) {
    Rng rng = Rng::stream(77, seed);
    Cluster<P> cluster(config, rng.next(), false);
    Mix mix = Mix::draw(rng);
    mix.crash = 0.03;
    cluster.run_random(mix, 500);
    if (!cluster.failure().empty()) return {seed, cluster.failure()};
  }
  return {most, "none"};
}

Config three_servers() {
  Config config;
  config.clients = 2;
  config.operations = 10;
  return config;
}

TEST(RaftMutants, EachIsCaughtByRandomSchedules) {
  constexpr std::uint64_t kMost = 300;
  EXPECT_EQ(first_violation<Protocol>(three_servers(), kMost).second, "none");
  EXPECT_LT(first_violation<Forgetful>(three_servers(), kMost).first, kMost);
  Config votes = three_servers();
  votes.vote_quorum = 1;
  EXPECT_EQ(first_violation<Protocol>(votes, kMost).second, "election_safety");
  Config commits = three_servers();
  commits.commit_quorum = 1;
  EXPECT_LT(first_violation<Protocol>(commits, kMost).first, kMost);
}

}  // namespace
}  // namespace parley::raft::testing

// Runs of two-phase commit are runs of models/two_phase_commit.ta, and those that do not wait for all votes are not.
#include "checker/conform/conform.hpp"

#include <gtest/gtest.h>

#include "models/maps/two_phase_commit.hpp"
#include "models/ta_reader.hpp"
#include "tests/paxos/random_run.hpp"
#include "tests/source_dir.hpp"

namespace parley::two_phase_commit {
namespace {

struct Checked {
  std::size_t committed = 0;
  std::size_t rejected = 0;
  std::string reason;
};

Checked check_runs(Config config, std::uint64_t runs) {
  const ThresholdAutomaton model = read_model_file(source_dir() + "/models/two_phase_commit.ta");
  Checked checked;
  for (std::uint64_t seed = 0; seed < runs; ++seed) {
    parley::testing::RandomRun<Protocol> run(config, seed);
    run.take(150);
    const auto projections = ModelMap<Protocol>::projections(config, ProcessSet::first(config.n), run.views());
    const conform::ConformResult result = conform::check_conformance(model, projections);
    if (!run.world().monitor().witnessed().empty()) ++checked.committed;
    if (result.conforms) continue;
    ++checked.rejected;
    checked.reason = result.reason;
  }
  return checked;
}

TEST(TwoPhaseCommitConforms, UnderCrashesAndLosses) {
  for (const std::uint32_t n : {2U, 3U, 5U}) {
    Config config;
    config.n = n;
    config.refusal_odds = 8;
    const Checked checked = check_runs(config, 200);
    EXPECT_EQ(checked.rejected, 0U) << checked.reason;
    EXPECT_GT(checked.committed, 5U) << n;
  }
}

TEST(TwoPhaseCommitConforms, NotWithoutAllVotes) {
  Config config;
  config.votes_needed = 2;
  EXPECT_GT(check_runs(config, 100).rejected, 10U);
}

}  // namespace
}  // namespace parley::two_phase_commit

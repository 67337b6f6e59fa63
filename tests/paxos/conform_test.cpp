// Runs of Paxos are runs of models/paxos.ta, and runs with quorums that do not meet are not.
#include "checker/conform/conform.hpp"

#include <gtest/gtest.h>

#include "models/maps/paxos.hpp"
#include "models/ta_reader.hpp"
#include "tests/paxos/random_run.hpp"
#include "tests/source_dir.hpp"

namespace parley::paxos {
namespace {

struct Checked {
  std::size_t moves = 0;
  std::size_t rejected = 0;
  std::string reason;
};

Checked check_runs(Config config, std::uint64_t runs) {
  const ThresholdAutomaton model = read_model_file(source_dir() + "/models/paxos.ta");
  Checked checked;
  for (std::uint64_t seed = 0; seed < runs; ++seed) {
    parley::testing::RandomRun<Protocol> run(config, seed);
    run.take(1'000);
    const auto projections = ModelMap<Protocol>::projections(config, ProcessSet::first(config.n), run.views());
    const conform::ConformResult result = conform::check_conformance(model, projections);
    checked.moves += result.moves;
    checked.rejected += result.conforms ? 0U : 1U;
    if (!result.conforms) checked.reason = result.reason;
  }
  return checked;
}

TEST(PaxosConforms, UnderCrashesAndLosses) {
  for (const std::uint32_t n : {3U, 4U, 5U}) {
    Config config;
    config.n = n;
    config.t = (n - 1) / 2;
    config.proposers = n;
    config.values = 3;
    const Checked checked = check_runs(config, 150);
    EXPECT_EQ(checked.rejected, 0U) << checked.reason;
    EXPECT_GT(checked.moves, 10U) << n;
  }
}

TEST(PaxosConforms, NotWithQuorumsThatDoNotMeet) {
  Config config;
  config.proposers = 3;
  config.promise_quorum = 1;
  EXPECT_GT(check_runs(config, 100).rejected, 10U);
}

}  // namespace
}  // namespace parley::paxos

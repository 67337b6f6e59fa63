// Searches that are ended half-way and taken up again find what a search without a break finds; files that are no
// checkpoints of the search are refused, and a checkpoint that cannot be written ends nothing.
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

#include "checker/explore/explore.hpp"
#include "checker/explore/model_system.hpp"
#include "checker/explore/plain/two_phase_commit.hpp"
#include "cli/compiled/bracha.hpp"
#include "cli/compiled/paxos.hpp"
#include "protocols/broadcast/bracha/bracha.hpp"
#include "protocols/consensus/paxos/paxos.hpp"
#include "protocols/core/error.hpp"

namespace parley::explore {
namespace {

using plain::TwoPhaseCommit;

class Checkpoints : public testing::Test {
 protected:
  Checkpoints() : folder_(std::filesystem::temp_directory_path() / ("parley-" + std::to_string(getpid()))) {
    std::filesystem::create_directories(folder_);
  }
  ~Checkpoints() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  // After every level.
  CheckpointPlan plan(std::uint64_t key = 1) const { return {folder_ / "search.checkpoint", key, 0}; }

  std::filesystem::path folder_;
};

void expect_same(const ExploreResult& found, const ExploreResult& expected) {
  EXPECT_EQ(found.outcome, expected.outcome);
  EXPECT_EQ(found.states, expected.states);
  EXPECT_EQ(found.transitions, expected.transitions);
  EXPECT_EQ(found.depth, expected.depth);
  EXPECT_EQ(found.ends, expected.ends);
  EXPECT_EQ(found.cuts, expected.cuts);
  EXPECT_EQ(found.locals, expected.locals);
  for (std::size_t index = 0; index < expected.properties.size(); ++index) {
    EXPECT_EQ(found.properties[index].verdict, expected.properties[index].verdict);
    ASSERT_EQ(found.properties[index].trace.has_value(), expected.properties[index].trace.has_value());
    if (!expected.properties[index].trace) continue;
    EXPECT_EQ(found.properties[index].trace->steps.size(), expected.properties[index].trace->steps.size());
  }
}

// In as many runs as it takes, each ended after some thousand new states.
template <Process P>
void expect_survives(const typename P::Config& config, ExploreOptions options, const CheckpointPlan& plan) {
  const ExploreResult expected = explore<P>(config, options);
  const std::uint64_t stretch = expected.states / 4 + 1;
  options.limits.checkpoint = plan;
  int runs = 0;
  ExploreResult found;
  for (std::uint64_t most = stretch; runs == 0 || found.outcome == Outcome::kMaxStates; most += stretch) {
    options.limits.max_states = most;
    found = explore<P>(config, options);
    EXPECT_EQ(found.checkpoint_failure, "");
    EXPECT_EQ(found.resumed_at > 0, runs > 0);
    ASSERT_LT(++runs, 20);
  }
  EXPECT_GT(runs, 2);
  expect_same(found, expected);
  EXPECT_FALSE(std::filesystem::exists(plan.file)) << "a finished search leaves nothing behind";
}

TEST_F(Checkpoints, OfProtocolsWithAndWithoutReductions) {
  bracha::Config config;
  config.sender = ProcessId{3};
  ExploreOptions options;
  options.byzantine.insert(ProcessId{3});
  options.symmetry = true;
  options.reduction = true;
  expect_survives<bracha::Protocol>(config, options, plan());
  options.threads = 2;
  expect_survives<bracha::Protocol>(config, options, plan());
  paxos::Config rivals;
  rivals.proposers = 2;
  rivals.max_round = 1;
  ExploreOptions plain;
  plain.crashes = 1;
  plain.limits.max_depth = 11;
  expect_survives<paxos::Protocol>(rivals, plain, plan());
}

// Symmetry that is given up leads to a second search, with a checkpoint of its own.
TEST_F(Checkpoints, OfSearchesThatGiveUpSymmetry) {
  paxos::Config rivals;
  rivals.proposers = 2;
  rivals.max_round = 1;
  ExploreOptions options;
  options.symmetry = true;
  options.limits.max_depth = 9;
  const ExploreResult expected = explore<paxos::Protocol>(rivals, options);
  EXPECT_NE(expected.asymmetry, "");
  options.limits.checkpoint = plan();
  options.limits.max_states = expected.states / 2;
  EXPECT_EQ(explore<paxos::Protocol>(rivals, options).outcome, Outcome::kMaxStates);
  options.limits.max_states = 0;
  const ExploreResult found = explore<paxos::Protocol>(rivals, options);
  EXPECT_GT(found.resumed_at, 0U);
  expect_same(found, expected);
}

TEST_F(Checkpoints, OfPlainModels) {
  ModelSystem whole(TwoPhaseCommit{6, 6});
  const SearchResult expected = search(whole, Engine::kBreadthFirst, {});
  Limits limits;
  limits.checkpoint = plan();
  limits.max_states = 20'000;
  ModelSystem first(TwoPhaseCommit{6, 6});
  EXPECT_EQ(search(first, Engine::kBreadthFirst, limits).outcome, Outcome::kMaxStates);
  limits.max_states = 0;
  ModelSystem second(TwoPhaseCommit{6, 6});
  const SearchResult found = search(second, Engine::kBreadthFirst, limits, 2);
  EXPECT_GT(found.resumed_at, 1'000U);
  EXPECT_EQ(found.states, 50'816U);
  EXPECT_EQ(found.transitions, expected.transitions);
  // Of the shortest paths, threads may keep another one.
  ASSERT_TRUE(found.paths[1] && expected.paths[1]);
  EXPECT_EQ(found.paths[1]->size(), expected.paths[1]->size());
  const auto run = second.follow(*found.paths[1]);
  ASSERT_TRUE(run);
  EXPECT_EQ(second.model().witnessed(run->states.back()), PropertySet::of(1));
}

std::string refusal(const CheckpointPlan& plan) {
  Limits limits;
  limits.checkpoint = plan;
  ModelSystem system(TwoPhaseCommit{6, 6});
  try {
    search(system, Engine::kBreadthFirst, limits);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST_F(Checkpoints, ThatAreBrokenOrOfAnotherSearchAreRefused) {
  Limits limits;
  limits.checkpoint = plan();
  limits.max_states = 20'000;
  ModelSystem system(TwoPhaseCommit{6, 6});
  search(system, Engine::kBreadthFirst, limits);
  const auto size = std::filesystem::file_size(plan().file);
  EXPECT_NE(refusal(plan(2)), "");
  {
    std::fstream file(plan().file, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(size / 2));
    file.put('x');
  }
  EXPECT_NE(refusal(plan()), "");
  std::filesystem::resize_file(plan().file, 10);
  EXPECT_NE(refusal(plan()), "");
  std::filesystem::remove(plan().file);
  EXPECT_EQ(refusal(plan()), "");
}

TEST_F(Checkpoints, ThatCannotBeWrittenEndNothing) {
  Limits limits;
  limits.checkpoint = CheckpointPlan{folder_ / "missing" / "search.checkpoint", 1, 0};
  ModelSystem system(TwoPhaseCommit{4, 4});
  const SearchResult found = search(system, Engine::kBreadthFirst, limits);
  EXPECT_EQ(found.outcome, Outcome::kExhausted);
  EXPECT_EQ(found.states, 1'568U);
  EXPECT_NE(found.checkpoint_failure, "");
}

}  // namespace
}  // namespace parley::explore

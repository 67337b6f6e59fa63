// A plain model through the same engines. Counts of the specification TwoPhase as TLC, SPIN and others report them.
#include <gtest/gtest.h>
#include <map>

#include "checker/explore/model_system.hpp"
#include "checker/explore/options.hpp"
#include "tests/explore/two_phase.hpp"

namespace parley::explore {
namespace {

TEST(TwoPhase, CountsUnderEveryEngine) {
  const std::map<std::uint16_t, std::uint64_t> expected{{3, 288}, {4, 1'568}, {5, 8'832}, {6, 50'816}, {7, 296'448}};
  for (const auto& [managers, states] : expected) {
    for (const unsigned threads : {1U, 2U}) {
      ModelSystem<two_phase::Model> system(two_phase::Model{managers});
      const SearchResult wide = search(system, Engine::kBreadthFirst, {}, threads);
      EXPECT_EQ(wide.states, states);
      EXPECT_EQ(wide.outcome, Outcome::kExhausted);
      ModelSystem<two_phase::Model> again(two_phase::Model{managers});
      const SearchResult deep = search(again, Engine::kDepthFirst, {});
      EXPECT_EQ(deep.states, states);
      EXPECT_EQ(deep.transitions, wide.transitions);
      EXPECT_EQ(deep.ends, wide.ends);
      EXPECT_FALSE(deep.cyclic);
      for (const PropertyReport& report : verdicts(system.properties(), wide))
        EXPECT_EQ(report.verdict, Verdict::kHolds) << report.property.name;
    }
  }
}

TEST(TwoPhase, NumberedStatesAreTheSame) {
  ModelSystem<two_phase::BoxedModel> system(two_phase::BoxedModel{{5}});
  EXPECT_EQ(system.width(), 1U);
  EXPECT_EQ(search(system, Engine::kBreadthFirst, {}, 2).states, 8'832U);
}

TEST(TwoPhase, WitnessIsAShortestRun) {
  ModelSystem<two_phase::Model> system(two_phase::Model{3});
  const SearchResult found = search(system, Engine::kBreadthFirst, {});
  ASSERT_TRUE(found.paths[1].has_value());
  const auto run = system.follow(*found.paths[1]);
  EXPECT_EQ(run.steps.size(), 3U + 3U + 1U + 3U);  // prepare, hear, commit, obey
  EXPECT_EQ(run.states.back().committed, 7U);
}

}  // namespace
}  // namespace parley::explore

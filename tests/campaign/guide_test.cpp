// The guide of a campaign: which runs become parents, and what their children are made of; outlines of states; simpler
// strategies.
#include "faults/campaign/guide.hpp"

#include <gtest/gtest.h>

#include "faults/campaign/abstract.hpp"
#include "faults/campaign/simpler.hpp"
#include "protocols/broadcast/bracha/bracha.hpp"

namespace parley::faults {
namespace {

TEST(Guide, knows_nothing_at_first) {
  const Guide guide;
  const Lineage lineage = guide.choose(1, 7);
  ASSERT_EQ(lineage.size(), 1U);
  EXPECT_EQ(lineage[0].stream, 7U);
  EXPECT_EQ(lineage[0].from_step, 0U);
}

TEST(Guide, children_share_the_beginning_of_a_parent_that_found_something) {
  Guide guide;
  guide.learn({{{{3, 0}}, {10, 11}, 20}, {{{4, 0}}, {10}, 20}});
  EXPECT_TRUE(guide.knows(10));
  EXPECT_EQ(guide.states(), 2U);
  std::size_t children = 0;
  for (std::uint64_t run = 100; run < 300; ++run) {
    const Lineage lineage = guide.choose(1, run);
    EXPECT_EQ(lineage.back().stream, run);
    if (lineage.size() == 1) continue;
    ++children;
    EXPECT_EQ(lineage.front().stream, 3U) << "run 4 saw nothing that run 3 had not";
    EXPECT_GE(lineage.back().from_step, 1U);
    EXPECT_LE(lineage.back().from_step, 21U);
  }
  EXPECT_GT(children, 60U);
}

TEST(Guide, has_fewer_children_when_nothing_is_new) {
  Guide guide;
  guide.learn({{{{3, 0}}, {10}, 20}});
  guide.learn({{{{5, 0}}, {10}, 20}});
  std::size_t children = 0;
  for (std::uint64_t run = 0; run < 800; ++run) children += guide.choose(1, run).size() > 1 ? 1U : 0U;
  EXPECT_GT(children, 50U);
  EXPECT_LT(children, 200U);
}

TEST(Guide, lineages_stay_short) {
  Guide guide;
  Lineage longest{{0, 0}};
  for (std::uint32_t at = 1; at < 8; ++at) longest.push_back({at, at});
  guide.learn({{longest, {1}, 100}});
  for (std::uint64_t run = 10; run < 60; ++run) EXPECT_LE(guide.choose(1, run).size(), 8U);
}

TEST(Outline, forgets_names_and_exact_numbers) {
  bracha::State one;
  one.echoed = 9;
  one.echoes.push_back({9, {ProcessId{0}}});
  bracha::State other;
  other.echoed = 12;
  other.echoes.push_back({12, {ProcessId{3}}});
  EXPECT_EQ(outline(one), outline(other));
  other.echoes[0].from.insert(ProcessId{1});
  EXPECT_NE(outline(one), outline(other)) << "how many is not forgotten";
}

TEST(Simpler, has_fewer_receivers_down_to_one) {
  const StrategySpec spec = Equivocate{ProcessSet{ProcessId{0}, ProcessId{1}}, SecondFace::kRename, {}};
  const std::vector<StrategySpec> simpler = simpler_specs(spec);
  ASSERT_EQ(simpler.size(), 2U);
  EXPECT_EQ(std::get<Equivocate>(simpler[0]).second_face_to, ProcessSet{ProcessId{1}});
  EXPECT_TRUE(simpler_specs(simpler[0]).empty());
}

TEST(Simpler, chains_end) {
  std::vector<StrategySpec> open{Fabricate{}, Mutate{}, Delay{64, {}, {}}, Replay{}, DropToSome{}, Mute{}, Crash{}};
  std::size_t seen = 0;
  while (!open.empty() && seen < 10'000) {
    const StrategySpec spec = open.back();
    open.pop_back();
    ++seen;
    for (StrategySpec& next : simpler_specs(spec)) open.push_back(std::move(next));
  }
  EXPECT_LT(seen, 1'000U);
}

}  // namespace
}  // namespace parley::faults

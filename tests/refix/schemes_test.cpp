// The two schemes by cases that can be checked by hand, by exhaustion, and by mutants that must fall.
#include <gtest/gtest.h>

#include "protocols/local/refix/congest.hpp"
#include "protocols/local/refix/direction_word.hpp"
#include "protocols/local/refix/minimality.hpp"
#include "protocols/local/refix/search.hpp"
#include "protocols/local/refix/small_graphs.hpp"
#include "protocols/local/refix/trees.hpp"

namespace parley::refix {
namespace {

constexpr std::uint32_t kEnough = 12;

TwoLabels verifier_of(std::uint32_t alignment, Levels levels = Levels::kCore, std::uint32_t top = kEnough) {
  return {aligned("110010", alignment), true, 3, levels, top};
}

// The size of the smallest tree that all accept, 0 for none to `most` nodes.
std::size_t fooled_at(const Verifier& verifier, std::size_t most) {
  for (std::size_t n = 1; n <= most; ++n)
    for (const Graph& tree : free_trees(n))
      if (first_accepted(verifier, tree)) return n;
  return 0;
}

TEST(Words, AlignmentsAreRotationsAndReversals) {
  EXPECT_EQ(aligned("110010", 0), "110010");
  EXPECT_EQ(aligned("110010", 1), "100101");
  EXPECT_EQ(aligned("110010", 6), "010011");
  EXPECT_EQ(aligned("110010", 8), "001101");  // the paper's string, as it is read towards the cycle
}

TEST(ThreeLabels, IsSoundOnAllTreesAndCompleteOnAllSmallGraphs) {
  const ThreeLabels three;
  EXPECT_EQ(fooled_at(three, 11), 0U);
  for (const std::vector<Graph>& graphs : connected_graphs(6))
    for (const Graph& graph : graphs) {
      if (!has_cycle(graph)) continue;
      EXPECT_FALSE(first_rejecting(three, views_of(graph, 1), three.prove(graph)));
    }
}

TEST(TwoLabels, CoreLevelsAreSoundAndComplete) {
  const TwoLabels two = verifier_of(0);
  EXPECT_EQ(fooled_at(two, 11), 0U);
  for (const std::vector<Graph>& graphs : connected_graphs(7))
    for (const Graph& graph : graphs) {
      if (!has_cycle(graph)) continue;
      EXPECT_FALSE(first_rejecting(two, views_of(graph, 3), two.prove(graph)));
    }
  for (std::size_t cycle = 3; cycle < 10; ++cycle) {
    const Graph graph = lollipop_graph(cycle, 40);
    EXPECT_FALSE(first_rejecting(two, views_of(graph, 3), two.prove(graph)));
  }
}

// As in the card, whose verifier this is: eleven alignments fall between 6 and 8 nodes, one stays.
TEST(TwoLabels, ElevenAlignmentsFallWithDistancesCutAtTen) {
  for (std::uint32_t alignment = 1; alignment < 12; ++alignment) {
    const std::size_t size = fooled_at(verifier_of(alignment, Levels::kDistance, 10), 8);
    EXPECT_GE(size, 6U) << alignment;
  }
  const TwoLabels left = verifier_of(0, Levels::kDistance, 10);
  EXPECT_EQ(fooled_at(left, 10), 0U);
  // But it rejects what the prover writes on a tail of 11, and with all levels that needs, a path of 8 fools it.
  const Graph tail = lollipop_graph(3, 11);
  EXPECT_FALSE(first_rejecting(left, views_of(lollipop_graph(3, 10), 3), left.prove(lollipop_graph(3, 10))));
  EXPECT_TRUE(first_rejecting(left, views_of(tail, 3), left.prove(tail)));
  EXPECT_EQ(fooled_at(verifier_of(0, Levels::kDistance), 9), 8U);
  const TwoLabels all = verifier_of(0, Levels::kDistance);
  EXPECT_FALSE(first_rejecting(all, views_of(path_graph(8), 3), {1, 0, 0, 1, 1, 0, 0, 1}));
}

TEST(TwoLabels, FourAlignmentsFallWithCoreLevels) {
  std::size_t fallen = 0;
  for (std::uint32_t alignment = 0; alignment < 12; ++alignment)
    fallen += fooled_at(verifier_of(alignment), 9) != 0 ? 1U : 0U;
  EXPECT_EQ(fallen, 4U);
}

TEST(TwoLabels, MoreLevelsThanEnoughChangeNothing) {
  const TwoLabels enough = verifier_of(0);
  const TwoLabels more = verifier_of(0, Levels::kCore, 24);
  for (const Graph& tree : free_trees(8)) {
    const std::vector<View> views = views_of(tree, 3);
    for (std::uint32_t bits = 0; bits < 256; ++bits) {
      Labels labels;
      for (std::uint32_t node = 0; node < 8; ++node) labels.push_back(static_cast<Label>((bits >> node) & 1));
      for (const View& view : views) ASSERT_EQ(enough.accepts(view, labels), more.accepts(view, labels));
    }
  }
}

TEST(Congest, MessagesGiveTheVerdictsOfViews) {
  const TwoLabels two = verifier_of(0);
  for (const Graph& tree : free_trees(7)) {
    const std::vector<View> views = views_of(tree, 3);
    for (std::uint32_t bits = 0; bits < 128; ++bits) {
      Labels labels;
      for (std::uint32_t node = 0; node < 7; ++node) labels.push_back(static_cast<Label>((bits >> node) & 1));
      const std::vector<std::uint8_t> heard = message_verdicts(two, tree, labels);
      for (std::size_t node = 0; node < 7; ++node) ASSERT_EQ(heard[node] != 0, two.accepts(views[node], labels));
    }
  }
}

TEST(Congest, FewBitsARoundAreEnough) {
  const auto counts = message_counts(verifier_of(0), 1 << 13, [] { return false; });
  ASSERT_TRUE(counts);
  EXPECT_EQ(*counts, (std::vector<std::uint64_t>{2, 17, 32}));
  EXPECT_EQ(bits_for(1), 0U);
  EXPECT_EQ(bits_for(17), 5U);
  EXPECT_EQ(bits_for(32), 5U);
}

TEST(Minimality, NoVerifierWithTwoLabelsAndOneHopIsRight) {
  const std::vector<MinimalityRow> rows = all_one_hop_verifiers(connected_graphs(6), 2, [] { return false; });
  ASSERT_EQ(rows.size(), 6U);
  EXPECT_GT(rows[3].both, 0U);  // four nodes do not refute all
  EXPECT_EQ(rows[4].both, 0U);
  EXPECT_GT(rows[5].sound, 0U);
  EXPECT_GT(rows[5].complete, 0U);
  EXPECT_EQ(rows[5].graphs, 106U);
}

TEST(Search, CountsAllLabellings) {
  const Graph path = path_graph(6);
  const Colouring colouring;
  const std::vector<View> views = views_of(path, 1);
  LabellingSearch search(path, 2, 1,
                         [&](Node node, const Labels& labels) { return colouring.accepts(views[node], labels); });
  EXPECT_EQ(search.count(), 2U);
  EXPECT_EQ(search.first(), (Labels{0, 1, 0, 1, 0, 1}));
  LabellingSearch all(path, 3, 1, [](Node, const Labels&) { return true; });
  EXPECT_EQ(all.count(), 729U);
}

}  // namespace
}  // namespace parley::refix

// The graphs that the study goes through: as many as the tables of OEIS say, and of the kind they are said to be.
#include <gtest/gtest.h>
#include <set>

#include "protocols/local/refix/graph.hpp"
#include "protocols/local/refix/small_graphs.hpp"
#include "protocols/local/refix/trees.hpp"

namespace parley::refix {
namespace {

TEST(Trees, AreAsManyAsA000055Says) {
  const std::size_t counts[] = {1, 1, 1, 2, 3, 6, 11, 23, 47, 106, 235, 551, 1301};
  for (std::size_t n = 1; n <= std::size(counts); ++n) EXPECT_EQ(free_trees(n).size(), counts[n - 1]) << n;
}

TEST(Trees, AreTrees) {
  for (const Graph& tree : free_trees(9)) {
    EXPECT_EQ(tree.size(), 9U);
    EXPECT_TRUE(is_connected(tree));
    EXPECT_FALSE(has_cycle(tree));
    EXPECT_TRUE(two_core(tree).empty());
    EXPECT_TRUE(shortest_cycles(tree).empty());
  }
}

TEST(ConnectedGraphs, AreAsManyAsA001349Says) {
  const std::vector<std::vector<Graph>> graphs = connected_graphs(7);
  const std::size_t counts[] = {1, 1, 2, 6, 21, 112, 853};
  for (std::size_t n = 1; n <= 7; ++n) {
    EXPECT_EQ(graphs[n].size(), counts[n - 1]) << n;
    std::size_t trees = 0;
    for (const Graph& graph : graphs[n]) {
      EXPECT_TRUE(is_connected(graph));
      trees += has_cycle(graph) ? 0U : 1U;
    }
    EXPECT_EQ(trees, free_trees(n).size()) << n;
  }
}

TEST(Graph, ViewsAreBalls) {
  const Graph cycle = cycle_graph(7);
  const View view = view_of(cycle, 0, 3);
  EXPECT_EQ(view.node.size(), 7U);
  EXPECT_FALSE(view.has_cycle);  // the edge between the two farthest nodes is not seen
  EXPECT_TRUE(view_of(cycle_graph(6), 0, 3).has_cycle);
  EXPECT_EQ(view_of(grid_graph(5), 12, 2).node.size(), 13U);
  for (std::size_t entry = 1; entry < view.node.size(); ++entry) {
    EXPECT_LT(view.parent[entry], entry);
    EXPECT_EQ(view.depth[entry], view.depth[view.parent[entry]] + 1);
  }
}

TEST(Graph, CoreAndShortestCyclesOfALollipop) {
  const Graph graph = lollipop_graph(5, 4);
  EXPECT_EQ(two_core(graph), (Nodes{0, 1, 2, 3, 4}));
  for (const Nodes& cycle : shortest_cycles(graph)) EXPECT_EQ(cycle.size(), 5U);
  EXPECT_FALSE(two_colouring(graph));
  EXPECT_TRUE(two_colouring(lollipop_graph(4, 3)));
}

TEST(Graph, EdgesAreReadAsTheyAreWritten) {
  const Graph grid = grid_graph(3);
  const std::optional<Graph> again = parse_graph(print_edges(grid), 64);
  ASSERT_TRUE(again);
  EXPECT_EQ(print_edges(*again), print_edges(grid));
  for (const char* wrong : {"0-0", "0-1 2-3", "0_1", "0-1,1-2", "0-64", "-1", "0-1x"})
    EXPECT_FALSE(parse_graph(wrong, 64)) << wrong;
}

}  // namespace
}  // namespace parley::refix

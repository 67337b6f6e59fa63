// refix: what is within the budget is accepted, what lacks the property is not, and the search for fixes misses none.
#include "protocols/local/refix/repair.hpp"

#include <gtest/gtest.h>

#include "protocols/local/refix/errors.hpp"
#include "protocols/local/refix/small_graphs.hpp"
#include "protocols/local/refix/trees.hpp"

namespace parley::refix {
namespace {

constexpr std::uint32_t kDistances = 8;

// By the definition: all changes of at most `budget` labels within reach, one after the other.
bool fix_exists(const Verifier& base, const std::vector<View>& views, const Nodes& zone, const Nodes& reach,
                std::size_t from, std::uint32_t budget, Labels& labels) {
  bool fine = true;
  for (const Node node : zone) fine = fine && base.accepts(views[node], labels);
  if (fine) return true;
  if (budget == 0) return false;
  for (std::size_t index = from; index < reach.size(); ++index) {
    const Label given = labels[reach[index]];
    bool mended = false;
    for (std::uint32_t label = 0; label < base.label_count() && !mended; ++label) {
      if (label == given) continue;
      labels[reach[index]] = static_cast<Label>(label);
      mended = fix_exists(base, views, zone, reach, index + 1, budget - 1, labels);
    }
    labels[reach[index]] = given;
    if (mended) return true;
  }
  return false;
}

void expect_same_fixes(Claim claim, const Graph& graph, std::uint64_t seed) {
  const std::unique_ptr<Verifier> base = base_verifier(claim, kDistances);
  const std::vector<View> views = views_of(graph, 1);
  Rng rng(seed);
  for (const std::uint32_t budget : {1U, 2U}) {
    const Repair repair(*base, graph, budget, 2 * budget);
    Labels labels(graph.size());
    for (Label& label : labels) label = static_cast<Label>(rng.below(base->label_count()));
    if (base->has_property(graph) && rng.chance(0.5)) {
      labels = base->prove(graph);
      for (int error = 0; error < 3; ++error)
        labels[rng.below(graph.size())] = static_cast<Label>(rng.below(base->label_count()));
    }
    const Labels before = labels;
    for (Node node = 0; node < graph.size(); ++node) {
      const Nodes zone = view_of(graph, node, 2 * budget).node;
      const Nodes reach = view_of(graph, node, 2 * budget + 1).node;
      EXPECT_EQ(repair.accepts(node, labels), fix_exists(*base, views, zone, reach, 0, budget, labels));
      EXPECT_EQ(labels, before);
    }
  }
}

TEST(Repair, FindsAFixIffThereIsOne) {
  std::uint64_t seed = 1;
  for (const Claim claim : {Claim::kBipartite, Claim::kCycleAbsent, Claim::kCycleExists})
    for (int round = 0; round < 40; ++round) {
      expect_same_fixes(claim, path_graph(8), ++seed);
      expect_same_fixes(claim, lollipop_graph(5, 3), ++seed);
      expect_same_fixes(claim, grid_graph(3), ++seed);
    }
}

TEST(Errors, KeepToTheBudgetAndUseIt) {
  const Graph grid = grid_graph(8);
  const Colouring base;
  const Labels honest = base.prove(grid);
  for (const Adversary adversary : kAdversaries)
    for (std::uint32_t errors = 0; errors <= 4; ++errors) {
      Rng rng = Rng::stream(7, errors);
      const Labels labels = with_errors(grid, honest, 2, {errors, 5}, adversary, rng);
      EXPECT_EQ(most_errors(grid, honest, labels, 5), errors) << to_string(adversary);
    }
}

TEST(Repair, AcceptsWhatIsWithinTheBudget) {
  Rng rng(11);
  const Graph graph = cycle_graph(30);
  for (const Claim claim : {Claim::kBipartite, Claim::kCycleExists}) {
    const std::unique_ptr<Verifier> base = base_verifier(claim, kDistances);
    const Labels honest = base->prove(graph);
    for (std::uint32_t budget = 1; budget <= 3; ++budget) {
      const Repair repair(*base, graph, budget, 2 * budget);
      for (const Adversary adversary : kAdversaries) {
        Labels fair = with_errors(graph, honest, base->label_count(), {budget, repair.radius()}, adversary, rng);
        EXPECT_TRUE(repair.all_accept(fair));
        EXPECT_FALSE(base->radius() == 1 && fair == honest);
      }
      Labels beyond =
          with_errors(graph, honest, base->label_count(), {budget + 1, repair.radius()}, Adversary::kPath, rng);
      EXPECT_FALSE(repair.all_accept(beyond));
    }
  }
}

// All 2^11 labellings of C_11: nobody is deceived with the full view, and many are without it.
TEST(Repair, OddCyclesAreNeverAcceptedAsBipartite) {
  const Graph cycle = cycle_graph(11);
  const Colouring base;
  const Repair full(base, cycle, 1, 2);
  const Repair blind(base, cycle, 1, 0);
  std::uint32_t deceived = 0;
  for (std::uint32_t bits = 0; bits < 1U << 11; ++bits) {
    Labels labels;
    for (std::uint32_t node = 0; node < 11; ++node) labels.push_back(static_cast<Label>((bits >> node) & 1));
    EXPECT_FALSE(full.all_accept(labels));
    deceived += blind.all_accept(labels) ? 1U : 0U;
  }
  EXPECT_GT(deceived, 0U);
}

TEST(RootDistance, AcceptsTreesAndNoLabellingOfACycle) {
  const RootDistance distance(4);
  for (const Graph& tree : free_trees(5))
    EXPECT_FALSE(first_rejecting(RootDistance(5), views_of(tree, 1), RootDistance(5).prove(tree)));
  const Graph cycle = cycle_graph(6);
  const std::vector<View> views = views_of(cycle, 1);
  EXPECT_TRUE(first_rejecting(distance, views, {0, 1, 2, 0, 1, 2}));  // what distances modulo 3 would look like
  for (std::uint32_t code = 0; code < 4096; ++code) {
    Labels labels;
    for (std::uint32_t node = 0; node < 6; ++node) labels.push_back(static_cast<Label>((code >> (2 * node)) & 3));
    EXPECT_TRUE(first_rejecting(distance, views, labels));
  }
}

}  // namespace
}  // namespace parley::refix

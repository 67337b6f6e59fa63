#include "protocols/local/refix/cases.hpp"
#include "protocols/local/refix/search.hpp"
#include "protocols/local/refix/trees.hpp"

namespace parley::refix {
namespace {

struct TreeOutcome {
  std::uint64_t steps = 0;
  bool done = false;
  std::optional<Labels> fooled = {};
};

TreeOutcome search_tree(const Verifier& verifier, const Graph& tree, const StudyConditions& conditions) {
  const std::vector<View> views = views_of(tree, verifier.radius());
  const auto accepts = [&](Node node, const Labels& labels) { return verifier.accepts(views[node], labels); };
  LabellingSearch search(tree, verifier.label_count(), verifier.radius(), accepts);
  search.is_stopped = [&] { return conditions.is_stopped(); };
  TreeOutcome outcome;
  outcome.fooled = search.first();
  outcome.steps = search.steps;
  outcome.done = !search.stopped;
  return outcome;
}

// Returns whether to go on.
bool search_size(const Verifier& verifier, std::uint32_t n, const StudyConditions& conditions, TreeSearch& result) {
  const std::vector<Graph> trees = free_trees(n);
  std::vector<TreeOutcome> outcomes(trees.size());
  conditions.for_each(trees.size(),
                      [&](std::uint64_t index) { outcomes[index] = search_tree(verifier, trees[index], conditions); });
  TreeCount count;
  for (std::size_t index = 0; index < trees.size(); ++index) {
    const TreeOutcome& outcome = outcomes[index];
    result.complete = result.complete && outcome.done;
    count.trees += outcome.done ? 1U : 0U;
    count.steps += outcome.steps;
    count.fooled += outcome.fooled ? 1U : 0U;
    if (outcome.fooled && !result.first) result.first = Fooled{trees[index], *outcome.fooled};
  }
  result.of_size.push_back(count);
  return result.complete;
}

}  // namespace

TreeSearch search_trees(const Verifier& verifier, std::uint32_t n, bool until_fooled,
                        const StudyConditions& conditions) {
  TreeSearch result;
  result.of_size.emplace_back();
  for (std::uint32_t size = 1; size <= n; ++size) {
    if (!search_size(verifier, size, conditions, result)) return result;
    if (until_fooled && result.first) return result;
  }
  return result;
}

}  // namespace parley::refix

#include "protocols/local/refix/search.hpp"

#include <algorithm>

namespace parley::refix {

void LabellingSearch::prepare() {
  asked_after_.assign(graph_.size(), {});
  for (const View& view : views_of(graph_, radius_))
    asked_after_[*std::max_element(view.node.begin(), view.node.end())].push_back(view.node[0]);
  steps = 0;
  accepted = 0;
  stopped = false;
}

// Returns whether to stop.
bool LabellingSearch::extend(Labels& labels, std::size_t node, bool count_all) {
  if (node == graph_.size()) {
    ++accepted;
    return !count_all;
  }
  for (std::uint32_t label = 0; label < label_count_; ++label) {
    if ((++steps & 255) == 0 && is_stopped && is_stopped()) stopped = true;
    if (stopped) return true;
    labels[node] = static_cast<Label>(label);
    const Nodes& asked = asked_after_[node];
    const bool fine = std::all_of(asked.begin(), asked.end(), [&](Node each) { return accepts_(each, labels); });
    if (fine && extend(labels, node + 1, count_all)) return true;
  }
  return false;
}

std::optional<Labels> LabellingSearch::first() {
  prepare();
  Labels labels(graph_.size(), 0);
  const bool ended = extend(labels, 0, false);
  if (!ended || stopped) return std::nullopt;
  return labels;
}

std::uint64_t LabellingSearch::count() {
  prepare();
  Labels labels(graph_.size(), 0);
  extend(labels, 0, true);
  return accepted;
}

std::optional<Labels> first_accepted(const Verifier& verifier, const Graph& graph) {
  const std::vector<View> views = views_of(graph, verifier.radius());
  const auto accepts = [&](Node node, const Labels& labels) { return verifier.accepts(views[node], labels); };
  return LabellingSearch(graph, verifier.label_count(), verifier.radius(), accepts).first();
}

}  // namespace parley::refix

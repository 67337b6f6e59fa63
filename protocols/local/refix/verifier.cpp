#include "protocols/local/refix/verifier.hpp"

#include <algorithm>

namespace parley::refix {
namespace {

std::uint32_t neighbours_labelled(const View& view, const Labels& labels, Label label) {
  std::uint32_t count = 0;
  for (std::size_t entry = 1; entry < view.node.size(); ++entry) count += labels[view.node[entry]] == label ? 1U : 0U;
  return count;
}

}  // namespace

void Verifier::candidates(const View& view, const Labels& labels, std::size_t entry, Labels& result) const {
  result.clear();
  for (std::uint32_t label = 0; label < label_count(); ++label)
    if (label != labels[view.node[entry]]) result.push_back(static_cast<Label>(label));
}

bool ThreeLabels::accepts(const View& view, const Labels& labels) const {
  const Label own = labels[view.node[0]];
  if (own != 0) return neighbours_labelled(view, labels, static_cast<Label>(own - 1)) > 0;
  return neighbours_labelled(view, labels, 2) > 0 || neighbours_labelled(view, labels, 0) >= 2;
}

Labels ThreeLabels::prove(const Graph& graph) const {
  Labels labels;
  for (const std::uint16_t distance : distances(graph, shortest_cycles(graph).front()))
    labels.push_back(static_cast<Label>(distance % 3));
  return labels;
}

bool Colouring::accepts(const View& view, const Labels& labels) const {
  return neighbours_labelled(view, labels, labels[view.node[0]]) == 0;
}

Labels Colouring::prove(const Graph& graph) const {
  return *two_colouring(graph);
}

bool RootDistance::accepts(const View& view, const Labels& labels) const {
  const Label own = labels[view.node[0]];
  std::uint32_t nearer = 0;
  for (std::size_t entry = 1; entry < view.node.size(); ++entry) {
    const Label other = labels[view.node[entry]];
    if (other != own + 1 && other + 1 != own) return false;
    nearer += other < own ? 1U : 0U;
  }
  return nearer == (own == 0 ? 0U : 1U);
}

void RootDistance::candidates(const View& view, const Labels& labels, std::size_t entry, Labels& result) const {
  if (entry == 0) return Verifier::candidates(view, labels, entry, result);
  result.clear();
  const Label centre = labels[view.node[0]];
  const Label own = labels[view.node[entry]];
  if (centre > 0 && own + 1 != centre) result.push_back(static_cast<Label>(centre - 1));
  if (centre + 1U < label_count_ && own != centre + 1) result.push_back(static_cast<Label>(centre + 1));
}

Labels RootDistance::prove(const Graph& graph) const {
  Labels labels;
  for (const std::uint16_t distance : distances(graph, {0})) labels.push_back(static_cast<Label>(distance));
  return labels;
}

std::optional<Node> first_rejecting(const Verifier& verifier, const std::vector<View>& views, const Labels& labels) {
  for (std::size_t node = 0; node < views.size(); ++node)
    if (!verifier.accepts(views[node], labels)) return static_cast<Node>(node);
  return std::nullopt;
}

}  // namespace parley::refix

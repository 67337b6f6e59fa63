#include "protocols/local/refix/repair.hpp"

#include <algorithm>

namespace parley::refix {

std::unique_ptr<Verifier> base_verifier(Claim claim, std::uint32_t distances) {
  if (claim == Claim::kBipartite) return std::make_unique<Colouring>();
  if (claim == Claim::kCycleAbsent) return std::make_unique<RootDistance>(distances);
  return std::make_unique<ThreeLabels>();
}

Repair::Repair(const Verifier& base, const Graph& graph, std::uint32_t budget, std::uint32_t zone)
    : base_(base), budget_(budget), zone_(zone), views_(views_of(graph, base.radius())) {
  zones_.reserve(graph.size());
  for (std::size_t node = 0; node < graph.size(); ++node)
    zones_.push_back(view_of(graph, static_cast<Node>(node), zone).node);
}

bool Repair::accepts(Node node, Labels& labels) const {
  Nodes changed;
  return mend(zones_[node], labels, budget_, changed);
}

bool Repair::all_accept(Labels& labels) const {
  for (std::size_t node = 0; node < views_.size(); ++node)
    if (!accepts(static_cast<Node>(node), labels)) return false;
  return true;
}

bool Repair::mend(const Nodes& zone, Labels& labels, std::uint32_t budget, Nodes& changed) const {
  const auto rejects = [&](Node node) { return !base_.accepts(views_[node], labels); };
  const auto rejecting = std::find_if(zone.begin(), zone.end(), rejects);
  if (rejecting == zone.end()) return true;
  if (budget == 0) return false;
  const View& view = views_[*rejecting];
  Labels candidates;
  for (std::size_t entry = 0; entry < view.node.size(); ++entry) {
    const Node node = view.node[entry];
    if (std::find(changed.begin(), changed.end(), node) != changed.end()) continue;
    base_.candidates(view, labels, entry, candidates);
    const Label given = labels[node];
    changed.push_back(node);
    bool mended = false;
    for (std::size_t next = 0; next < candidates.size() && !mended; ++next) {
      labels[node] = candidates[next];
      mended = mend(zone, labels, budget - 1, changed);
    }
    labels[node] = given;
    changed.pop_back();
    if (mended) return true;
  }
  return false;
}

}  // namespace parley::refix

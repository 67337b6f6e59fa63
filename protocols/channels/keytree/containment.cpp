#include "protocols/channels/keytree/containment.hpp"

#include <algorithm>
#include <set>

namespace parley::keytree {

Universe::Universe(const KeyTree& keys, const StudyConditions& conditions)
    : keys_(keys), conditions_(conditions), labels_(keys.labels()) {
  const TreeShape& shape = keys.shape();
  places_.emplace(keys.root(), Place{});
  for (const Tree tree : {Tree::encryption, Tree::access}) {
    places_.emplace(keys.tree_root(tree), Place{});
    for (std::size_t track = 0; track < kTracks.size(); ++track) {
      std::vector<Digest> above{keys.track(tree, track)};
      places_.emplace(above[0], Place{true, tree, static_cast<std::uint8_t>(track), {0, 0}});
      for (std::uint32_t level = 1; level <= shape.depth(); ++level) {
        std::vector<Digest> here;
        for (std::uint64_t index = 0; index < shape.node_count(level); ++index) {
          if (conditions.is_stopped()) return;
          here.push_back(keys.child(tree, above[index / shape.radix], static_cast<std::uint32_t>(index % shape.radix)));
          places_.emplace(here.back(), Place{true, tree, static_cast<std::uint8_t>(track), {level, index}});
        }
        above = std::move(here);
      }
    }
  }
}

Universe::Reach Universe::reach_of(const std::vector<Digest>& secrets, Tree tree, std::size_t track,
                                   const std::vector<Range>& promised) const {
  Reach reach;
  std::set<Digest> known(secrets.begin(), secrets.end());
  std::vector<Digest> fresh(known.begin(), known.end());
  while (!fresh.empty() && !conditions_.is_stopped()) {
    const Digest secret = fresh.back();
    fresh.pop_back();
    const auto [begin, end] = places_.equal_range(secret);
    for (auto at = begin; at != end; ++at) {
      const Place& place = at->second;
      if (!place.is_node || place.tree != Tree::encryption || place.node.level != keys_.shape().depth()) continue;
      const bool kept = tree == Tree::encryption && place.track == track &&
                        std::any_of(promised.begin(), promised.end(), [&](const Range& range) {
                          return place.node.index >= range.begin && place.node.index < range.end;
                        });
      reach.inside += kept ? 1U : 0U;
      if (kept || reach.outside++ != 0) continue;
      reach.example = "chunk " + std::to_string(place.node.index) + " of track " + std::string(kTracks[place.track]);
    }
    const Digest key = KeyTree::extract(secret);
    for (const std::string& label : labels_) {
      const Digest next = KeyTree::expand(key, label);
      ++reach.derivations;
      if (places_.contains(next) && known.insert(next).second) fresh.push_back(next);
    }
  }
  return reach;
}

}  // namespace parley::keytree

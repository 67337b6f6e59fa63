#include "models/maps/hotstuff.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace parley {

namespace {

using View = StateView<hotstuff::Protocol>;
using hotstuff::Digest;
using hotstuff::Replica;

// A replica voted for a block, or learned that it is certified.
struct Sight {
  std::size_t step = 0;
  std::uint32_t process = 0;
  Digest block;
  bool certified = false;
  std::int64_t votes = 0;
};
using Sights = std::map<hotstuff::View, std::vector<Sight>>;

// Finds what is new in a replica's state.
class Watcher {
 public:
  void see(const View& view, const Replica& replica) {
    Known& known = known_[view.process];
    if (replica.voted > known.voted)
      sights_[replica.voted].push_back({view.step, view.process, replica.ballot, false, 0});
    if (replica.highest.view > known.certified)
      sights_[replica.highest.view].push_back({view.step, view.process, replica.highest.block, true,
                                               static_cast<std::int64_t>(replica.highest.votes.size())});
    known = {std::max(known.voted, replica.voted), std::max(known.certified, replica.highest.view)};
  }
  Sights take() { return std::move(sights_); }

 private:
  struct Known {
    hotstuff::View voted = 0;
    hotstuff::View certified = 0;
  };
  std::map<std::uint32_t, Known> known_;
  Sights sights_;
};

// One view, seen by two of its blocks.
class ViewProjection {
 public:
  ViewProjection(const hotstuff::Config& config, const ProcessSet& replicas, hotstuff::View view, const Digest& a,
                 const std::optional<Digest>& b)
      : a_(a), b_(b) {
    projection_.label = "view " + std::to_string(view);
    projection_.parameters = {{"n", config.n}, {"t", config.t}, {"f", config.n - replicas.size()}};
    replicas.for_each([&](ProcessId id) { projection_.initial[id.value] = "none"; });
  }

  Projection project(const std::vector<Sight>& sights) {
    for (const Sight& sight : sights)
      if (const std::string side = side_of(sight.block); !sight.certified && !side.empty())
        projection_.initial[sight.process] = "wait_" + side;
    for (const Sight& sight : sights) see(sight);
    return std::move(projection_);
  }

 private:
  std::string side_of(const Digest& block) const { return block == a_ ? "a" : b_ && block == *b_ ? "b" : ""; }

  void see(const Sight& sight) {
    const std::string side = side_of(sight.block);
    if (side.empty()) return;
    Move move{sight.step, sight.process, "voted_" + side, {}};
    if (sight.certified) {
      const auto voted = votes_.find(sight.process);
      move.to = "knows_" + (voted == votes_.end() ? "none" : voted->second) + "_" + side;
      move.evidence["votes_" + side] = sight.votes;
    } else {
      votes_[sight.process] = side;
    }
    projection_.moves.push_back(std::move(move));
  }

  Digest a_;
  std::optional<Digest> b_;
  Projection projection_;
  std::map<std::uint32_t, std::string> votes_;
};

}  // namespace

std::vector<Projection> ModelMap<hotstuff::Protocol>::projections(const hotstuff::Config& config,
                                                                  const ProcessSet& correct,
                                                                  const std::vector<View>& steps) {
  ProcessSet replicas;
  correct.for_each([&](ProcessId id) {
    if (id.value < config.n) replicas.insert(id);
  });
  Watcher watcher;
  for (const View& view : steps) {
    const Replica* replica = view.up ? std::get_if<Replica>(&view.state.part) : nullptr;
    if (replica != nullptr && replicas.contains(ProcessId{view.process})) watcher.see(view, *replica);
  }
  std::vector<Projection> projections;
  for (const auto& [view, seen] : watcher.take()) {
    std::set<Digest> blocks;
    for (const Sight& sight : seen) blocks.insert(sight.block);
    if (blocks.size() == 1)
      projections.push_back(ViewProjection(config, replicas, view, *blocks.begin(), std::nullopt).project(seen));
    for (auto a = blocks.begin(); a != blocks.end(); ++a)
      for (auto b = std::next(a); b != blocks.end(); ++b)
        projections.push_back(ViewProjection(config, replicas, view, *a, *b).project(seen));
  }
  return projections;
}

}  // namespace parley

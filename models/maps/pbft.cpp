#include "models/maps/pbft.hpp"

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace parley {

namespace {

using View = StateView<pbft::Protocol>;
using pbft::Digest;
using pbft::Replica;
using pbft::Slot;

struct Instance {
  pbft::View view = 0;
  pbft::Sequence sequence = 0;
  friend auto operator<=>(const Instance&, const Instance&) = default;
};
// What a replica had in one slot after one step.
struct Sight {
  std::size_t step = 0;
  std::uint32_t process = 0;
  Digest digest;
  std::size_t stage = 0;  // 1: accepted, 2: prepared, 3: committed
  std::int64_t votes = 0;
  std::int64_t commits = 0;
};
using Sights = std::map<Instance, std::vector<Sight>>;

constexpr std::array<std::string_view, 4> kStages{"wait", "accepted", "prepared", "committed"};

std::int64_t commits_for(const Slot& slot, const Digest& digest) {
  for (const pbft::Tally& tally : slot.commits)
    if (tally.digest == digest) return tally.from.size();
  return 0;
}

std::int64_t votes_for(const Replica& replica, const Slot& slot, const Instance& instance) {
  const auto proved = replica.prepared.find(instance.sequence);
  const bool moved = slot.prepared && proved != replica.prepared.end();
  return static_cast<std::int64_t>(moved ? proved->second.acceptances.size() : slot.acceptances.size()) + 1;
}

void look(const View& view, const Replica& replica, Sights& sights) {
  for (std::size_t place = 0; place < replica.slots.size(); ++place) {
    const Slot& slot = replica.slots[place];
    if (!slot.proposal) continue;
    const Instance instance{replica.view, replica.stable + 1 + place};
    const Digest digest = slot.proposal->ordering.statement().digest;
    const std::size_t stage = slot.committed ? 3 : slot.prepared ? 2 : 1;
    sights[instance].push_back(
        {view.step, view.process, digest, stage, votes_for(replica, slot, instance), commits_for(slot, digest)});
  }
}

// One view and number, seen by the requests of two digests.
class SlotProjection {
 public:
  SlotProjection(const pbft::Config& config, const ProcessSet& replicas, const Instance& instance, const Digest& a,
                 const std::optional<Digest>& b)
      : a_(a), b_(b) {
    projection_.label = "view " + std::to_string(instance.view) + ", number " + std::to_string(instance.sequence);
    projection_.parameters = {{"n", config.n}, {"t", config.t}, {"f", config.n - replicas.size()}};
    replicas.for_each([&](ProcessId id) { projection_.initial[id.value] = "none"; });
  }

  Projection project(const std::vector<Sight>& sights) {
    for (const Sight& sight : sights)
      if (const std::string side = side_of(sight.digest); !side.empty())
        projection_.initial[sight.process] = "wait_" + side;
    for (const Sight& sight : sights) see(sight);
    return std::move(projection_);
  }

 private:
  std::string side_of(const Digest& digest) const { return digest == a_ ? "a" : b_ && digest == *b_ ? "b" : ""; }

  void see(const Sight& sight) {
    const std::string side = side_of(sight.digest);
    std::size_t& stage = stages_[sight.process];
    if (side.empty() || sight.stage <= stage) return;
    stage = sight.stage;
    Move move{sight.step, sight.process, std::string(kStages[stage]) + "_" + side, {}};
    move.evidence["votes_" + side] = sight.votes;
    if (stage >= 2) move.evidence["commits_" + side] = sight.commits;
    projection_.moves.push_back(std::move(move));
  }

  Digest a_;
  std::optional<Digest> b_;
  Projection projection_;
  std::map<std::uint32_t, std::size_t> stages_;
};

}  // namespace

std::vector<Projection> ModelMap<pbft::Protocol>::projections(const pbft::Config& config, const ProcessSet& correct,
                                                              const std::vector<View>& steps) {
  ProcessSet replicas;
  correct.for_each([&](ProcessId id) {
    if (id.value < config.n) replicas.insert(id);
  });
  Sights sights;
  for (const View& view : steps) {
    const Replica* replica = view.up ? std::get_if<Replica>(&view.state.part) : nullptr;
    if (replica != nullptr && replicas.contains(ProcessId{view.process})) look(view, *replica, sights);
  }
  std::vector<Projection> projections;
  for (const auto& [instance, seen] : sights) {
    std::set<Digest> digests;
    for (const Sight& sight : seen) digests.insert(sight.digest);
    if (digests.size() == 1)
      projections.push_back(SlotProjection(config, replicas, instance, *digests.begin(), std::nullopt).project(seen));
    for (auto a = digests.begin(); a != digests.end(); ++a)
      for (auto b = std::next(a); b != digests.end(); ++b)
        projections.push_back(SlotProjection(config, replicas, instance, *a, *b).project(seen));
  }
  return projections;
}

}  // namespace parley

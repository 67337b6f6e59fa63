#include "models/maps/hashed_bracha.hpp"

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

namespace parley {

namespace {

using hashed_bracha::Digest;
using hashed_bracha::Instance;
using HashedView = StateView<hashed_bracha::Protocol>;
using Thing = std::tuple<ProcessId, std::uint64_t, Digest>;  // sender, number, hash

std::set<Thing> things_in(const ProcessSet& correct, const std::vector<HashedView>& steps) {
  std::set<Thing> things;
  for (const HashedView& view : steps) {
    if (!correct.contains(ProcessId{view.process})) continue;
    for (const auto& [sender, stream] : view.state.streams)
      for (const auto& [sequence, at] : stream.open)
        for (const auto& hash : {at.echoed, at.readied, at.wanted})
          if (hash) things.insert({sender, sequence, *hash});
  }
  return things;
}

// Null when nothing came yet, or nothing is left.
const Instance* instance_in(const HashedView& view, const Thing& thing) {
  const auto stream = view.state.streams.find(std::get<0>(thing));
  if (stream == view.state.streams.end()) return nullptr;
  const auto found = stream->second.open.find(std::get<1>(thing));
  return found == stream->second.open.end() ? nullptr : &found->second;
}

std::string hashed_location(const Instance& at, const Digest& hash, bool sent_to) {
  const bool echoed = at.echoed == hash;
  const std::string start = echoed ? "echoed" : sent_to ? "v1" : "v0";
  if (at.wanted == hash) return start + "_delivered";
  if (at.readied == hash) return start + "_ready";
  return echoed ? start : start + "_none";
}

std::int64_t tally_of(const hashed_bracha::Tallies& tallies, const Digest& hash) {
  for (const hashed_bracha::Tally& tally : tallies)
    if (tally.payload == hash) return tally.from.size();
  return 0;
}

Projection project_hash(const hashed_bracha::Config& config, const ProcessSet& correct,
                        const std::vector<HashedView>& steps, const Thing& thing) {
  const auto& [sender, sequence, hash] = thing;
  ProcessSet echoing;
  for (const HashedView& view : steps) {
    const Instance* at = instance_in(view, thing);
    if (at != nullptr && at->echoed == hash) echoing.insert(ProcessId{view.process});
  }
  Projection projection;
  projection.label = "payload " + std::to_string(sequence) + " of process " + std::to_string(sender.value);
  projection.parameters = {{"n", config.n}, {"t", config.t}, {"f", config.n - correct.size()}};
  std::map<std::uint32_t, std::string> at;
  correct.for_each([&](ProcessId id) { at[id.value] = hashed_location({}, hash, echoing.contains(id)); });
  projection.initial = at;
  for (const HashedView& view : steps) {
    const Instance* now = instance_in(view, thing);
    if (now == nullptr || !correct.contains(ProcessId{view.process}) || !view.up) continue;
    std::string to = hashed_location(*now, hash, echoing.contains(ProcessId{view.process}));
    if (at[view.process] == to) continue;
    at[view.process] = to;
    projection.moves.push_back(
        {view.step,
         view.process,
         std::move(to),
         {{"nr_echo", tally_of(now->echoes, hash)}, {"nr_ready", tally_of(now->readies, hash)}}});
  }
  return projection;
}

}  // namespace

std::vector<Projection> ModelMap<hashed_bracha::Protocol>::projections(const hashed_bracha::Config& config,
                                                                       const ProcessSet& correct,
                                                                       const std::vector<HashedView>& steps) {
  std::vector<Projection> projections;
  for (const Thing& thing : things_in(correct, steps))
    projections.push_back(project_hash(config, correct, steps, thing));
  return projections;
}

}  // namespace parley

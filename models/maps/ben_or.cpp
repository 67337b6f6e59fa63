#include "models/maps/ben_or.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>

namespace parley {

namespace {

using ben_or::Config;
using ben_or::RoundTally;
using ben_or::Stage;
using ben_or::State;
using View = StateView<ben_or::Protocol>;

std::string proposed(const Config& config, const RoundTally& tally, ProcessId self) {
  if (config.byzantine) return "proposed";
  if (tally.proposals.nothing.contains(self)) return "proposed_none";
  return tally.proposals.ones.contains(self) ? "proposed1" : "proposed0";
}

std::string location(const Config& config, const State& state, ProcessId self) {
  const std::string value = state.value ? "1" : "0";
  switch (state.stage) {
    case Stage::kVoted:
      return "voted";
    case Stage::kProposed:
    case Stage::kStopped:
      return proposed(config, state.tallies.at(state.round), self);
    case Stage::kDecided:
      return "decided" + value;
    case Stage::kAdopted:
      return "adopted" + value;
    case Stage::kTossed:
      return "coin" + value;
  }
  return "voted";
}

std::map<std::string, std::int64_t> evidence(const RoundTally& tally) {
  return {{"zeros", tally.votes.zeros.size()},
          {"ones", tally.votes.ones.size()},
          {"prop0", tally.proposals.zeros.size()},
          {"prop1", tally.proposals.ones.size()},
          {"nothing", tally.proposals.nothing.size()}};
}

Projection project(const Config& config, const ProcessSet& correct, const ProcessSet& counted,
                   const std::vector<View>& steps, std::uint64_t round) {
  Projection projection;
  projection.label = "round " + std::to_string(round);
  projection.parameters = {{"n", config.n}, {"t", config.t}, {"f", config.n - correct.size()}};
  counted.for_each([&](ProcessId id) { projection.initial[id.value] = "start0"; });
  std::map<std::uint32_t, std::string> at;
  for (const View& view : steps) {
    const ProcessId self{view.process};
    if (!counted.contains(self) || !view.up || view.state.round != round) continue;
    const RoundTally& tally = view.state.tallies.at(round);
    if (tally.votes.ones.contains(self)) projection.initial[view.process] = "start1";
    std::string to = location(config, view.state, self);
    if (at[view.process] == to) continue;
    at[view.process] = to;
    projection.moves.push_back({view.step, view.process, std::move(to), evidence(tally)});
  }
  return projection;
}

}  // namespace

std::vector<Projection> ModelMap<ben_or::Protocol>::projections(const Config& config, const ProcessSet& correct,
                                                                const std::vector<View>& steps) {
  const ProcessSet counted = config.byzantine ? correct : ProcessSet::first(config.n);
  std::set<std::uint64_t> rounds;
  for (const View& view : steps)
    if (view.up && counted.contains(ProcessId{view.process}) && view.state.round != 0) rounds.insert(view.state.round);
  std::vector<Projection> projections;
  for (const std::uint64_t round : rounds) projections.push_back(project(config, correct, counted, steps, round));
  return projections;
}

}  // namespace parley

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

// One round. Of processes that are not correct a run's states say nothing: in protocol A they have done what correct
// ones have heard of them, votes before anything else.
class Round {
 public:
  Round(const Config& config, const ProcessSet& correct, std::uint64_t round)
      : config_(config), correct_(correct), counted_(counted(config, correct)), round_(round) {
    projection_.label = "round " + std::to_string(round);
    projection_.parameters = {{"n", config.n}, {"t", config.t}, {"f", config.n - correct.size()}};
    counted_.for_each([&](ProcessId id) { projection_.initial[id.value] = "start0"; });
  }

  static ProcessSet counted(const Config& config, const ProcessSet& correct) {
    return config.byzantine ? correct : ProcessSet::first(config.n);
  }

  Projection of(const std::vector<View>& steps) {
    std::vector<View> seen;
    for (const View& view : steps)
      if (correct_.contains(ProcessId{view.process}) && view.up && view.state.round == round_) seen.push_back(view);
    for (const View& view : seen) note_votes(view);
    for (const View& view : seen) guess_votes(view);
    if (!seen.empty()) cast_votes_of_others(seen.front().step);
    for (const View& view : seen) {
      const RoundTally& tally = view.state.tallies.at(round_);
      if (!config_.byzantine) propose_for_others(view.step, tally);
      move(view.step, ProcessId{view.process}, location(config_, view.state, ProcessId{view.process}), evidence(tally));
    }
    return std::move(projection_);
  }

 private:
  void note_votes(const View& view) {
    const RoundTally& tally = view.state.tallies.at(round_);
    tally.votes.zeros.for_each([&](ProcessId id) { votes_.emplace(id, "start0"); });
    tally.votes.ones.for_each([&](ProcessId id) { votes_.emplace(id, "start1"); });
  }

  // Who proposed, but whose vote came too late to count anywhere: the vote that its proposal needs most.
  void guess_votes(const View& view) {
    const auto& proposals = view.state.tallies.at(round_).proposals;
    std::size_t ones = 0;
    for (const auto& [who, start] : votes_) ones += start == "start1" ? 1U : 0U;
    const char* rarer = 2 * ones < votes_.size() ? "start1" : "start0";
    proposals.zeros.for_each([&](ProcessId id) { votes_.emplace(id, "start0"); });
    proposals.ones.for_each([&](ProcessId id) { votes_.emplace(id, "start1"); });
    proposals.nothing.for_each([&](ProcessId id) { votes_.emplace(id, rarer); });
  }

  void cast_votes_of_others(std::size_t step) {
    for (const auto& [who, start] : votes_) {
      if (!counted_.contains(who)) continue;
      projection_.initial[who.value] = start;
      if (!correct_.contains(who)) move(step, who, "voted", {});
    }
  }

  void propose_for_others(std::size_t step, const RoundTally& tally) {
    counted_.for_each([&](ProcessId id) {
      const auto& proposals = tally.proposals;
      if (correct_.contains(id)) return;
      if (proposals.zeros.contains(id) || proposals.ones.contains(id) || proposals.nothing.contains(id))
        move(step, id, proposed(config_, tally, id), {});
    });
  }

  void move(std::size_t step, ProcessId who, std::string to, std::map<std::string, std::int64_t> known) {
    if (at_[who.value] == to) return;
    at_[who.value] = to;
    projection_.moves.push_back({step, who.value, std::move(to), std::move(known)});
  }

  const Config& config_;
  const ProcessSet& correct_;
  ProcessSet counted_;
  std::uint64_t round_;
  Projection projection_;
  std::map<ProcessId, std::string> votes_;
  std::map<std::uint32_t, std::string> at_;
};

}  // namespace

std::vector<Projection> ModelMap<ben_or::Protocol>::projections(const Config& config, const ProcessSet& correct,
                                                                const std::vector<View>& steps) {
  std::set<std::uint64_t> rounds;
  for (const View& view : steps)
    if (view.up && correct.contains(ProcessId{view.process}) && view.state.round != 0) rounds.insert(view.state.round);
  std::vector<Projection> projections;
  for (const std::uint64_t round : rounds) projections.push_back(Round(config, correct, round).of(steps));
  return projections;
}

}  // namespace parley

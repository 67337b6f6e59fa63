#include "models/maps/paxos.hpp"

#include <iterator>
#include <map>
#include <string>
#include <utility>

#include "protocols/consensus/paxos/quorums.hpp"

namespace parley {

namespace {

using paxos::Ballot;
using paxos::State;
using paxos::Value;
using View = StateView<paxos::Protocol>;

// The ballots in which somebody voted, with their values.
std::map<Ballot, Value> proposals_in(const std::vector<View>& steps) {
  std::map<Ballot, Value> proposals;
  for (const View& view : steps)
    if (view.up && view.state.known.voted)
      proposals.emplace(view.state.known.voted->ballot, view.state.known.voted->value);
  return proposals;
}

std::string describe(const Ballot& ballot) {
  return std::to_string(ballot.round) + " of p" + std::to_string(ballot.proposer.value);
}

// Two neighbouring ballots.
class Neighbours {
 public:
  Neighbours(const paxos::Config& config, const Ballot& a, const Ballot& b, bool same)
      : n_(config.n), a_(a), b_(b), same_(same) {
    projection_.label = "ballot " + describe(a) + " and ballot " + describe(b);
    const std::uint32_t majority = paxos::majority(config);  // the model's own are held against the run
    projection_.parameters = {{"n", config.n}, {"p", majority}, {"q", majority}};
    for (std::uint32_t id = 0; id < n_; ++id) projection_.initial[id] = "idle";
    projection_.initial[n_] = "leader";
    at_ = projection_.initial;
  }

  void see(const View& view) {
    if (!view.up || view.process >= n_) return;
    if (view.process == b_.proposer.value) lead(view);
    std::string to = location(view.state, at_[view.process]);
    if (at_[view.process] != to) move(view.step, view.process, std::move(to), {});
  }

  Projection take() { return std::move(projection_); }

 private:
  void lead(const View& view) {
    const State& state = view.state;
    const bool attempts = state.attempt.ballot == b_;
    const bool proposed =
        (attempts && state.attempt.proposed) || (state.known.voted && state.known.voted->ballot == b_);
    if (!proposed || at_[n_] != "leader") return;
    std::map<std::string, std::int64_t> evidence;
    if (attempts) evidence[same_ ? "promises" : "fresh"] = state.attempt.promises.size();
    move(view.step, n_, same_ ? "leader_same" : "leader_other", std::move(evidence));
  }

  std::string location(const State& state, const std::string& before) const {
    const auto& known = state.known;
    const bool voted_a = known.voted && known.voted->ballot == a_;
    if (known.voted && known.voted->ballot == b_) return same_ ? "voted_same" : "voted_other";
    if (known.promised == b_) return voted_a ? "joined_told" : "joined_fresh";
    return voted_a && before == "idle" ? "voted_a" : before;
  }

  void move(std::size_t step, std::uint32_t process, std::string to, std::map<std::string, std::int64_t> evidence) {
    at_[process] = to;
    projection_.moves.push_back({step, process, std::move(to), std::move(evidence)});
  }

  std::uint32_t n_;
  Ballot a_;
  Ballot b_;
  bool same_;  // whether b's value is a's
  Projection projection_;
  std::map<std::uint32_t, std::string> at_;
};

}  // namespace

std::vector<Projection> ModelMap<paxos::Protocol>::projections(const paxos::Config& config, const ProcessSet&,
                                                               const std::vector<View>& steps) {
  const std::map<Ballot, Value> proposals = proposals_in(steps);
  std::vector<Projection> projections;
  for (auto b = proposals.begin(); b != proposals.end(); ++b) {
    if (b == proposals.begin()) continue;
    const auto a = std::prev(b);
    Neighbours pair(config, a->first, b->first, a->second == b->second);
    for (const View& view : steps) pair.see(view);
    projections.push_back(pair.take());
  }
  return projections;
}

}  // namespace parley

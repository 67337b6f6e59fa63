#include "protocols/channels/hypergraph/edge_close.hpp"

#include <algorithm>

namespace parley::hypergraph {

namespace {

using Forks = std::array<std::uint8_t, kMostParties>;

struct Base {
  std::uint32_t epoch = 0;  // 0: the opening balances
  LeafSet root = 0;
};

std::vector<Base> certifiable_roots(const EdgeCase& edge, const EdgeState& state) {
  std::vector<Base> bases{{0, 0}};
  for (std::uint32_t epoch = 0; epoch < edge.epochs; ++epoch)
    for (std::uint32_t root = 1; root < 1U << state.count; ++root)
      if (is_certifiable(edge, state, epoch, static_cast<LeafSet>(root)))
        bases.push_back({epoch + 1, static_cast<LeafSet>(root)});
  return bases;
}

class Closings {
 public:
  Closings(const EdgeCase& edge, const EdgeState& state, ClosingCounts& counts)
      : edge_(edge), state_(state), counts_(counts) {
    const bool answered = edge.rule != Rule::no_dispute_window;
    for (std::uint32_t party = 0; party < edge.honest(); ++party) {
      const std::uint32_t epoch = newest_epoch(state, party);
      newest_held_ = std::max(newest_held_, epoch);
      if (!answered || !edge.is_watching(party)) continue;
      answered_epoch_ = std::max(answered_epoch_, epoch);
      answered_ = static_cast<LeafSet>(answered_ | known_to(state, party));
    }
  }

  std::optional<EdgeViolation> first_theft() {
    for (const Base& base : certifiable_roots(edge_, state_)) {
      const bool stands = base.epoch >= answered_epoch_ || edge_.rule == Rule::old_root_wins;
      if (base.epoch < newest_held_) ++counts_.old_roots;
      if (!stands) continue;  // replaced within the window
      if (auto found = with_base(base)) return found;
    }
    return std::nullopt;
  }

 private:
  std::optional<EdgeViolation> with_base(const Base& base) {
    const LeafSet theirs = static_cast<LeafSet>(final_leaves(state_) & ~answered_ & ~base.root);
    LeafSet more = theirs;
    while (true) {
      const LeafSet posted = static_cast<LeafSet>(base.root | answered_ | more);
      if (is_closed(state_, posted)) {
        Forks forks{};
        if (auto found = with_forks(base, posted, forks, edge_.honest())) return found;
      }
      if (more == 0) return std::nullopt;
      more = static_cast<LeafSet>((more - 1) & theirs);
    }
  }

  // Cheaters from `party` on may each prove a fork of their own at the sequence number of one of their leaves.
  std::optional<EdgeViolation> with_forks(const Base& base, LeafSet posted, Forks& forks, std::uint32_t party) {
    if (party == edge_.parties) return settle(base, posted, forks);
    if (auto found = with_forks(base, posted, forks, party + 1)) return found;
    if (edge_.rule == Rule::no_fork_proof) return std::nullopt;
    for (std::uint32_t leaf = 0; leaf < state_.count; ++leaf) {
      if (!contains(posted, leaf) || state_.leaves[leaf].proposer != party) continue;
      if (contains(base.root, leaf) && edge_.rule != Rule::fork_voids_rooted) continue;
      forks[party] = static_cast<std::uint8_t>(sequence_of(state_, leaf));
      ++counts_.fork_proofs;
      if (auto found = with_forks(base, posted, forks, party + 1)) return found;
    }
    forks[party] = 0;
    return std::nullopt;
  }

  std::optional<EdgeViolation> settle(const Base& base, LeafSet posted, const Forks& forks) {
    ++counts_.closings;
    const bool checks = edge_.rule != Rule::trusting_contract && edge_.rule != Rule::consent_unchecked;
    const LeafSet counting = counting_leaves(edge_, state_, posted, base.root, checks, forks);
    for (std::uint32_t party = 0; party < edge_.parties; ++party)
      if (balance_of(edge_, state_, party, counting) < 0)
        return EdgeViolation{EdgeProperty::conservation, story(base, posted, forks, counting, party)};
    for (std::uint32_t party = 0; party < edge_.honest(); ++party)
      if (balance_of(edge_, state_, party, counting) < entitled(edge_, state_, party))
        return EdgeViolation{EdgeProperty::no_honest_loss, story(base, posted, forks, counting, party)};
    return std::nullopt;
  }

  std::vector<std::string> story(const Base& base, LeafSet posted, const Forks& forks, LeafSet counting,
                                 std::uint32_t victim) const {
    std::vector<std::string> lines;
    lines.push_back("close with root " + std::to_string(base.epoch) + ": " + set_text(edge_, state_, base.root));
    const LeafSet later = static_cast<LeafSet>(posted & ~base.root);
    if (later != 0) lines.push_back("posted as well: " + set_text(edge_, state_, later));
    for (std::uint32_t party = edge_.honest(); party < edge_.parties; ++party)
      if (forks[party] != 0)
        lines.push_back(party_name(edge_, party) + " proves a fork of its own from #" + std::to_string(forks[party]) +
                        " on");
    lines.push_back("the contract counts: " + (counting == 0 ? "no leaf" : set_text(edge_, state_, counting)));
    const std::int32_t paid = balance_of(edge_, state_, victim, counting);
    const std::string name = party_name(edge_, victim);
    if (paid < 0) {
      lines.push_back(name + " ends with " + std::to_string(paid) + ", so the others are owed more than F");
    } else {
      lines.push_back(name + ", honest, is paid " + std::to_string(paid) + " and has a right to " +
                      std::to_string(entitled(edge_, state_, victim)));
    }
    return lines;
  }

  const EdgeCase& edge_;
  const EdgeState& state_;
  ClosingCounts& counts_;
  std::uint32_t newest_held_ = 0;
  std::uint32_t answered_epoch_ = 0;
  LeafSet answered_ = 0;
};

// No two certificates of one epoch.
std::optional<EdgeViolation> check_roots(const EdgeCase& edge, const EdgeState& state) {
  for (std::uint32_t epoch = 0; epoch < edge.epochs; ++epoch) {
    LeafSet first = 0;
    for (std::uint32_t root = 1; root < 1U << state.count; ++root) {
      const LeafSet set = static_cast<LeafSet>(root);
      if (!is_certifiable(edge, state, epoch, set)) continue;
      if (first != 0)
        return EdgeViolation{
            EdgeProperty::one_root_an_epoch,
            {"two certificates of epoch " + std::to_string(epoch + 1) + ":",
             "one covers " + set_text(edge, state, first), "the other covers " + set_text(edge, state, set)}};
      first = set;
    }
  }
  return std::nullopt;
}

}  // namespace

std::int32_t entitled(const EdgeCase& edge, const EdgeState& state, std::uint32_t party) {
  LeafSet accepted = 0;
  for (const auto& held : state.certificates) accepted = static_cast<LeafSet>(accepted | held[party]);
  if (edge.rule == Rule::accept_unrooted) accepted = known_to(state, party);
  std::int32_t right = edge.opening[party];
  for (std::uint32_t leaf = 0; leaf < state.count; ++leaf) {
    if (state.leaves[leaf].proposer == party) right -= state.leaves[leaf].amount;
    if (state.leaves[leaf].to == party && contains(accepted, leaf)) right += state.leaves[leaf].amount;
  }
  return right;
}

std::optional<EdgeViolation> check_state(const EdgeCase& edge, const EdgeState& state, ClosingCounts& counts) {
  if (auto found = Closings(edge, state, counts).first_theft()) return found;
  return edge.thefts_only ? std::nullopt : check_roots(edge, state);
}

}  // namespace parley::hypergraph

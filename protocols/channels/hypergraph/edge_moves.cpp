#include "protocols/channels/hypergraph/edge_moves.hpp"

#include <algorithm>

namespace parley::hypergraph {

namespace {

LeafSet united(LeafSet a, LeafSet b) {
  return static_cast<LeafSet>(a | b);
}

bool nodes_check_balance(const EdgeCase& edge) {
  return edge.rule != Rule::consent_unchecked;
}

void learn(EdgeState& state, std::uint32_t party, LeafSet set) {
  for (std::uint32_t leaf = 0; leaf < state.count; ++leaf)
    if (contains(set, leaf))
      state.leaves[leaf].known_to = static_cast<std::uint8_t>(state.leaves[leaf].known_to | 1U << party);
}

// CONSENT: the receiver validates parent, seq, and balance as implied by the leaf's causal past, and signs.
bool would_consent(const EdgeCase& edge, const EdgeState& state, std::uint32_t leaf, std::uint32_t receiver) {
  const LeafSet past = state.leaves[leaf].past;
  if (!is_subset(past, final_leaves(state))) return false;
  const LeafSet view = united(united(known_to(state, receiver), past), leaf_bit(leaf));
  const LeafSet root = newest_certificate(state, receiver);
  return contains(counting_leaves(edge, state, view, root, nodes_check_balance(edge)), leaf);
}

bool is_new(const EdgeState& state, const Leaf& leaf) {
  for (std::uint32_t other = 0; other < state.count; ++other) {
    const Leaf& one = state.leaves[other];
    if (one.proposer == leaf.proposer && one.to == leaf.to && one.amount == leaf.amount && one.past == leaf.past)
      return false;
  }
  return true;
}

EdgeState with_leaf(const EdgeState& state, const Leaf& leaf) {
  EdgeState after = state;
  after.leaves[after.count++] = leaf;
  return after;
}

std::uint8_t largest_opening(const EdgeCase& edge) {
  return *std::max_element(edge.opening.begin(), edge.opening.end());
}

class Steps {
 public:
  Steps(const EdgeCase& edge, const EdgeState& state, std::vector<EdgeStep>& steps)
      : edge_(edge), state_(state), steps_(steps) {}

  void all() {
    for (std::uint32_t party = 0; party < edge_.parties; ++party)
      if (edge_.is_honest(party))
        propose_honestly(party);
      else
        propose_anything(party);
    for (std::uint32_t leaf = 0; leaf < state_.count; ++leaf) {
      consent(leaf);
      for (std::uint32_t party = 0; party < edge_.honest(); ++party) insert(leaf, party);
    }
    for (std::uint32_t epoch = 0; epoch < edge_.epochs; ++epoch)
      for (std::uint32_t party = 0; party < edge_.honest(); ++party) {
        sign(epoch, party);
        hand_over(epoch, party);
      }
  }

 private:
  void add(EdgeMove::Kind kind, std::uint32_t who, std::uint32_t leaf, const EdgeState& after) {
    steps_.push_back({{kind, static_cast<std::uint8_t>(who), static_cast<std::uint8_t>(leaf)}, after});
  }

  // PROPOSE: one leaf at a time, upon all that counts, at most what is there:
  // bal_p(root) + confirmed incoming - all own outgoing >= amt.
  void propose_honestly(std::uint32_t party) {
    if (state_.count == edge_.leaves) return;
    const LeafSet known = known_to(state_, party);
    const LeafSet past =
        counting_leaves(edge_, state_, known, newest_certificate(state_, party), nodes_check_balance(edge_));
    for (std::uint32_t leaf = 0; leaf < state_.count; ++leaf)
      if (state_.leaves[leaf].proposer == party && !contains(past, leaf)) return;  // pending, or void with its past
    const std::int32_t balance = balance_of(edge_, state_, party, past);
    for (std::int32_t amount = 1; amount <= std::min<std::int32_t>(balance, kMostOpening); ++amount)
      for (std::uint32_t to = 0; to < edge_.parties; ++to) {
        if (to == party) continue;
        const Leaf leaf{static_cast<std::uint8_t>(party),
                        static_cast<std::uint8_t>(to),
                        static_cast<std::uint8_t>(amount),
                        past,
                        0,
                        !edge_.is_honest(to)};
        if (is_new(state_, leaf)) add(EdgeMove::Kind::propose, party, state_.count, with_leaf(state_, leaf));
      }
  }

  // A cheater signs upon any closed set without a fork of its own, which nobody would take. An honest receiver gets the
  // leaf when it consents.
  void propose_anything(std::uint32_t party) {
    if (state_.count == edge_.leaves) return;
    const LeafSet finals = final_leaves(state_);
    for (std::uint32_t past = 0; past < 1U << state_.count; ++past) {
      const LeafSet set = static_cast<LeafSet>(past);
      if (!is_subset(set, finals) || !is_closed(state_, set) || has_own_fork(set, party)) continue;
      for (std::uint8_t amount = 1; amount <= largest_opening(edge_); ++amount)
        for (std::uint32_t to = 0; to < edge_.parties; ++to)
          if (to != party)
            offer({static_cast<std::uint8_t>(party), static_cast<std::uint8_t>(to), amount, set, 0, true});
    }
  }

  bool has_own_fork(LeafSet set, std::uint32_t party) const {
    std::uint32_t seen = 0;
    for (std::uint32_t leaf = 0; leaf < state_.count; ++leaf) {
      if (!contains(set, leaf) || state_.leaves[leaf].proposer != party) continue;
      const std::uint32_t bit = 1U << sequence_of(state_, leaf);
      if ((seen & bit) != 0) return true;
      seen |= bit;
    }
    return false;
  }

  void offer(const Leaf& leaf) {
    if (!is_new(state_, leaf)) return;
    EdgeState after = with_leaf(state_, leaf);
    const std::uint32_t index = state_.count;
    if (edge_.is_honest(leaf.to)) {
      if (!would_consent(edge_, after, index, leaf.to)) return;
      learn(after, leaf.to, united(leaf.past, leaf_bit(index)));
    }
    add(EdgeMove::Kind::propose, leaf.proposer, index, after);
  }

  void consent(std::uint32_t leaf) {
    const Leaf& one = state_.leaves[leaf];
    if (one.is_final || !would_consent(edge_, state_, leaf, one.to)) return;
    EdgeState after = state_;
    after.leaves[leaf].is_final = true;
    learn(after, one.to, united(one.past, leaf_bit(leaf)));
    add(EdgeMove::Kind::consent, one.to, leaf, after);
  }

  // FINAL: everyone inserts when the past is known.
  void insert(std::uint32_t leaf, std::uint32_t party) {
    const LeafSet known = known_to(state_, party);
    if (!state_.leaves[leaf].is_final || contains(known, leaf) || !is_subset(state_.leaves[leaf].past, known)) return;
    EdgeState after = state_;
    learn(after, party, leaf_bit(leaf));
    add(EdgeMove::Kind::insert, party, leaf, after);
  }

  // ROOT: a node signs when it holds all leaves, each counts, the previous root is part, every balance is >= 0; once an
  // epoch.
  void sign(std::uint32_t epoch, std::uint32_t party) {
    if (epoch > 0 && state_.certificates[epoch - 1][party] == 0) return;
    const LeafSet before = state_.signed_roots[epoch][party];
    if (before != 0 && edge_.rule != Rule::double_sign) return;
    const LeafSet previous = epoch == 0 ? LeafSet{0} : state_.certificates[epoch - 1][party];
    const LeafSet known = known_to(state_, party);
    const LeafSet counting = counting_leaves(edge_, state_, known, previous, nodes_check_balance(edge_));
    for (std::uint32_t root = 1; root < 1U << state_.count; ++root) {
      const LeafSet set = static_cast<LeafSet>(root);
      const bool extends = is_subset(previous, set) || edge_.rule == Rule::root_may_drop;
      if (set == before || set == previous || !extends || !is_subset(set, counting) || !is_closed(state_, set))
        continue;
      if (!is_funded(set)) continue;
      EdgeState after = state_;
      after.signed_roots[epoch][party] = set;
      steps_.push_back(
          {{EdgeMove::Kind::sign_root, static_cast<std::uint8_t>(party), 0, static_cast<std::uint8_t>(epoch), set},
           after});
    }
  }

  bool is_funded(LeafSet set) const {
    for (std::uint32_t party = 0; party < edge_.parties; ++party)
      if (balance_of(edge_, state_, party, set) < 0) return false;
    return true;
  }

  // Somebody hands a certificate to a party that holds its leaves.
  void hand_over(std::uint32_t epoch, std::uint32_t party) {
    if (state_.certificates[epoch][party] != 0 || (epoch > 0 && state_.certificates[epoch - 1][party] == 0)) return;
    const LeafSet known = known_to(state_, party);
    for (std::uint32_t root = 1; root < 1U << state_.count; ++root) {
      const LeafSet set = static_cast<LeafSet>(root);
      if (!is_subset(set, known) || !is_certifiable(edge_, state_, epoch, set)) continue;
      EdgeState after = state_;
      after.certificates[epoch][party] = set;
      steps_.push_back(
          {{EdgeMove::Kind::certificate, static_cast<std::uint8_t>(party), 0, static_cast<std::uint8_t>(epoch), set},
           after});
    }
  }

  const EdgeCase& edge_;
  const EdgeState& state_;
  std::vector<EdgeStep>& steps_;
};

}  // namespace

void append_steps(const EdgeCase& edge, const EdgeState& state, std::vector<EdgeStep>& steps) {
  Steps(edge, state, steps).all();
}

std::string step_text(const EdgeCase& edge, const EdgeStep& step) {
  const EdgeMove& move = step.move;
  const std::string who = party_name(edge, move.who);
  const std::string epoch = std::to_string(move.epoch + 1U);
  switch (move.kind) {
    case EdgeMove::Kind::propose: {
      const Leaf& leaf = step.after.leaves[move.leaf];
      const std::string upon = leaf.past == 0 ? "" : ", upon " + set_text(edge, step.after, leaf.past);
      return who + " signs leaf " + leaf_text(edge, step.after, move.leaf) + upon +
             (leaf.is_final ? "; " + party_name(edge, leaf.to) + " consents" : "");
    }
    case EdgeMove::Kind::consent:
      return who + " consents to leaf " + leaf_text(edge, step.after, move.leaf);
    case EdgeMove::Kind::insert:
      return who + " inserts leaf " + leaf_text(edge, step.after, move.leaf);
    case EdgeMove::Kind::sign_root:
      return who + " signs root " + epoch + ": " + set_text(edge, step.after, move.root);
    case EdgeMove::Kind::certificate:
      return who + " gets the certificate of root " + epoch + ": " + set_text(edge, step.after, move.root);
  }
  return who;
}

}  // namespace parley::hypergraph

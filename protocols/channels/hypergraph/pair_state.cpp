#include "protocols/channels/hypergraph/pair_state.hpp"

#include <utility>

namespace parley::hypergraph {

namespace {

std::uint64_t edge_word(const PairEdge& edge) {
  return static_cast<std::uint64_t>(edge.leaf) | static_cast<std::uint64_t>(edge.timer) << 3 |
         static_cast<std::uint64_t>(edge.closing) << 7 | static_cast<std::uint64_t>(edge.settled) << 8 |
         static_cast<std::uint64_t>(edge.claimed) << 9 | static_cast<std::uint64_t>(edge.seen_closed) << 10;
}

PairEdge word_edge(std::uint64_t word) {
  PairEdge edge;
  edge.leaf = static_cast<LeafStatus>(word & 7);
  edge.timer = static_cast<std::uint8_t>(word >> 3 & 15);
  edge.closing = (word >> 7 & 1) != 0;
  edge.settled = (word >> 8 & 1) != 0;
  edge.claimed = (word >> 9 & 1) != 0;
  edge.seen_closed = (word >> 10 & 1) != 0;
  return edge;
}

std::string edge_name(std::uint32_t index) {
  return index == 0 ? "the first hyperedge" : "the second hyperedge";
}

class Moves {
 public:
  Moves(const PairCase& pair, const PairState& state, std::vector<PairStep>& steps)
      : pair_(pair), state_(state), steps_(steps) {}

  void all() {
    propose();
    for (std::uint32_t index = 0; index < 2; ++index) {
      root(index);
      fork(index);
      close(index);
      claim(index);
    }
    reveal();
    settle_off_chain();
    cancel();
    if (state_.edges[0].closing || state_.edges[1].closing || needs_answer()) tick();
  }

 private:
  bool cheats(std::uint32_t party) const { return (pair_.cheaters & party) != 0; }
  bool is_locked() const { return pair_.rule != Rule::non_atomic_transfer; }
  const PairEdge& first() const { return state_.edges[0]; }
  const PairEdge& second() const { return state_.edges[1]; }

  template <class Change>
  void add(std::string text, Change change) {
    PairState after = state_;
    change(after);
    steps_.push_back({after, std::move(text)});
  }

  void propose() {
    if (first().is_open() && first().leaf == LeafStatus::none)
      add("A signs its leaf to X, X consents", [](PairState& s) { s.edges[0].leaf = LeafStatus::proposed; });
    const bool covered = first().leaf == LeafStatus::rooted || first().leaf == LeafStatus::paid;
    const bool early = pair_.rule == Rule::forward_unrooted && first().leaf == LeafStatus::proposed;
    const bool forwards = cheats(kIntermediary) || (first().is_open() && (covered || early));
    if (second().is_open() && second().leaf == LeafStatus::none && forwards)
      add("X signs its leaf to B, B consents", [](PairState& s) { s.edges[1].leaf = LeafStatus::proposed; });
  }

  void root(std::uint32_t index) {
    const PairEdge& edge = state_.edges[index];
    if (edge.is_open() && edge.leaf == LeafStatus::proposed)
      add("a root of " + edge_name(index) + " covers the leaf",
          [index](PairState& s) { s.edges[index].leaf = LeafStatus::rooted; });
  }

  // While no root covers its leaf, its proposer can void it: off the chain, or within the window.
  void fork(std::uint32_t index) {
    const PairEdge& edge = state_.edges[index];
    const std::uint32_t proposer = index == 0 ? kPayer : kIntermediary;
    if (cheats(proposer) && !edge.settled && edge.leaf == LeafStatus::proposed)
      add(std::string(index == 0 ? "A" : "X") + " spends the same money once more: the leaf is void",
          [index](PairState& s) { s.edges[index].leaf = LeafStatus::voided; });
  }

  void close(std::uint32_t index) {
    if (!state_.edges[index].is_open()) return;
    add(edge_name(index) + " is closed by a member", [this, index](PairState& s) { begin_close(s, index); });
  }
  void begin_close(PairState& state, std::uint32_t index) const {
    state.edges[index].closing = true;
    const std::uint32_t window = index == 0 ? pair_.first_window : pair_.second_window;
    state.edges[index].timer = static_cast<std::uint8_t>(window);
  }

  // A cheater posts the secret as late as it likes; honest parties do in tick().
  void claim(std::uint32_t index) {
    const bool may = index == 0 ? cheats(kIntermediary) && state_.x_knows : cheats(kPayee);
    if (may && is_claimable(state_, index))
      add(std::string(index == 0 ? "X" : "B") + " posts the secret to " + edge_name(index),
          [index](PairState& s) { land_claim(s, index); });
  }
  static bool is_claimable(const PairState& state, std::uint32_t index) {
    const PairEdge& edge = state.edges[index];
    return (edge.closing && edge.is_live() && !edge.claimed) || edge.leaf == LeafStatus::held;
  }
  static void land_claim(PairState& state, std::uint32_t index) {
    if (state.edges[index].leaf == LeafStatus::held)
      state.edges[index].leaf = LeafStatus::paid;
    else
      state.edges[index].claimed = true;
    state.is_public = true;
  }

  void reveal() {
    const bool honest_reason = second().leaf == LeafStatus::rooted || second().leaf == LeafStatus::paid;
    if (!state_.x_knows && (cheats(kPayee) || honest_reason))
      add("B tells X the secret", [](PairState& s) { s.x_knows = true; });
    if (state_.x_knows && !state_.a_knows) add("X tells A the secret", [](PairState& s) { s.a_knows = true; });
  }

  // Both parties of a leaf agree that it is unconditional, and a root says so.
  void settle_off_chain() {
    const bool a_agrees = cheats(kPayer) || !is_locked() || state_.a_knows;
    if (first().is_open() && first().leaf == LeafStatus::rooted && a_agrees)
      add("A and X make the first leaf unconditional", [](PairState& s) { s.edges[0].leaf = LeafStatus::paid; });
    const bool x_agrees = cheats(kIntermediary) || !is_locked() || state_.x_knows;
    if (second().is_open() && second().leaf == LeafStatus::rooted && x_agrees)
      add("X and B make the second leaf unconditional", [](PairState& s) { s.edges[1].leaf = LeafStatus::paid; });
  }

  // A mutual cancel leaf. X gives up what it is to get only when it can no longer be made to pay.
  void cancel() {
    const bool x_owes = second().is_live() || second().leaf == LeafStatus::paid;
    const bool x_gives_up = cheats(kIntermediary) || !x_owes || pair_.rule == Rule::cancel_upstream_first;
    if (is_cancellable(first()) && x_gives_up && (cheats(kPayer) || !state_.a_knows))
      add("A and X cancel the first leaf", [](PairState& s) { s.edges[0].leaf = LeafStatus::cancelled; });
    const bool b_gives_up = cheats(kPayee) || (!state_.x_knows && !state_.is_public);
    if (is_cancellable(second()) && b_gives_up && (cheats(kIntermediary) || !state_.x_knows))
      add("X and B cancel the second leaf", [](PairState& s) { s.edges[1].leaf = LeafStatus::cancelled; });
  }
  static bool is_cancellable(const PairEdge& edge) {
    return (edge.is_open() && edge.is_live()) || edge.leaf == LeafStatus::held;
  }

  bool needs_answer() const {
    PairState after = state_;
    answer(after);
    return pack(after) != pack(state_);
  }

  // What honest parties owe themselves, from what they saw before this tick.
  void answer(PairState& state) const {
    if (state.seen_public) state.x_knows = state.a_knows = true;
    if (!cheats(kPayee) && state_.edges[1].seen_closed && is_claimable(state, 1) &&
        state.edges[1].leaf != LeafStatus::proposed)
      land_claim(state, 1);
    if (cheats(kIntermediary)) return;
    if (state.x_knows && is_claimable(state, 0)) land_claim(state, 0);
    if (state_.edges[0].seen_closed && state.edges[1].is_open() && state.edges[1].is_live()) begin_close(state, 1);
  }

  void tick() {
    PairState after = state_;
    answer(after);
    std::string text = "a tick passes";
    if (after.edges[1].closing && second().is_open()) text += "; X closes the second hyperedge";
    for (std::uint32_t index = 0; index < 2; ++index) {
      PairEdge& edge = after.edges[index];
      const bool claims = edge.claimed && !state_.edges[index].claimed;
      if (claims) text += std::string("; ") + (index == 0 ? "X" : "B") + " posts the secret to " + edge_name(index);
      if (edge.closing && --edge.timer == 0) text += "; " + settle(edge, index);
    }
    for (PairEdge& edge : after.edges) edge.seen_closed = !edge.is_open();
    after.seen_public = after.is_public;
    if (pack(after) != pack(state_)) steps_.push_back({after, std::move(text)});
  }

  std::string settle(PairEdge& edge, std::uint32_t index) const {
    edge.closing = false;
    edge.settled = true;
    if (edge.is_live()) {
      const bool refunds = pair_.rule == Rule::refund_at_close;
      const bool pays = edge.claimed || !is_locked();
      edge.leaf = pays ? LeafStatus::paid : (refunds ? LeafStatus::refunded : LeafStatus::held);
    }
    edge.claimed = false;
    const std::string name = edge_name(index) + " settles, the leaf is ";
    if (edge.leaf == LeafStatus::paid) return name + "paid";
    if (edge.leaf == LeafStatus::held) return name + "held";
    return name + "not paid";
  }

  const PairCase& pair_;
  const PairState& state_;
  std::vector<PairStep>& steps_;
};

bool is_lost(LeafStatus leaf) {
  return leaf != LeafStatus::paid && leaf != LeafStatus::held;
}

}  // namespace

std::uint64_t pack(const PairState& state) {
  return edge_word(state.edges[0]) | edge_word(state.edges[1]) << 11 | static_cast<std::uint64_t>(state.x_knows) << 22 |
         static_cast<std::uint64_t>(state.a_knows) << 23 | static_cast<std::uint64_t>(state.is_public) << 24 |
         static_cast<std::uint64_t>(state.seen_public) << 25;
}

PairState unpack(std::uint64_t word) {
  PairState state;
  state.edges = {word_edge(word & 0x7ff), word_edge(word >> 11 & 0x7ff)};
  state.x_knows = (word >> 22 & 1) != 0;
  state.a_knows = (word >> 23 & 1) != 0;
  state.is_public = (word >> 24 & 1) != 0;
  state.seen_public = (word >> 25 & 1) != 0;
  return state;
}

void append_steps(const PairCase& pair, const PairState& state, std::vector<PairStep>& steps) {
  Moves(pair, state, steps).all();
}

std::string loser(const PairCase& pair, const PairState& state) {
  const LeafStatus first = state.edges[0].leaf;
  const LeafStatus second = state.edges[1].leaf;
  const auto honest = [&](std::uint32_t party) { return (pair.cheaters & party) == 0; };
  if (honest(kPayer) && first == LeafStatus::paid && !state.a_knows && !state.is_public)
    return "A paid and has no receipt: the secret is not known to it";
  if (honest(kIntermediary) && second == LeafStatus::paid && is_lost(first))
    return "X paid B and cannot get anything from A any more";
  const bool given = (state.x_knows || state.is_public) && second != LeafStatus::none;
  if (honest(kPayee) && given && is_lost(second)) return "B gave the secret away and cannot be paid any more";
  return {};
}

}  // namespace parley::hypergraph

#include "protocols/channels/hypergraph/edge_state.hpp"

#include <algorithm>

namespace parley::hypergraph {

namespace {

// proposer 2, to 2, amount 2, past 5, final 1, known to 4: 16 bits.
std::uint64_t leaf_word(const Leaf& leaf) {
  return static_cast<std::uint64_t>(leaf.proposer) | static_cast<std::uint64_t>(leaf.to) << 2 |
         static_cast<std::uint64_t>(leaf.amount) << 4 | static_cast<std::uint64_t>(leaf.past) << 6 |
         static_cast<std::uint64_t>(leaf.is_final ? 1 : 0) << 11 | static_cast<std::uint64_t>(leaf.known_to) << 12;
}

Leaf word_leaf(std::uint64_t word) {
  Leaf leaf;
  leaf.proposer = static_cast<std::uint8_t>(word & 3);
  leaf.to = static_cast<std::uint8_t>(word >> 2 & 3);
  leaf.amount = static_cast<std::uint8_t>(word >> 4 & 3);
  leaf.past = static_cast<LeafSet>(word >> 6 & 31);
  leaf.is_final = (word >> 11 & 1) != 0;
  leaf.known_to = static_cast<std::uint8_t>(word >> 12 & 15);
  return leaf;
}

LeafSet renamed(LeafSet set, const std::array<std::uint8_t, kMostLeaves>& place) {
  LeafSet out = 0;
  for (std::uint32_t rest = set; rest != 0; rest &= rest - 1)
    out = static_cast<LeafSet>(out | leaf_bit(place[static_cast<std::uint32_t>(std::countr_zero(rest))]));
  return out;
}

// The least sequence number at which `set` holds two leaves of p; 0 when there is none.
std::uint32_t fork_in(const EdgeState& state, LeafSet set, std::uint32_t p) {
  std::uint32_t seen = 0;
  std::uint32_t least = 0;
  for (std::uint32_t leaf = 0; leaf < state.count; ++leaf) {
    if (!contains(set, leaf) || state.leaves[leaf].proposer != p) continue;
    const std::uint32_t sequence = sequence_of(state, leaf);
    if ((seen >> sequence & 1U) != 0 && (least == 0 || sequence < least)) least = sequence;
    seen |= 1U << sequence;
  }
  return least;
}

}  // namespace

EdgeKey pack(const EdgeState& state) {
  EdgeKey key{};
  for (std::uint32_t leaf = 0; leaf < 4; ++leaf) key[0] |= leaf_word(state.leaves[leaf]) << (16 * leaf);
  key[1] = leaf_word(state.leaves[4]) | static_cast<std::uint64_t>(state.count) << 16;
  std::uint32_t at = 20;
  for (const auto& roots : state.signed_roots)
    for (const LeafSet root : roots) {
      key[1] |= static_cast<std::uint64_t>(root) << at;
      at += 5;
    }
  at = 0;
  for (const auto& roots : state.certificates)
    for (const LeafSet root : roots) {
      key[2] |= static_cast<std::uint64_t>(root) << at;
      at += 5;
    }
  return key;
}

EdgeState unpack(const EdgeKey& key) {
  EdgeState state;
  for (std::uint32_t leaf = 0; leaf < 4; ++leaf) state.leaves[leaf] = word_leaf(key[0] >> (16 * leaf) & 0xffff);
  state.leaves[4] = word_leaf(key[1] & 0xffff);
  state.count = static_cast<std::uint8_t>(key[1] >> 16 & 7);
  std::uint32_t at = 20;
  for (auto& roots : state.signed_roots)
    for (LeafSet& root : roots) {
      root = static_cast<LeafSet>(key[1] >> at & 31);
      at += 5;
    }
  at = 0;
  for (auto& roots : state.certificates)
    for (LeafSet& root : roots) {
      root = static_cast<LeafSet>(key[2] >> at & 31);
      at += 5;
    }
  return state;
}

// Places the leaves one by one: of those whose past is placed, the one with the least word.
EdgeState canonical(const EdgeState& state) {
  EdgeState out;
  out.count = state.count;
  std::array<std::uint8_t, kMostLeaves> place{};
  LeafSet placed = 0;
  for (std::uint32_t at = 0; at < state.count; ++at) {
    std::uint64_t best = ~std::uint64_t{0};
    std::uint32_t chosen = 0;
    for (std::uint32_t leaf = 0; leaf < state.count; ++leaf) {
      if (contains(placed, leaf) || !is_subset(state.leaves[leaf].past, placed)) continue;
      Leaf moved = state.leaves[leaf];
      moved.past = renamed(moved.past, place);
      const std::uint64_t word = leaf_word(moved);
      if (word >= best) continue;
      best = word;
      chosen = leaf;
    }
    out.leaves[at] = word_leaf(best);
    place[chosen] = static_cast<std::uint8_t>(at);
    placed = static_cast<LeafSet>(placed | leaf_bit(chosen));
  }
  for (std::uint32_t epoch = 0; epoch < kMostEpochs; ++epoch)
    for (std::uint32_t party = 0; party < kMostParties; ++party) {
      out.signed_roots[epoch][party] = renamed(state.signed_roots[epoch][party], place);
      out.certificates[epoch][party] = renamed(state.certificates[epoch][party], place);
    }
  return out;
}

std::uint32_t sequence_of(const EdgeState& state, std::uint32_t leaf) {
  std::uint32_t own = 1;
  for (std::uint32_t before = 0; before < state.count; ++before)
    if (contains(state.leaves[leaf].past, before) && state.leaves[before].proposer == state.leaves[leaf].proposer)
      ++own;
  return own;
}

LeafSet known_to(const EdgeState& state, std::uint32_t party) {
  LeafSet set = 0;
  for (std::uint32_t leaf = 0; leaf < state.count; ++leaf)
    if ((state.leaves[leaf].known_to >> party & 1U) != 0) set = static_cast<LeafSet>(set | leaf_bit(leaf));
  return set;
}

LeafSet final_leaves(const EdgeState& state) {
  LeafSet set = 0;
  for (std::uint32_t leaf = 0; leaf < state.count; ++leaf)
    if (state.leaves[leaf].is_final) set = static_cast<LeafSet>(set | leaf_bit(leaf));
  return set;
}

bool is_closed(const EdgeState& state, LeafSet set) {
  for (std::uint32_t leaf = 0; leaf < state.count; ++leaf)
    if (contains(set, leaf) && !is_subset(state.leaves[leaf].past, set)) return false;
  return true;
}

bool is_certifiable(const EdgeCase& edge, const EdgeState& state, std::uint32_t epoch, LeafSet root) {
  if (root == 0) return false;
  std::uint32_t signatures = edge.cheaters;
  for (std::uint32_t party = 0; party < edge.honest(); ++party) {
    if (state.certificates[epoch][party] == root) return true;
    if (state.signed_roots[epoch][party] == root) ++signatures;
  }
  return signatures >= edge.quorum;
}

std::uint32_t newest_epoch(const EdgeState& state, std::uint32_t party) {
  for (std::uint32_t epoch = kMostEpochs; epoch > 0; --epoch)
    if (state.certificates[epoch - 1][party] != 0) return epoch;
  return 0;
}

LeafSet newest_certificate(const EdgeState& state, std::uint32_t party) {
  const std::uint32_t epoch = newest_epoch(state, party);
  return epoch == 0 ? LeafSet{0} : state.certificates[epoch - 1][party];
}

std::int32_t balance_of(const EdgeCase& edge, const EdgeState& state, std::uint32_t party, LeafSet leaves) {
  std::int32_t balance = edge.opening[party];
  for (std::uint32_t leaf = 0; leaf < state.count; ++leaf) {
    if (!contains(leaves, leaf)) continue;
    if (state.leaves[leaf].proposer == party) balance -= state.leaves[leaf].amount;
    if (state.leaves[leaf].to == party) balance += state.leaves[leaf].amount;
  }
  return balance;
}

LeafSet counting_leaves(const EdgeCase& edge, const EdgeState& state, LeafSet set, LeafSet root, bool checks_balance,
                        const std::array<std::uint8_t, kMostParties>& extra_forks) {
  std::array<std::uint32_t, kMostParties> forked{};
  if (edge.rule != Rule::no_fork_proof)
    for (std::uint32_t p = 0; p < edge.parties; ++p) {
      forked[p] = fork_in(state, set, p);
      if (extra_forks[p] != 0 && (forked[p] == 0 || extra_forks[p] < forked[p])) forked[p] = extra_forks[p];
    }
  LeafSet counting = 0;
  LeafSet before = 0;  // in an order in which the past comes first, which is not the order of indices
  while (before != set) {
    const LeafSet start = before;
    for (std::uint32_t leaf = 0; leaf < state.count; ++leaf) {
      const Leaf& one = state.leaves[leaf];
      if (!contains(set, leaf) || contains(before, leaf) || !is_subset(one.past, before)) continue;
      before = static_cast<LeafSet>(before | leaf_bit(leaf));
      const bool rooted = contains(root, leaf) && edge.rule != Rule::fork_voids_rooted;
      const bool frozen = forked[one.proposer] != 0 && sequence_of(state, leaf) >= forked[one.proposer];
      const bool short_of = checks_balance && balance_of(edge, state, one.proposer, one.past) < one.amount;
      if (rooted || (!frozen && !short_of && is_subset(one.past, counting)))
        counting = static_cast<LeafSet>(counting | leaf_bit(leaf));
    }
    if (before == start) break;  // what is left has no past here
  }
  return counting;
}

std::string party_name(const EdgeCase& edge, std::uint32_t party) {
  const char first = edge.is_honest(party) ? 'A' : 'X';
  const std::uint32_t offset = edge.is_honest(party) ? party : party - edge.honest();
  return std::string(1, static_cast<char>(first + static_cast<char>(offset)));
}

std::string leaf_text(const EdgeCase& edge, const EdgeState& state, std::uint32_t leaf) {
  const Leaf& one = state.leaves[leaf];
  return party_name(edge, one.proposer) + "#" + std::to_string(sequence_of(state, leaf)) + " (" +
         std::to_string(one.amount) + " to " + party_name(edge, one.to) + ")";
}

std::string set_text(const EdgeCase& edge, const EdgeState& state, LeafSet set) {
  if (set == 0) return "the opening balances";
  std::string text;
  for (std::uint32_t leaf = 0; leaf < state.count; ++leaf)
    if (contains(set, leaf)) text += (text.empty() ? "" : ", ") + leaf_text(edge, state, leaf);
  return text;
}

}  // namespace parley::hypergraph

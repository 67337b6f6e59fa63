// Conditions on a directed graph G with at most f faulty nodes, and what of G breaks them.
//
// reach_v(F): the nodes outside F with a path to v that avoids F, v included, for v outside F.
// S_F: the nodes outside F that reach every node outside F within G - F; empty, or the unique source component of G -
// F.
//
//   1-reach     reach_u(F) and reach_v(F) meet, for |F| <= f
//   2-reach     reach_u(Fu) and reach_v(Fv) meet, for |Fu|, |Fv| <= f
//   3-reach     reach_u(F + Fu) and reach_v(F + Fv) meet, for |F|, |Fu|, |Fv| <= f
//   AUTH-SYNC   |S_F| >= f+1, for |F| <= f
//   AUTH-ASYNC  |S_F1 n S_F2| >= f+1, for |F1|, |F2| <= f
//
// The first three: Tseng and Vaidya 2015; Sakavalas, Tseng and Vaidya 2020 (tight without signatures). The last two:
// RECON, a reconstruction of the conditions of arXiv 2605.11309 (consensus with signatures) from the necessity
// arguments alone; the paper's own wording was not at hand.
//
// How they are checked here: reach_v(F) contains a source component of G - F, and is one for v inside it. So the sets
// meet for all u and v iff those of the sources do, and only S_F is needed: with two sources u and v of different ones
// break the condition already at Fu = Fv. For 3-reach, removed sets A = F + Fu and B = F + Fv exist iff
// |A|, |B| <= f + min(f, |A n B|).
//
// Invariant: every condition stays true when edges are added (reach sets and S_F only grow).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "protocols/consensus/directed/digraph.hpp"

namespace parley::directed {

enum class Condition : std::uint8_t { kOneReach, kAuthSync, kTwoReach, kAuthAsync, kThreeReach };
inline constexpr std::array kConditions{Condition::kOneReach, Condition::kAuthSync, Condition::kTwoReach,
                                        Condition::kAuthAsync, Condition::kThreeReach};

constexpr std::string_view to_string(Condition condition) {
  switch (condition) {
    case Condition::kOneReach:
      return "1-reach";
    case Condition::kAuthSync:
      return "AUTH-SYNC";
    case Condition::kTwoReach:
      return "2-reach";
    case Condition::kAuthAsync:
      return "AUTH-ASYNC";
    case Condition::kThreeReach:
      return "3-reach";
  }
  return "1-reach";
}

// Which conditions a graph satisfies: bit i is kConditions[i].
struct ConditionSet {
  std::uint8_t bits = 0;
  constexpr bool contains(Condition c) const { return ((bits >> static_cast<unsigned>(c)) & 1) != 0; }
  constexpr void insert(Condition c) { bits = static_cast<std::uint8_t>(bits | (1U << static_cast<unsigned>(c))); }
  friend constexpr bool operator==(ConditionSet, ConditionSet) = default;
};

// The nodes that reach v avoiding `removed`, v included. REQUIRES: v is not in `removed`. O(n) steps.
Nodes reach(const Digraph& graph, Node v, Nodes removed);

// S_F for F = removed; 0 when there is none. O(n^2) steps.
Nodes source(const Digraph& graph, Nodes removed);

// What breaks a condition: u and v outside the sets, with too little in common.
struct Violation {
  Nodes shared_faults = 0;  // F; all there is for 1-reach and AUTH-SYNC
  Nodes u_faults = 0;       // Fu
  Nodes v_faults = 0;       // Fv
  Node u = 0;
  Node v = 0;
  Nodes common = 0;  // reach_u(F + Fu) n reach_v(F + Fv)
};

// The conditions of graphs on n nodes. Time O(s n^2 + p) a graph and memory O(s + p), where s is the number of sets of
// at most 2f nodes and p of the pairs of them that 3-reach compares.
class Checker {
 public:
  // REQUIRES: 1 <= n <= 32; cost(n, f) is affordable, or three_reach is false: then that condition is not to be asked
  // for, and only sets of at most f nodes are kept.
  Checker(std::uint32_t n, std::uint32_t f, bool three_reach = true);

  // s^2: an upper bound of the steps for a graph.
  static std::uint64_t cost(std::uint32_t n, std::uint32_t f);

  ConditionSet satisfied(const Digraph& graph);
  bool holds(Condition condition, const Digraph& graph);

  // With the fewest nodes in the fault sets together; of those the first in the order of sets_up_to. None if the
  // condition holds, or if the graph has no node outside every such set.
  std::optional<Violation> smallest_violation(Condition condition, const Digraph& graph);

 private:
  struct Pair {
    std::uint32_t a;
    std::uint32_t b;
    std::uint32_t faults;  // in the sets together
  };

  void find_sources(const Digraph& graph, std::size_t count);
  const std::vector<Pair>& pairs(Condition condition) const;
  std::uint32_t least_common(Condition condition) const;
  bool breaks(Condition condition, const Pair& pair) const;
  bool all_pairs_hold(Condition condition) const;

  std::uint32_t f_;
  std::vector<Nodes> sets_;     // at most 2f nodes, small ones first
  std::size_t small_;           // so many of them have at most f nodes
  std::vector<Pair> single_;    // (i, i), |set i| <= f
  std::vector<Pair> double_;    // i <= j, sets of at most f nodes
  std::vector<Pair> triple_;    // i <= j, sets as 3-reach compares them
  std::vector<Nodes> sources_;  // S_F of sets_, of the graph at hand
};

}  // namespace parley::directed

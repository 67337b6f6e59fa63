// The whole graph of a system in memory: states by number in breadth-first order, kept as they are and compared word by
// word (exact, unlike the seen-set), with their successors. Some 60 bytes a state and four a transition.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "checker/explore/search.hpp"
#include "checker/explore/system.hpp"

namespace parley::explore {

class StateGraph {
 public:
  // `system` must outlive the graph.
  explicit StateGraph(System& system) : system_(system), states_(system.width()), slots_(64) {}

  // kExhausted, or the limit that came first: then the graph is of no use. Looks at max_states, max_bytes, deadline and
  // stop.
  Outcome build(const Limits& limits);

  std::uint32_t size() const { return static_cast<std::uint32_t>(states_.size()); }
  std::uint64_t edge_count() const { return targets_.size(); }
  const std::uint32_t* operator[](std::uint32_t state) const { return states_[state]; }
  // Successors, in the order and with the repetitions of System::expand_fairly().
  std::span<const std::uint32_t> successors(std::uint32_t state) const {
    return {targets_.data() + starts_[state], targets_.data() + starts_[state + 1]};
  }
  // A shortest path from an initial state, in ordinals of expand_fairly().
  Path path_to(std::uint32_t state) const;
  std::size_t bytes() const;

 private:
  static constexpr std::uint32_t kNone = 0xffffffff;

  std::uint32_t number(const std::uint32_t* state, std::uint64_t print, std::uint32_t parent);
  void grow();

  System& system_;
  StateList states_;
  std::vector<std::uint64_t> slots_;     // upper half of a fingerprint, then a number plus one; 0 when empty
  std::vector<std::uint32_t> parents_;   // kNone of initial states
  std::vector<std::uint32_t> ordinals_;  // of initial states among the initial ones
  std::vector<std::size_t> starts_{0};   // of the successors of each state, and the end of the last
  std::vector<std::uint32_t> targets_;
};

// The strong components of the part of a graph whose states `inside` holds of, by R. Tarjan, "Depth-first search and
// linear graph algorithms", SIAM J. Comput. 1 (1972). `visit` is given the members of each component that holds a
// cycle, one of a single state and a step to itself included.
template <class Inside, class Visit>
void for_each_cyclic_component(const StateGraph& graph, Inside inside, Visit visit) {
  constexpr std::uint32_t kUnseen = 0;
  constexpr std::uint32_t kDone = 0xffffffff;
  struct Frame {
    std::uint32_t state;
    std::uint32_t next;  // successor to look at
  };
  std::vector<std::uint32_t> low(graph.size(), kUnseen);  // kDone once its component is known
  std::vector<std::uint32_t> index(graph.size(), kUnseen);
  std::vector<std::uint32_t> open;
  std::vector<Frame> frames;
  std::uint32_t count = 0;
  const auto enter = [&](std::uint32_t state) {
    low[state] = index[state] = ++count;
    open.push_back(state);
    frames.push_back({state, 0});
  };
  const auto leave = [&](std::uint32_t state) {
    if (low[state] != index[state]) return;
    std::size_t first = open.size();
    while (open[--first] != state) {
    }
    const std::span<const std::uint32_t> members(open.data() + first, open.size() - first);
    const std::span<const std::uint32_t> next = graph.successors(state);
    if (members.size() > 1 || std::find(next.begin(), next.end(), state) != next.end()) visit(members);
    for (const std::uint32_t member : members) low[member] = kDone;
    open.resize(first);
  };
  for (std::uint32_t root = 0; root < graph.size(); ++root) {
    if (index[root] != kUnseen || !inside(root)) continue;
    enter(root);
    while (!frames.empty()) {
      const std::uint32_t state = frames.back().state;
      const std::span<const std::uint32_t> next = graph.successors(state);
      if (frames.back().next < next.size()) {
        const std::uint32_t to = next[frames.back().next++];
        if (index[to] == kUnseen) {
          if (inside(to)) enter(to);
        } else if (low[to] != kDone) {
          low[state] = std::min(low[state], index[to]);
        }
        continue;
      }
      frames.pop_back();
      const std::uint32_t lowest = low[state];
      leave(state);
      if (!frames.empty() && low[state] != kDone) low[frames.back().state] = std::min(low[frames.back().state], lowest);
    }
  }
}

}  // namespace parley::explore

// The zero-one counter system (Baumeister et al., FM 2024, section 5): of a configuration only the intervals of the
// tracked expressions (intervals.hpp) are kept, and where there may be processes.
//
// A state stands for every configuration with these intervals and no process outside the occupied locations. A rule
// from an occupied location whose guard holds in the intervals leads to the intervals that its updates can reach; its
// source stays occupied, because there may have been more processes. So every run of the automaton has a counterpart
// among the paths of states, with the same temporal obligations met on the way: if no path from a start meets all
// obligations of the negated specification, the specification holds. The converse fails, and a path found here says
// nothing. Increments of c pass up to c thresholds, and resets go to wherever Z3 finds that the expression can lie.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "checker/smt/intervals.hpp"
#include "checker/smt/progress.hpp"

namespace parley {

using Occupied = std::vector<bool>;  // by location

// Why there is no proof; nothing where the specification is proved to hold.
using NoProof = std::optional<std::string>;

// The states reached under one order of the thresholds.
class ZeroOneSearch {
 public:
  // `progress` is of the target that `domain` tracks.
  ZeroOneSearch(const System& system, IntervalDomain& domain, Progress& progress, const Order& order);

  enum class Answer { kUnreachable, kReachable, kCutShort };
  // Explores until a state is reached in which nothing has to become true any more; with `exhaustive`, all states.
  Answer explore(const Limits& limits, bool exhaustive = false);

  // With the intervals: the maximal sets of occupied locations, in states with any obligations.
  std::map<Intervals, std::vector<Occupied>> reached() const;
  // Every rule that fires in the intervals, and where it leads.
  void for_each_step(const Intervals& from, const std::function<void(const GuardedRule&, const Intervals&)>& visit);

 private:
  struct State {
    Intervals at;
    Owed owed = 0;
    Occupied occupied;
  };

  void begin(const Limits& limits);
  void arrive(const Intervals& at, Owed owed, const Occupied& occupied);
  std::optional<Occupied> meet(const Intervals& at, Occupied occupied, const Way& way);
  void add(State state);
  bool is_current(const State& state) const;
  bool is_enabled(const GuardedRule& rule, const Intervals& at) const;

  const System& system_;
  IntervalDomain& domain_;
  Progress& progress_;
  const Order& order_;
  std::vector<std::optional<Place>> places_;  // of guard atoms
  std::map<const Prop*, std::optional<Place>> target_places_;
  std::map<std::pair<Owed, Intervals>, std::vector<Occupied>> seen_;  // only maximal sets
  std::vector<State> open_;
  std::size_t added_ = 0;
  bool met_ = false;
  bool complete_ = true;
};

// `target` is the negated specification in negation normal form, not simplified; `system` is restricted to it.
// Throws std::length_error when thresholds, orders or obligations are too many, z3::exception when interrupted.
NoProof prove_by_zero_one(const System& system, const Prop& target, const Limits& limits);

}  // namespace parley

// Explicit search of one small instance for a run that satisfies a target.
//
// States are configurations together with what the target still demands (progress.hpp). States where the processes have
// the shortest ways left come first. A run that owes nothing any more, or that can stay where it owes no event, is
// found on the way; one that goes round for ever, when the states are known: a cycle on which no event stays owed
// throughout (the acceptance of the tableau automaton, Gerth, Peled, Vardi, Wolper 1995).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <queue>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "checker/smt/counterexample.hpp"
#include "checker/smt/instance_source.hpp"
#include "checker/smt/limits.hpp"
#include "checker/smt/progress.hpp"
#include "checker/smt/system.hpp"

namespace parley {

// What is the same for all instances of a system; all of it must outlive the search.
struct InstanceGoal {
  const System& system;
  const Progress& progress;            // of the target
  std::vector<LinearExpr> loop_atoms;  // see loop.hpp
  std::vector<std::size_t> distances;  // by location: rules that lead from it to where the target wants processes
};

InstanceGoal make_goal(const System& system, const Prop& target, const Progress& progress);

class InstanceSearch {
 public:
  InstanceSearch(const InstanceGoal& goal, const Instance& instance);

  // Sets `exhausted` when all states were seen.
  std::optional<Counterexample> run(std::size_t most_states, const Limits& limits, bool& exhausted);

 private:
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

  // How one state follows another: by a rule of the system, by a wait of it, or by rest where no rule is enabled.
  enum class Move : std::uint8_t { kRule, kWait, kRest };
  struct Via {
    Move move = Move::kRule;
    std::uint32_t index = 0;
  };
  struct State {
    const std::u16string* numbers;  // a key of seen_
    Owed owed;
    std::uint32_t parent;
    Via via;
  };
  struct Edge {
    std::uint32_t to;
    Via via;
  };
  struct Later {
    Numbers numbers;
    Via via;
  };

  void expand(std::uint32_t number);
  std::vector<Later> moves(const Numbers& now) const;
  static bool is_open(const GuardedRule& rule, const std::vector<bool>& truth);
  bool is_at_rest(const Numbers& now) const;
  std::optional<Numbers> fired(const GuardedRule& rule, const Numbers& now) const;
  void arrive(const Numbers& now, Owed owed, std::uint32_t parent, Via via);
  void accept(const Numbers& now, Owed owed);

  std::vector<Edge> known_successors(std::uint32_t number) const;
  std::optional<std::uint32_t> find(const Numbers& numbers, Owed owed) const;
  std::optional<Counterexample> find_cycle(const Limits& limits) const;
  std::optional<Counterexample> cycle_in(const std::vector<std::uint32_t>& component) const;
  std::optional<std::vector<Edge>> way_within(const std::vector<std::uint32_t>& component, std::uint32_t from,
                                              const std::function<bool(std::uint32_t)>& wanted) const;

  bool holds(const LinearExpr& atom, const Numbers& now) const;
  bool holds(const Prop& state_formula, const Numbers& now) const;
  Progress::Holds truth_at(const Numbers& now) const;
  std::int64_t way_left(const Numbers& now) const;
  Numbers numbers_of(std::uint32_t number) const;
  Configuration configuration(const Numbers& numbers) const;
  Counterexample path_to(std::uint32_t number) const;
  void append(std::vector<AcceleratedStep>& steps, Via via) const;

  const InstanceGoal& goal_;
  const System& system_;
  const Instance& instance_;
  std::vector<std::vector<std::uint32_t>> by_source_;
  using Entry = std::pair<std::int64_t, std::uint32_t>;  // way left, position in states_; the least first
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open_;
  std::unordered_map<std::u16string, std::vector<std::uint32_t>> seen_;  // positions in states_
  std::vector<State> states_;
  std::optional<Counterexample> found_;
};

}  // namespace parley

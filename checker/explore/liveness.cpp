#include "checker/explore/liveness.hpp"

#include <algorithm>
#include <chrono>
#include <deque>
#include <map>
#include <new>
#include <span>
#include <vector>

#include "checker/explore/state_graph.hpp"
#include "protocols/core/check.hpp"

namespace parley::explore {

namespace {

using Due = std::vector<Fairness::Due>;

// Keeps of `due` what is possible in another state too, as often as in both, and was not taken on the way there.
void intersect(Due& due, const Due& other, std::uint64_t taken) {
  std::size_t at = 0;
  std::erase_if(due, [&](Fairness::Due& mine) {
    while (at < other.size() && other[at].action < mine.action) ++at;
    if (at == other.size() || other[at].action != mine.action || mine.action == taken) return true;
    mine.times = std::min(mine.times, other[at].times);
    return false;
  });
}

void drop(Due& due, std::uint64_t taken) {
  std::erase_if(due, [taken](const Fairness::Due& entry) { return entry.action == taken; });
}

enum class Judged : std::uint8_t { kFair, kUnfair, kCut };

// What a run may do in which all of `starved` stays possible and is never taken.
Judged judge(const Due& starved, std::uint32_t losses) {
  bool forbidden = false;
  std::uint64_t lost = 0;
  for (const Fairness::Due& due : starved) {
    if ((due.action & Fairness::kForbidden) != 0) {
      forbidden = true;
    } else {
      lost += due.times == Fairness::kForever ? std::uint64_t{losses} + 1 : due.times;
    }
  }
  if (lost > losses) return Judged::kUnfair;
  return forbidden ? Judged::kCut : Judged::kFair;
}

// The states of one component and the steps between them.
class Component {
 public:
  Component(System& system, const StateGraph& graph, std::span<const std::uint32_t> members)
      : system_(system), graph_(graph), members_(members.begin(), members.end()), out_(system.width()) {
    std::sort(members_.begin(), members_.end());
  }

  std::uint32_t root() const { return members_.front(); }
  bool contains(std::uint32_t state) const { return std::binary_search(members_.begin(), members_.end(), state); }

  // What stays possible and is never taken when a run visits all of the component.
  Due starved() {
    Due starved = expand(root()).due;
    for (const std::uint32_t state : members_) {
      if (starved.empty()) break;
      const Fairness& fairness = expand(state);
      intersect(starved, fairness.due, Fairness::kNone);
      const auto next = graph_.successors(state);
      for (std::size_t ordinal = 0; ordinal < next.size() && !starved.empty(); ++ordinal)
        if (contains(next[ordinal])) drop(starved, fairness.taken[ordinal]);
    }
    return starved;
  }

  // From the root back to it, through states and steps that leave nothing starved but `starved`.
  Path cycle(const Due& starved) {
    Path path;
    std::uint32_t at = root();
    Due pending = expand(at).due;
    for (const Fairness::Due& never : starved) drop(pending, never.action);
    while (!pending.empty()) {
      walk(at, path, pending, [&](std::uint32_t to, std::uint64_t taken) {
        Due after = pending;
        intersect(after, expand(to).due, taken);
        return after.size() < pending.size();
      });
    }
    if (path.empty() || at != root())
      walk(at, path, pending, [&](std::uint32_t to, std::uint64_t) { return to == root(); });
    return path;
  }

 private:
  const Fairness& expand(std::uint32_t state) {
    out_.clear();
    fairness_.clear();
    system_.expand_fairly(graph_[state], out_, fairness_);
    return fairness_;
  }

  struct Step {
    std::uint32_t from;
    std::uint32_t ordinal;
    std::uint32_t to;
    std::uint64_t taken;
  };

  // Takes a shortest way, of at least one step, whose last step is `wanted`.
  template <class Wanted>
  void walk(std::uint32_t& at, Path& path, Due& pending, Wanted wanted) {
    std::map<std::uint32_t, Step> reached;  // by where it leads, the step that first did
    std::deque<std::uint32_t> queue{at};
    while (!queue.empty()) {
      const std::uint32_t from = queue.front();
      queue.pop_front();
      const std::vector<std::uint64_t> taken = expand(from).taken;
      const auto next = graph_.successors(from);
      for (std::uint32_t ordinal = 0; ordinal < next.size(); ++ordinal) {
        if (!contains(next[ordinal])) continue;
        const Step step{from, ordinal, next[ordinal], taken[ordinal]};
        if (wanted(step.to, step.taken)) return follow(at, path, pending, reached, step);
        if (step.to != at && reached.try_emplace(step.to, step).second) queue.push_back(step.to);
      }
    }
    check(false, "a component does not offer what it was judged to");
  }

  void follow(std::uint32_t& at, Path& path, Due& pending, const std::map<std::uint32_t, Step>& reached, Step last) {
    std::vector<Step> steps{last};
    while (steps.back().from != at) steps.push_back(reached.at(steps.back().from));
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
      path.push_back(step->ordinal);
      intersect(pending, expand(step->to).due, step->taken);
    }
    at = last.to;
  }

  System& system_;
  const StateGraph& graph_;
  std::vector<std::uint32_t> members_;
  StateList out_;
  Fairness fairness_;
};

// Of the fair components for one property, the one that is reached first.
void search_property(System& system, const StateGraph& graph, std::size_t property, bool only_cycles,
                     LivenessResult& result) {
  std::optional<Component> best;
  Due best_starved;
  const auto inside = [&](std::uint32_t state) { return system.unfulfilled(graph[state]).contains(property); };
  for_each_cyclic_component(graph, inside, [&](std::span<const std::uint32_t> members) {
    ++result.cycles;
    if (only_cycles) return;
    Component component(system, graph, members);
    if (best && best->root() <= component.root()) return;
    Due starved = component.starved();
    const Judged judged = judge(starved, system.losses(graph[component.root()]));
    result.cut = result.cut || judged == Judged::kCut;
    if (judged != Judged::kFair) return;
    best_starved = std::move(starved);
    best.emplace(std::move(component));
  });
  if (best) result.lassos[property] = Lasso{graph.path_to(best->root()), best->cycle(best_starved)};
}

}  // namespace

LivenessResult find_lassos(System& system, PropertySet wanted, const Limits& limits, bool only_cycles) {
  const auto begin = std::chrono::steady_clock::now();
  LivenessResult result;
  StateGraph graph(system);
  try {
    result.outcome = graph.build(limits);
    result.states = graph.size();
    result.transitions = graph.edge_count();
    for (std::size_t property = 0; property < result.lassos.size(); ++property)
      if (wanted.contains(property) && result.outcome == Outcome::kExhausted)
        search_property(system, graph, property, only_cycles, result);
  } catch (const std::bad_alloc&) {
    result.outcome = Outcome::kMemory;
  }
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return result;
}

LassoFault check_lasso(System& system, const Lasso& lasso, std::size_t property) {
  StateList state(system.width());
  StateList out(system.width());
  Fairness fairness;
  system.initial(out);
  const auto go_to = [&](std::uint32_t ordinal) {
    if (ordinal >= out.size()) return false;
    state.clear();
    state.append(out[ordinal]);
    out.clear();
    fairness.clear();
    system.expand_fairly(state[0], out, fairness);
    return true;
  };
  for (const std::uint32_t ordinal : lasso.stem)
    if (!go_to(ordinal)) return LassoFault::kNoPath;
  if (lasso.stem.empty()) return LassoFault::kNoPath;
  const std::vector<std::uint32_t> first(state.words().begin(), state.words().end());
  Due starved = fairness.due;
  bool unfulfilled = system.unfulfilled(first.data()).contains(property);
  for (const std::uint32_t ordinal : lasso.cycle) {
    const std::uint64_t taken = ordinal < fairness.taken.size() ? fairness.taken[ordinal] : Fairness::kNone;
    if (!go_to(ordinal)) return LassoFault::kNoPath;
    intersect(starved, fairness.due, taken);
    unfulfilled = unfulfilled && system.unfulfilled(state[0]).contains(property);
  }
  if (lasso.cycle.empty() || !std::equal(first.begin(), first.end(), state.words().begin())) return LassoFault::kOpen;
  if (judge(starved, system.losses(first.data())) != Judged::kFair) return LassoFault::kUnfair;
  return unfulfilled ? LassoFault::kNone : LassoFault::kFulfilled;
}

}  // namespace parley::explore

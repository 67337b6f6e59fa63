#include "checker/concretize/passages.hpp"

#include <algorithm>
#include <deque>
#include <limits>
#include <map>
#include <utility>

namespace parley::concretize {
namespace {

bool moves(const ThresholdAutomaton& automaton, const AcceleratedStep& step) {
  return automaton.rules[step.rule].from != automaton.rules[step.rule].to;
}

// Where the processes of a projection have been, by process; nothing when the model lacks a location.
using Paths = std::map<std::uint32_t, std::vector<std::uint32_t>>;

std::optional<Paths> paths_of(const ThresholdAutomaton& automaton, const Projection& projection) {
  Paths paths;
  const auto add = [&](std::uint32_t process, const std::string& name) {
    const std::optional<std::size_t> location = find_location(automaton, name);
    if (location) paths[process].push_back(static_cast<std::uint32_t>(*location));
    return location.has_value();
  };
  for (const auto& [process, name] : projection.initial)
    if (!add(process, name)) return std::nullopt;
  for (const Move& move : projection.moves)
    if (!add(move.process, move.to)) return std::nullopt;
  std::erase_if(paths, [](const auto& path) { return path.second.size() < 2; });
  return paths;
}

// How far along `passage` a process is that was seen at the locations of `path`: one step may pass several.
std::optional<std::size_t> progress(const Passage& passage, const std::vector<std::uint32_t>& path) {
  if (passage.locations.front() != path.front()) return std::nullopt;
  std::size_t at = 0;
  for (std::size_t i = 1; i < path.size(); ++i) {
    do {
      if (++at == passage.locations.size()) return std::nullopt;
    } while (passage.locations[at] != path[i]);
  }
  return at;
}

// Gives each path a passage of its own (augmenting paths of bipartite matching).
class Matching {
 public:
  Matching(std::span<const Passage> passages, const Paths& paths) : passages_(passages), owner_(passages.size()) {
    for (const auto& [process, path] : paths) paths_.push_back(&path);
  }

  Standing stand() {
    Standing standing;
    for (std::size_t path = 0; path < paths_.size(); ++path) {
      std::vector<bool> tried(passages_.size(), false);
      if (!place(path, tried)) return standing;
    }
    standing.fits = true;
    standing.waiting = std::numeric_limits<std::size_t>::max();
    for (std::size_t i = 0; i < passages_.size(); ++i) {
      const std::size_t at = owner_[i] ? *progress(passages_[i], *paths_[*owner_[i]]) : 0;
      standing.done += at;
      if (at < passages_[i].moments.size()) standing.waiting = std::min(standing.waiting, passages_[i].moments[at]);
    }
    return standing;
  }

 private:
  bool place(std::size_t path, std::vector<bool>& tried) {
    for (std::size_t i = 0; i < passages_.size(); ++i) {
      if (tried[i] || !progress(passages_[i], *paths_[path])) continue;
      tried[i] = true;
      if (!owner_[i] || place(*owner_[i], tried)) {
        owner_[i] = path;
        return true;
      }
    }
    return false;
  }

  std::span<const Passage> passages_;
  std::vector<const std::vector<std::uint32_t>*> paths_;
  std::vector<std::optional<std::size_t>> owner_;  // of each passage: a path
};

}  // namespace

std::optional<std::vector<Passage>> passages_of(const ThresholdAutomaton& automaton,
                                                const Counterexample& counterexample) {
  for (const AcceleratedStep& step : counterexample.loop)
    if (moves(automaton, step)) return std::nullopt;
  std::vector<Passage> passages;
  std::vector<std::deque<std::size_t>> waiting(automaton.locations.size());  // passages by location
  for (std::uint32_t location = 0; location < automaton.locations.size(); ++location) {
    for (std::int64_t i = 0; i < counterexample.initial.counters[location]; ++i) {
      if (passages.size() >= kMostMoves) return std::nullopt;
      waiting[location].push_back(passages.size());
      passages.push_back({{location}, {}});
    }
  }
  std::size_t moment = 0;
  for (const AcceleratedStep& step : counterexample.steps) {
    if (!moves(automaton, step)) continue;
    const Rule& rule = automaton.rules[step.rule];
    for (std::int64_t i = 0; i < step.count; ++i, ++moment) {
      if (moment >= kMostMoves) return std::nullopt;
      const std::size_t mover = waiting[rule.from].front();
      waiting[rule.from].pop_front();
      waiting[rule.to].push_back(mover);
      passages[mover].locations.push_back(rule.to);
      passages[mover].moments.push_back(moment);
    }
  }
  return passages;
}

Standing stand(const ThresholdAutomaton& automaton, std::span<const Passage> passages, const Projection& projection) {
  const std::optional<Paths> paths = paths_of(automaton, projection);
  return paths ? Matching(passages, *paths).stand() : Standing{};
}

}  // namespace parley::concretize

#include "checker/smt/small_instances.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "checker/smt/instance_search.hpp"
#include "checker/smt/instance_source.hpp"

namespace parley {
namespace {

constexpr std::size_t kStatesGrowth = 10;
constexpr std::size_t kMostBytes = std::size_t{1} << 29;  // of states kept
constexpr std::size_t kOverhead = 160;                    // of one of them

}  // namespace

std::optional<Counterexample> find_in_small_instances(const System& system, const Prop& target, const Limits& limits,
                                                      const Effort& effort) {
  const Progress progress(target);
  const InstanceGoal goal = make_goal(system, target, progress);
  InstanceSource source(system, limits, effort.starts);
  std::vector<Instance> instances;
  const std::size_t bytes = 2 * (system.alive.size() + system.automaton.shared.size()) + kOverhead;
  const std::size_t most_states = std::min(effort.most_states, kMostBytes / bytes);
  for (std::size_t states = effort.first_states; states <= most_states; states *= kStatesGrowth) {
    for (std::size_t i = 0; i < effort.instances && !limits.reached(); ++i) {
      if (i == instances.size()) {
        auto instance = source.next();
        if (!instance) break;
        instances.push_back(std::move(*instance));
      }
      if (instances[i].exhausted) continue;
      InstanceSearch search(goal, instances[i]);
      if (auto run = search.run(states, limits, instances[i].exhausted)) return run;
    }
  }
  return std::nullopt;
}

}  // namespace parley

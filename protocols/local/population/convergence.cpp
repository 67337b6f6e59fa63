#include "protocols/local/population/convergence.hpp"

#include <algorithm>

namespace parley::population {
namespace {

bool is_silent(const Moves& moves, const std::vector<State>& agents) {
  for (std::size_t i = 0; i < agents.size(); ++i)
    for (std::size_t j = 0; j < agents.size(); ++j)
      if (i != j && !moves.of(agents[i], agents[j], relation(i, j)).empty()) return false;
  return true;
}

}  // namespace

Run run_randomly(Rng& rng, const Moves& moves, const std::vector<std::uint8_t>& output, std::vector<State> agents,
                 std::uint64_t most, const StudyConditions& conditions) {
  const std::size_t n = agents.size();
  Run run{};
  if (n == 1) run.silent = true;
  std::uint64_t idle = 0;  // interactions in a row that changed nothing
  for (std::uint64_t done = 1; !run.silent && done <= most; ++done) {
    if (done % 4096 == 0 && conditions.is_stopped()) break;
    const std::size_t i = rng.below(n);
    std::size_t j = rng.below(n - 1);
    j += j >= i ? 1 : 0;
    const auto outcomes = moves.of(agents[i], agents[j], relation(i, j));
    if (outcomes.empty()) {
      if (++idle % n == 0) run.silent = is_silent(moves, agents);
      continue;
    }
    const Outcome& outcome = outcomes[rng.below(outcomes.size())];
    agents[i] = outcome.initiator;
    agents[j] = outcome.responder;
    run.last_change = done;
    idle = 0;
  }
  run.output = output[agents[0]] != 0;
  run.agrees = std::all_of(agents.begin(), agents.end(), [&](State s) { return (output[s] != 0) == run.output; });
  return run;
}

}  // namespace parley::population

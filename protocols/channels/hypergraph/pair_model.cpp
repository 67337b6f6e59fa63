#include "protocols/channels/hypergraph/pair_model.hpp"

#include <algorithm>

#include "protocols/channels/hypergraph/key_set.hpp"
#include "protocols/channels/hypergraph/pair_state.hpp"

namespace parley::hypergraph {

namespace {

std::vector<std::string> run_of(const PairCase& pair, const KeySet<std::uint64_t>& reached,
                                const std::vector<std::uint32_t>& parents, std::uint64_t at) {
  std::vector<std::string> lines;
  for (; at != 0; at = parents[at]) {
    std::vector<PairStep> steps;
    append_steps(pair, unpack(reached[parents[at]]), steps);
    const auto taken =
        std::find_if(steps.begin(), steps.end(), [&](const PairStep& step) { return pack(step.after) == reached[at]; });
    lines.push_back(taken->text);
  }
  lines.push_back("A is to pay X in the first hyperedge (window " + std::to_string(pair.first_window) +
                  "), X to pay B in the second (window " + std::to_string(pair.second_window) +
                  "); cheaters: " + cheaters_text(pair.cheaters));
  std::reverse(lines.begin(), lines.end());
  return lines;
}

void count(const PairCase& pair, const PairState& state, PairSearch& found) {
  ++found.settled;
  const LeafStatus first = state.edges[0].leaf;
  const LeafStatus second = state.edges[1].leaf;
  if (first == LeafStatus::paid && second == LeafStatus::paid) ++found.paid;
  const bool a_waits = first == LeafStatus::held && (pair.cheaters & kPayer) == 0;
  const bool x_waits = second == LeafStatus::held && (pair.cheaters & kIntermediary) == 0;
  if (!state.is_public && (a_waits || x_waits)) ++found.held;
}

}  // namespace

PairSearch search_pair(const PairCase& pair, const StudyConditions& conditions) {
  PairSearch found;
  KeySet<std::uint64_t> reached;
  std::vector<std::uint32_t> parents{0};
  std::vector<PairStep> steps;
  reached.insert(pack(PairState{}));
  for (std::uint64_t at = 0; at < reached.size(); ++at) {
    if (at % 256 == 0 && conditions.is_stopped()) break;
    const PairState state = unpack(reached[at]);
    if (state.edges[0].settled && state.edges[1].settled) {
      count(pair, state, found);
      const std::string lost = loser(pair, state);
      if (!lost.empty()) {
        found.violation = run_of(pair, reached, parents, at);
        found.violation.push_back(lost);
        break;
      }
    }
    steps.clear();
    append_steps(pair, state, steps);
    for (const PairStep& step : steps)
      if (reached.insert(pack(step.after)).second) parents.push_back(static_cast<std::uint32_t>(at));
    found.complete = at + 1 == reached.size();
  }
  found.states = reached.size();
  return found;
}

std::string cheaters_text(std::uint32_t cheaters) {
  std::string text;
  if ((cheaters & kPayer) != 0) text += "A";
  if ((cheaters & kIntermediary) != 0) text += "X";
  if ((cheaters & kPayee) != 0) text += "B";
  return text.empty() ? "none" : text;
}

}  // namespace parley::hypergraph

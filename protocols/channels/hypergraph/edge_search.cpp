#include "protocols/channels/hypergraph/edge_search.hpp"

#include <algorithm>

#include "protocols/channels/hypergraph/edge_moves.hpp"
#include "protocols/channels/hypergraph/key_set.hpp"

namespace parley::hypergraph {

namespace {

bool has_cheaters_fork(const EdgeCase& edge, const EdgeState& state) {
  for (std::uint32_t a = 0; a < state.count; ++a)
    for (std::uint32_t b = 0; b < a; ++b)
      if (state.leaves[a].proposer == state.leaves[b].proposer && !edge.is_honest(state.leaves[a].proposer) &&
          sequence_of(state, a) == sequence_of(state, b))
        return true;
  return false;
}

bool has_withheld_certificate(const EdgeCase& edge, const EdgeState& state) {
  for (std::uint32_t epoch = 0; epoch < edge.epochs; ++epoch) {
    const auto& held = state.certificates[epoch];
    if (std::any_of(held.begin(), held.end(), [](LeafSet root) { return root != 0; })) continue;
    for (const LeafSet root : state.signed_roots[epoch])
      if (is_certifiable(edge, state, epoch, root)) return true;
  }
  return false;
}

bool has_split_epoch(const EdgeCase& edge, const EdgeState& state) {
  for (std::uint32_t epoch = 0; epoch < edge.epochs; ++epoch) {
    LeafSet first = 0;
    for (const LeafSet root : state.signed_roots[epoch]) {
      if (root == 0) continue;
      if (first != 0 && root != first) return true;
      first = root;
    }
  }
  return false;
}

class Search {
 public:
  Search(const EdgeCase& edge, std::uint64_t most_states, const StudyConditions& conditions)
      : edge_(edge), most_states_(most_states), conditions_(conditions) {}

  EdgeSearch operator()() {
    reached_.insert(pack(EdgeState{}));
    parents_.push_back(0);
    for (std::uint64_t at = 0; at < reached_.size(); ++at) {
      if (at % 64 == 0 && conditions_.is_stopped()) return finish();
      if (look(at)) return finish();
      if (reached_.size() > most_states_) {
        found_.out_of_room = true;
        return finish();
      }
    }
    found_.complete = true;
    return finish();
  }

 private:
  EdgeSearch finish() {
    found_.states = reached_.size();
    return std::move(found_);
  }

  // Whether the state at this position violates something; else its successors are reached.
  bool look(std::uint64_t at) {
    const EdgeState state = unpack(reached_[at]);
    found_.forked += has_cheaters_fork(edge_, state) ? 1U : 0U;
    found_.withheld += has_withheld_certificate(edge_, state) ? 1U : 0U;
    found_.split += has_split_epoch(edge_, state) ? 1U : 0U;
    if (auto violation = check_state(edge_, state, found_.closings)) {
      std::vector<std::string> lines = run_to(at);
      lines.insert(lines.end(), violation->lines.begin(), violation->lines.end());
      found_.violation = EdgeViolation{violation->property, std::move(lines)};
      return true;
    }
    steps_.clear();
    append_steps(edge_, state, steps_);
    found_.steps += steps_.size();
    for (const EdgeStep& step : steps_)
      if (reached_.insert(pack(canonical(step.after))).second) parents_.push_back(static_cast<std::uint32_t>(at));
    return false;
  }

  std::vector<std::string> run_to(std::uint64_t at) const {
    std::vector<std::string> lines;
    for (; at != 0; at = parents_[at]) {
      std::vector<EdgeStep> steps;
      append_steps(edge_, unpack(reached_[parents_[at]]), steps);
      const auto taken = std::find_if(steps.begin(), steps.end(), [&](const EdgeStep& step) {
        return pack(canonical(step.after)) == reached_[at];
      });
      lines.push_back(step_text(edge_, *taken));
    }
    std::string opening = "opening balances:";
    for (std::uint32_t party = 0; party < edge_.parties; ++party)
      opening += " " + party_name(edge_, party) + " " + std::to_string(edge_.opening[party]);
    lines.push_back(opening + " (A, B, C honest; X, Y, Z cheat)");
    std::reverse(lines.begin(), lines.end());
    return lines;
  }

  const EdgeCase& edge_;
  std::uint64_t most_states_;
  const StudyConditions& conditions_;
  KeySet<EdgeKey> reached_;
  std::vector<std::uint32_t> parents_;
  std::vector<EdgeStep> steps_;
  EdgeSearch found_;
};

}  // namespace

EdgeSearch search_edge(const EdgeCase& edge, std::uint64_t most_states, const StudyConditions& conditions) {
  return Search(edge, most_states, conditions)();
}

}  // namespace parley::hypergraph

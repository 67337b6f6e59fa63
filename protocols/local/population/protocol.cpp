#include "protocols/local/population/protocol.hpp"

#include <algorithm>

namespace parley::population {
namespace {

struct Placed {
  std::size_t cell = 0;
  Outcome outcome = {};
  friend auto operator<=>(const Placed&, const Placed&) = default;
};

}  // namespace

bool is_immediate_observation(const Protocol& protocol) {
  return std::all_of(protocol.transitions.begin(), protocol.transitions.end(),
                     [](const Transition& t) { return t.responder == t.next_responder; });
}

Moves::Moves(const Protocol& protocol)
    : states_(protocol.states()), begin_(protocol.states() * protocol.states() * kRelations + 1, 0) {
  std::vector<Placed> placed;
  for (const Transition& t : protocol.transitions) {
    if (t.initiator == t.next_initiator && t.responder == t.next_responder) continue;
    for (std::size_t index = 0; index < kRelations; ++index) {
      if (!admits(t.guard, static_cast<Relation>(index))) continue;
      const std::size_t cell = (std::size_t{t.initiator} * states_ + t.responder) * kRelations + index;
      placed.push_back({cell, {t.next_initiator, t.next_responder}});
    }
  }
  std::sort(placed.begin(), placed.end());
  placed.erase(std::unique(placed.begin(), placed.end()), placed.end());
  outcomes_.reserve(placed.size());
  for (const Placed& move : placed) {
    ++begin_[move.cell + 1];
    outcomes_.push_back(move.outcome);
  }
  for (std::size_t cell = 0; cell + 1 < begin_.size(); ++cell) begin_[cell + 1] += begin_[cell];
}

std::string text_of(const Protocol& protocol, std::span<const State> configuration) {
  std::string text;
  for (const State state : configuration) text += (text.empty() ? "" : " | ") + protocol.names[state];
  return text;
}

}  // namespace parley::population

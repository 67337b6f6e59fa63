// Population protocols over ordered agents: PP[N] of arXiv 2605.09937 (section 1). Agents stand at positions 0 .. n-1;
// in a step two of them meet, the initiator at i and the responder at j, and both may change state, if the guard of
// some transition admits (i, j). Unordered protocols use Guard::any throughout.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "protocols/local/population/word.hpp"

namespace parley::population {

using State = std::uint16_t;
inline constexpr std::size_t kMostStates = 512;

// How the initiator's position stands to the responder's: one of four.
enum class Relation : std::uint8_t { kNextLeft, kLeft, kNextRight, kRight };
inline constexpr std::size_t kRelations = 4;

constexpr Relation relation(std::size_t initiator, std::size_t responder) {
  if (initiator < responder) return initiator + 1 == responder ? Relation::kNextLeft : Relation::kLeft;
  return responder + 1 == initiator ? Relation::kNextRight : Relation::kRight;
}

// Which relations a transition admits.
enum class Guard : std::uint8_t { any, before, after, predecessor, successor };

constexpr bool admits(Guard guard, Relation relation) {
  const bool left = relation == Relation::kNextLeft || relation == Relation::kLeft;
  switch (guard) {
    case Guard::any:
      return true;
    case Guard::before:
      return left;
    case Guard::after:
      return !left;
    case Guard::predecessor:  // the initiator is the responder's left neighbour
      return relation == Relation::kNextLeft;
    case Guard::successor:
      return relation == Relation::kNextRight;
  }
  return false;
}

struct Transition {
  State initiator = 0;
  State responder = 0;
  Guard guard = Guard::any;
  State next_initiator = 0;
  State next_responder = 0;
};

struct Outcome {
  State initiator = 0;
  State responder = 0;
  friend auto operator<=>(const Outcome&, const Outcome&) = default;
};

// Invariants: (1) all states in `input` and `transitions` are below output.size(), which is 1 .. kMostStates;
//             (2) input.size() is the number of letters; output holds 0 and 1.
struct Protocol {
  std::vector<std::string> names = {};    // by state, for people
  std::vector<State> input = {};          // by letter: I
  std::vector<std::uint8_t> output = {};  // by state: O
  std::vector<Transition> transitions = {};

  std::size_t states() const { return output.size(); }
};

// Whether every transition changes the initiator only: IO-PP[N], immediate observation.
bool is_immediate_observation(const Protocol& protocol);

// The transitions, ready for use: what can come of a meeting of (p, q) in a relation. Meetings that change nothing are
// left out. O(states^2 + transitions) memory.
class Moves {
 public:
  explicit Moves(const Protocol& protocol);

  std::span<const Outcome> of(State p, State q, Relation relation) const {
    const std::size_t cell = (std::size_t{p} * states_ + q) * kRelations + static_cast<std::size_t>(relation);
    return {outcomes_.data() + begin_[cell], begin_[cell + 1] - begin_[cell]};
  }
  std::size_t states() const { return states_; }

 private:
  std::size_t states_;
  std::vector<std::uint32_t> begin_;
  std::vector<Outcome> outcomes_;
};

// "b+c": the states' names from left to right.
std::string text_of(const Protocol& protocol, std::span<const State> configuration);

}  // namespace parley::population

// Partially ordered two-way deterministic automata, po2DFA: states are numbered and are only ever left for later ones;
// in a state the head moves over the word in one direction, past letters for which the state says nothing. They accept
// exactly the languages of DA (T. Schwentick, D. Therien, H. Vollmer, "Partially-ordered two-way automata: a new
// characterization of DA", 2001): an oracle of its own.
//
// A state is a text: its direction, then what ends it, each as CHARACTER:TARGET, where the character is a letter or the
// border `$` and the target a later state (the first is 0), `yes` or `no`:
//   "right a:1 $:no"    to the right until a, then state 1; no a: reject
// The head begins before the word and, entering a state, has yet to move: state 1 looks at what stands beside that a.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/local/population/word.hpp"

namespace parley::population {

struct TwoWayState {
  bool right = true;
  std::vector<std::int32_t> target = {};  // by letter, then the border; kStay, kYes, kNo or a state
};

// Invariant: a target is later than its state; the border's is never kStay.
struct TwoWayAutomaton {
  static constexpr std::int32_t kStay = -1;
  static constexpr std::int32_t kYes = -2;
  static constexpr std::int32_t kNo = -3;

  std::vector<TwoWayState> states = {};

  // O(states * n).
  bool accepts(const Word& word) const;
};

struct ParsedTwoWay {
  std::optional<TwoWayAutomaton> automaton = {};
  std::string problem = {};
};
ParsedTwoWay parse_two_way(const std::vector<std::string>& states, std::string_view alphabet);

}  // namespace parley::population

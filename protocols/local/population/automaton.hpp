// Finite automata over a small alphabet, for exact questions about languages: equality, ambiguity, universality. All
// answers come with a shortest word as a witness. Textbook constructions (Hopcroft, Ullman, "Introduction to Automata
// Theory, Languages, and Computation", 1979); ambiguity by the product of an automaton with itself.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "protocols/local/population/word.hpp"

namespace parley::population {

// Without empty moves. At most 64 states; a state is a bit.
struct Nfa {
  std::uint32_t letters = 0;
  std::uint32_t states = 0;
  std::uint64_t start = 0;
  std::uint64_t accepting = 0;
  std::vector<std::uint64_t> next = {};  // [state * letters + letter]: the successors

  std::uint64_t step(std::uint64_t from, Letter letter) const;
};

// Complete. Invariant: every entry of `next` is below accepting.size().
struct Dfa {
  std::uint32_t letters = 0;
  std::uint32_t start = 0;
  std::vector<std::uint32_t> next = {};      // [state * letters + letter]
  std::vector<std::uint8_t> accepting = {};  // by state

  std::uint32_t states() const { return static_cast<std::uint32_t>(accepting.size()); }
  std::uint32_t step(std::uint32_t from, Letter letter) const { return next[std::size_t{from} * letters + letter]; }
  bool accepts(const Word& word) const;
};

// The subset construction; nullopt: it would take more than `most` states.
std::optional<Dfa> determinise(const Nfa& nfa, std::uint32_t most);

// The minimal automaton (Moore's refinement, O(states^2 letters)); states numbered in the order of a search from the
// start, so equal languages give equal automata.
Dfa minimise(const Dfa& dfa);

// A shortest word of length at least `least` that one accepts and the other does not; nullopt: there is none.
std::optional<Word> difference(const Dfa& a, const Dfa& b, std::size_t least);

// A shortest word, not the empty one, that both accept. O(states_a * states_b * letters).
std::optional<Word> common_word(const Nfa& a, const Nfa& b);

// A shortest word with two accepting runs.
std::optional<Word> ambiguous_word(const Nfa& nfa);

// Whether the words of `nfa` (not counting the empty one) are all in `dfa`, all outside, or some of each; kNone: there
// are none.
enum class Containment : std::uint8_t { kNone, kInside, kOutside, kBoth };
Containment containment(const Nfa& nfa, const Dfa& dfa);

}  // namespace parley::population

// The other direction of the theorem, by search: every protocol of IO-PP[<] over two letters with few states, and
// whether the language of each that is well-specified (on all words up to a length) has its syntactic monoid in DA. The
// length bounds what is seen: the automaton is the least one that agrees with all those words, and a guess beyond them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocols/core/study.hpp"
#include "protocols/local/population/automaton.hpp"
#include "protocols/local/population/protocol.hpp"

namespace parley::population {

inline constexpr std::uint32_t kMostSearchStates = 3;
inline constexpr std::uint32_t kLongestSearch = 8;
inline constexpr std::size_t kSearchLetters = 2;

// A set of transitions: bit ((p * states + q) * 2 + side) * (states - 1) + k says that p becomes its k-th other state
// on seeing q, where p stands left of q for side 0. Rules of two states are 8 bits, of three states 36.
struct RuleSet {
  std::uint32_t states = 2;
  std::uint64_t rules = 0;
};
std::uint32_t rule_bits(std::uint32_t states);
std::vector<Transition> transitions_of(const RuleSet& rules);

struct SearchTally {
  std::uint64_t protocols = 0;             // rules, with all input and output maps
  std::uint64_t well_specified = 0;        // on all words of 1 .. length letters
  std::uint64_t undetermined = 0;          // of these, the words do not fix an automaton
  std::uint64_t outside = 0;               // of the others, monoid not in DA
  std::vector<std::string> accepted = {};  // the distinct sets of accepted words, sorted: '1' or '0' a word
};

struct SearchCase {
  std::vector<State> input = {};
  std::vector<std::uint8_t> output = {};
  Dfa language = {};
};

struct SearchResult {
  SearchTally tally = {};
  std::optional<SearchCase> outside = {};  // the first outside DA
};

// All input maps and all output maps with one set of transitions. O(states^length * length^2) for the configurations.
SearchResult search_maps(const RuleSet& rules, std::uint32_t length);

// The least automaton that agrees with `member` (by words_between(letters, 1, length)) and is determined by words up to
// half that length; nullopt: it is not determined. What it says of the empty word means nothing.
std::optional<Dfa> guess_automaton(const std::vector<std::uint8_t>& member, std::size_t letters, std::size_t length);

}  // namespace parley::population

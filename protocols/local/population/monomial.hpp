// Monomials A0* a1 A1* a2 ... ak Ak* and covers of the non-empty words by disjoint unambiguous ones: the form in which
// a language of DA is given to the construction (construction.hpp). A population has at least one agent, so the empty
// word needs no cover.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/local/population/automaton.hpp"

namespace parley::population {

inline constexpr std::size_t kMostMarkers = 8;  // of a monomial

// Invariant: blocks.size() == markers.size() + 1.
struct Monomial {
  std::vector<LetterSet> blocks = {LetterSet{0}};  // A0 .. Ak
  std::vector<Letter> markers = {};                // a1 .. ak

  friend auto operator<=>(const Monomial&, const Monomial&) = default;
};

struct CoveringMonomial {
  Monomial monomial = {};
  bool accepted = false;
};
using Cover = std::vector<CoveringMonomial>;

// "+ c* b [abc]*": a sign (accepted or not), then blocks (a letter, `.` or a set, with a star) and markers (a letter)
// in turn; an absent block is empty. nullopt, and `problem` says why: not of that form.
std::optional<CoveringMonomial> parse_monomial(std::string_view text, std::string_view alphabet, std::string& problem);

// The same form, without the sign.
std::string text_of(const Monomial& monomial, std::string_view alphabet);
std::string text_of(const CoveringMonomial& part, std::string_view alphabet);

// One state a block.
Nfa nfa_of(const Monomial& monomial, std::size_t letters);

// Why this is no cover by disjoint unambiguous monomials, with a word that shows it; nullopt: it is one. Exact: the
// product of each automaton with itself (ambiguity) and with each other one (overlap), and the subset construction of
// all together (completeness).
std::optional<std::string> find_cover_problem(const Cover& cover, std::string_view alphabet);

// The minimal automaton of the accepted words; nullopt: too large (kMostSubsets).
std::optional<Dfa> language_of(const Cover& cover, std::size_t letters);

}  // namespace parley::population

// Covers by disjoint unambiguous monomials (monomial.hpp), found and drawn. Both begin with A* alone and split: a word
// of
// ... A_t* ... has no letter a in zone t, or a first one, or a last one:
//   A_t*  =  (A_t - a)*  +  (A_t - a)* a A_t*  =  (A_t - a)*  +  A_t* a (A_t - a)*        (disjoint, unambiguous)
// By what first and last occurrences tell (P. Weil, M. Kufleitner, "On FO2 quantifier alternation over words", 2009)
// some sequence of splits separates every language of DA; find_cover searches for it, and its answers are checked again
// by find_cover_problem, so that nothing hangs on this.
#pragma once

#include <optional>

#include "protocols/core/random.hpp"
#include "protocols/local/population/automaton.hpp"
#include "protocols/local/population/monomial.hpp"

namespace parley::population {

struct CoverLimits {
  std::uint32_t splits = 6;          // on the way from A* to any one monomial
  std::uint32_t monomials = 20'000;  // looked at in all
};

// The cover for the language with the fewest states of the construction among those with the fewest splits on a way;
// nullopt: none within the limits (of a language outside DA there is none at all).
std::optional<Cover> find_cover(const Dfa& language, CoverLimits limits);

// Splits a random monomial at a random letter `splits` times, leaving out splits past `most_markers` and of empty
// blocks, and accepts each monomial with probability 1/2.
Cover random_cover(Rng& rng, std::size_t letters, std::uint32_t splits, std::size_t most_markers);

}  // namespace parley::population

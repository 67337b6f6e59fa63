// From a cover by disjoint unambiguous monomials to a protocol of IO-PP[<] that recognises its language: "guess, check,
// evidence". RECON: this construction is a reconstruction, not the one of arXiv 2605.09937; what stands for it is the
// exact checker (stabilisation.hpp), word by word, and not a proof.
//
// An agent with letter l is in a state (m, z, E): it guesses that the word matches monomial m, and that its own letter
// is in zone z of 0 .. 2k (an even zone 2t is the block A_t, an odd zone 2t-1 the marker a_t); E is the set of markers
// that it has seen since that guess, its own included. When x observes y (only x changes), they are in conflict if
// their monomials differ, or the one on the left has the larger zone, or both are the same marker.
//   1. conflict                        -> x may take any fresh guess (m', z', its own marker)
//   2. E is not complete               -> x may take any fresh guess
//   3. no conflict, y is marker t      -> E := E + {t}
// Output: whether m is accepted.
#pragma once

#include <cstdint>
#include <optional>

#include "protocols/local/population/monomial.hpp"
#include "protocols/local/population/protocol.hpp"

namespace parley::population {

// What is taken out of the construction. All but `none` must be caught by the checker.
enum class Mutant : std::uint8_t {
  none,
  no_retry,        // rule 2 is missing: evidence is gathered, and never asked for
  no_evidence,     // there is no set E, so no agent ever knows that it may stay
  equal_markers,   // two agents that claim the same marker do not conflict
  stale_evidence,  // E is kept when an agent guesses another zone of the same monomial
};

// How rules 1 and 2 are put to use. Both obey the same rules; they differ in what an agent does of what it may.
enum class Guessing : std::uint8_t {
  blind,     // as above
  informed,  // rule 1: only guesses that do not conflict with y, where there is one; rule 2: not while y is evidence
             // that x lacks
};

// REQUIRES: find_cover_problem(cover, alphabet) found none. nullopt: more than kMostStates states, or more than
// kMostMoves transitions. The initial guess of a letter is right for the word of that letter alone, so that a single
// agent, who has no partner, has the right output.
inline constexpr std::size_t kMostMoves = 4'000'000;
std::optional<Protocol> construct(const Cover& cover, std::string_view alphabet, Mutant mutant, Guessing guessing);

// |Q| of the above: the sum over letters and zones that allow them of the sets E that hold the own marker.
std::uint64_t construction_states(const Cover& cover, std::size_t letters, bool with_evidence);

}  // namespace parley::population

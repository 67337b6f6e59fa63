// The syntactic monoid of a regular language (the transition monoid of its minimal automaton), and whether it is in the
// variety DA: the languages of FO2[<], of partially ordered two-way deterministic automata, and the unambiguous
// star-free ones (P. Tesson, D. Therien, "Diamonds are forever: the variety DA", 2002).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocols/local/population/automaton.hpp"

namespace parley::population {

struct Monoid {
  std::vector<std::vector<std::uint32_t>> elements = {};  // a map of states each; the first is the identity
  std::vector<Word> words = {};                           // by element, a shortest word that acts so
  std::vector<std::uint32_t> product = {};                // [x * size + y]: first x, then y

  std::uint32_t size() const { return static_cast<std::uint32_t>(elements.size()); }
  std::uint32_t times(std::uint32_t x, std::uint32_t y) const { return product[std::size_t{x} * size() + y]; }
  // x^omega: the idempotent among the powers of x.
  std::uint32_t idempotent_power(std::uint32_t x) const;
};

// nullopt: more than `most` elements. O(most^2 * states) time.
std::optional<Monoid> transition_monoid(const Dfa& minimal, std::uint32_t most);

// Words x, y with (xy)^omega x (xy)^omega != (xy)^omega.
struct DaViolation {
  Word x = {};
  Word y = {};
};

// nullopt: the monoid is in DA.   DA = [[ (xy)^omega x (xy)^omega = (xy)^omega ]]
std::optional<DaViolation> find_da_violation(const Monoid& monoid);

// For people: "(xy)^w x (xy)^w differs from (xy)^w for x = a, y = b".
std::string describe(const DaViolation& violation, std::string_view alphabet);

}  // namespace parley::population

// A language as a user gives it, and made ready: its automaton, its oracles, and a cover by unambiguous monomials.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocols/local/population/logic.hpp"
#include "protocols/local/population/monomial.hpp"
#include "protocols/local/population/two_way.hpp"

namespace parley::population {

struct Language {
  std::string name = "";
  std::string alphabet = "abc";             // distinct lower-case letters, at most six
  std::string expression = "";              // regular (expression.hpp); "": what `cover` accepts
  std::string formula = "";                 // of FO2[<] (logic.hpp), an oracle; "": none
  std::vector<std::string> automaton = {};  // po2DFA (two_way.hpp), an oracle; empty: none
  std::vector<std::string> cover = {};      // monomials (monomial.hpp); empty: one is looked for (refinement.hpp)
  std::uint32_t longest = 0;                // word looked at; 0: as the study's parameter `longest` says
};

// A language that must be refused.
struct OutsideLanguage {
  std::string alphabet = "abc";
  std::string expression = "";
};

struct Recognised {
  Dfa minimal = {};
  std::uint32_t monoid = 0;  // elements of the syntactic monoid
  std::optional<Formula> formula = {};
  std::optional<TwoWayAutomaton> two_way = {};
  Cover cover = {};
};

inline constexpr std::uint32_t kMostMonoid = 512;

// nullopt, and `problem` says why: some text cannot be read, the language is not in DA (so that no protocol of IO-PP[<]
// recognises it), or the given cover is none or is one of another language.
std::optional<Recognised> recognise(const Language& language, std::string& problem);

// Why the language is not in DA; nullopt, with an empty `problem`: it is.
std::optional<std::string> reason_outside(const OutsideLanguage& language, std::string& problem);

// The card's languages, each with both oracles.
std::vector<Language> card_languages();
std::vector<OutsideLanguage> card_outside();

}  // namespace parley::population

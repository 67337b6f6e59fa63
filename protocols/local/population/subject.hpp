// One language with its protocol, and its words decided one by one: what explore and attack share.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "protocols/local/population/stabilisation.hpp"
#include "protocols/local/population/study.hpp"

namespace parley::population {

struct Subject {
  Language language = {};
  Recognised recognised = {};
  Protocol protocol = {};
  Moves moves;
  std::vector<Word> words = {};
};

// With the words that the parameters ask for. nullopt: validate refuses the language.
std::optional<Subject> make_subject(const Language& language, const Parameters& parameters, Mutant mutant);

struct WordResult {
  bool looked_at = false;  // false: stopped before
  bool member = false;
  bool oracles_agree = true;
  Consensus consensus = Consensus::kUnfinished;
  std::uint64_t configurations = 0;
  std::uint64_t bottom_components = 0;

  bool finished() const { return looked_at && consensus != Consensus::kUnfinished; }
  bool right() const { return consensus == (member ? Consensus::kAccepts : Consensus::kRejects); }
};
WordResult decide(const Subject& subject, const Word& word, std::uint32_t most, const StudyConditions& conditions);

struct LanguageTally {
  std::uint64_t words = 0;
  std::uint64_t unfinished = 0;
  std::uint64_t wrong = 0;
  std::uint64_t split = 0;    // not exactly one bottom component
  std::uint64_t largest = 0;  // configurations
  std::uint64_t disagreements = 0;
  std::optional<Word> first_wrong = {};
  std::optional<Word> first_split = {};
  std::optional<Word> first_disagreement = {};
};
LanguageTally tally_of(const std::vector<Word>& words, const std::vector<WordResult>& results);

// A run to a bottom component that is wrong, agent by agent, and what it outputs.
std::vector<std::string> tell(const Subject& subject, const Word& word, std::uint32_t most,
                              const StudyConditions& conditions);

// The parameters that look at one word of one language, and at nothing else.
Parameters pinned(const Parameters& parameters, const Language& language, const Word& word);

}  // namespace parley::population

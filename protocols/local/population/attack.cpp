#include <array>
#include <utility>

#include "protocols/local/population/explore.hpp"
#include "protocols/local/population/subject.hpp"

namespace parley::population {
namespace {

struct NamedMutant {
  Mutant mutant;
  const char* name;
  const char* property;
};
constexpr std::array<NamedMutant, 4> kMutants{{
    {Mutant::no_retry, "no retry", "no_retry_fails"},
    {Mutant::no_evidence, "no evidence", "no_evidence_fails"},
    {Mutant::equal_markers, "equal markers", "equal_markers_fails"},
    {Mutant::stale_evidence, "stale evidence", "stale_evidence_fails"},
}};

std::string shown(const std::optional<Word>& word, const Language& language) {
  return word ? text_of(*word, language.alphabet) : std::string("-");
}

}  // namespace

// Each mutant on the words of each language, which is what explore does with that mutant.
StudyFindings<Parameters> Study::attack(const Parameters& parameters, const StudyConditions& conditions) {
  Findings findings;
  StudyTable table{.name = "mutants",
                   .caption = "the construction with one rule taken out; split: several bottom components, or none",
                   .columns = {"mutant", "language", "words", "wrong", "split", "undecided", "first wrong"}};
  for (const NamedMutant& mutant : kMutants) {
    std::uint64_t wrong = 0;
    for (const Language& language : parameters.languages) {
      const auto subject = make_subject(language, parameters, mutant.mutant);
      if (!subject) continue;
      std::vector<WordResult> results(subject->words.size());
      conditions.for_each(results.size(), [&](std::uint64_t index) {
        results[index] = decide(*subject, subject->words[index], parameters.max_configurations, conditions);
      });
      const LanguageTally tally = tally_of(subject->words, results);
      wrong += tally.wrong;
      table.rows.push_back({mutant.name, language.name, tally.words, tally.wrong, tally.split, tally.unfinished,
                            shown(tally.first_wrong, language)});
    }
    const Verdict unseen =
        conditions.is_stopped() || parameters.languages.empty() ? Verdict::kUnknown : Verdict::kViolated;
    findings.verdicts.push_back(
        {mutant.property, wrong > 0 ? Verdict::kHolds : unseen, std::to_string(wrong) + " words wrong"});
  }
  findings.tables.push_back(std::move(table));
  return findings;
}

}  // namespace parley::population

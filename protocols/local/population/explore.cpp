#include "protocols/local/population/explore.hpp"

#include <algorithm>
#include <utility>

#include "protocols/local/population/subject.hpp"

namespace parley::population {
namespace {

// What the languages found, given and random, say together of one property. The first word is told.
class Gathered {
 public:
  explicit Gathered(std::string property) : property_(std::move(property)) {}

  void add(std::uint64_t words, std::uint64_t bad, std::uint64_t unfinished) {
    words_ += words;
    bad_ += bad;
    unfinished_ += unfinished;
  }
  void tell(const Parameters& parameters, const Subject& subject, const std::optional<Word>& word,
            const StudyConditions& conditions, Findings& findings) {
    if (!word || told_) return;
    told_ = true;
    findings.counterexamples.push_back({property_, pinned(parameters, subject.language, *word),
                                        population::tell(subject, *word, parameters.max_configurations, conditions)});
  }
  void conclude(bool complete, Findings& findings) const {
    std::string note = std::to_string(words_) + " words";
    if (bad_ > 0) note += ", violated by " + std::to_string(bad_);
    if (unfinished_ > 0) note += ", " + std::to_string(unfinished_) + " undecided";
    findings.verdicts.push_back({property_, always(bad_ > 0, complete && unfinished_ == 0), note});
  }

 private:
  std::string property_;
  std::uint64_t words_ = 0;
  std::uint64_t bad_ = 0;
  std::uint64_t unfinished_ = 0;
  bool told_ = false;
};

std::vector<WordResult> decide_all(const std::vector<Subject>& subjects, const Parameters& parameters,
                                   const StudyConditions& conditions) {
  std::vector<std::pair<std::size_t, std::size_t>> jobs;
  for (std::size_t index = 0; index < subjects.size(); ++index)
    for (std::size_t word = 0; word < subjects[index].words.size(); ++word) jobs.emplace_back(index, word);
  std::vector<WordResult> results(jobs.size());
  conditions.for_each(jobs.size(), [&](std::uint64_t job) {
    const Subject& subject = subjects[jobs[job].first];
    results[job] = decide(subject, subject.words[jobs[job].second], parameters.max_configurations, conditions);
  });
  return results;
}

std::string oracles_of(const Subject& subject) {
  std::string text = "DFA " + std::to_string(subject.recognised.minimal.states());
  if (subject.recognised.formula) text += ", FO2";
  if (subject.recognised.two_way) text += ", po2DFA";
  return text;
}

void explore_outside(const Parameters& parameters, Findings& findings) {
  if (parameters.outside.empty()) return;
  StudyTable table{.name = "outside-da",
                   .caption = "languages that no protocol of IO-PP[<] recognises, and why",
                   .columns = {"language", "letters", "reason"}};
  std::uint64_t inside = 0;
  for (const OutsideLanguage& language : parameters.outside) {
    std::string problem;
    const auto reason = reason_outside(language, problem);
    table.rows.push_back({language.expression, language.alphabet, reason ? *reason : "none: it is in DA"});
    if (reason) continue;
    if (++inside > 1) continue;
    Parameters alone = emptied(parameters);
    alone.outside = {language};
    findings.counterexamples.push_back(
        {"outside_refused", alone, {"the syntactic monoid of " + language.expression + " is in DA"}});
  }
  findings.tables.push_back(std::move(table));
  findings.verdicts.push_back(
      {"outside_refused", always(inside > 0, true), std::to_string(parameters.outside.size()) + " languages"});
}

}  // namespace

void explore_languages(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  std::vector<Subject> subjects;
  for (const Language& language : parameters.languages)
    if (auto subject = make_subject(language, parameters, parameters.mutant)) subjects.push_back(std::move(*subject));
  if (subjects.empty()) return;
  const std::vector<WordResult> results = decide_all(subjects, parameters, conditions);
  StudyTable table{.name = "languages",
                   .caption = "each word's population, all its configurations, against the oracles",
                   .columns = {"language", "oracles", "monoid", "monomials", "states", "words", "wrong", "split",
                               "undecided", "most configurations"}};
  Gathered recognises("recognises");
  Gathered single("one_bottom_component");
  Gathered agree("oracles_agree");
  auto begin = results.begin();
  for (const Subject& subject : subjects) {
    const auto end = begin + static_cast<std::ptrdiff_t>(subject.words.size());
    const LanguageTally tally = tally_of(subject.words, {begin, end});
    begin = end;
    recognises.add(tally.words, tally.wrong, tally.unfinished);
    single.add(tally.words, tally.split, tally.unfinished);
    agree.add(tally.words, tally.disagreements, 0);
    recognises.tell(parameters, subject, tally.first_wrong, conditions, findings);
    single.tell(parameters, subject, tally.first_split, conditions, findings);
    agree.tell(parameters, subject, tally.first_disagreement, conditions, findings);
    table.rows.push_back({subject.language.name, oracles_of(subject), std::uint64_t{subject.recognised.monoid},
                          std::uint64_t{subject.recognised.cover.size()}, std::uint64_t{subject.protocol.states()},
                          tally.words, tally.wrong, tally.split, tally.unfinished, tally.largest});
  }
  recognises.conclude(!conditions.is_stopped(), findings);
  single.conclude(!conditions.is_stopped(), findings);
  agree.conclude(!conditions.is_stopped(), findings);
  findings.tables.push_back(std::move(table));
}

StudyFindings<Parameters> Study::explore(const Parameters& parameters, const StudyConditions& conditions) {
  Findings findings;
  explore_languages(parameters, conditions, findings);
  explore_random_languages(parameters, conditions, findings);
  explore_outside(parameters, findings);
  explore_small_protocols(parameters, conditions, findings);
  explore_baselines(parameters, conditions, findings);
  return findings;
}

}  // namespace parley::population

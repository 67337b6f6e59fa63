// Random languages of DA: covers drawn by splitting A*, held exact by automata, built and checked word by word.
#include <algorithm>
#include <utility>

#include "protocols/local/population/explore.hpp"
#include "protocols/local/population/refinement.hpp"
#include "protocols/local/population/subject.hpp"

namespace parley::population {
namespace {

struct RandomResult {
  bool done = false;
  bool too_large = false;
  Language language = {};
  std::string cover_problem = {};
  std::uint64_t states = 0;
  std::uint64_t monoid = 0;
  LanguageTally tally = {};
};

RandomResult check_one(const Parameters& parameters, const StudyConditions& conditions, std::uint64_t index) {
  Rng rng = Rng::stream(conditions.seed, index);
  RandomResult result;
  result.language.name = "random " + std::to_string(index + 1);
  result.language.alphabet = std::string("abcdef").substr(0, parameters.random_letters);
  result.language.longest = parameters.random_longest;
  const Cover cover = random_cover(rng, parameters.random_letters, parameters.random_splits, parameters.random_markers);
  for (const CoveringMonomial& part : cover) result.language.cover.push_back(text_of(part, result.language.alphabet));
  if (const auto problem = find_cover_problem(cover, result.language.alphabet)) {
    result.cover_problem = *problem;
    result.done = true;
    return result;
  }
  const auto subject = make_subject(result.language, parameters, parameters.mutant);
  result.too_large = !subject;
  result.done = true;
  if (!subject) return result;
  result.states = subject->protocol.states();
  result.monoid = subject->recognised.monoid;
  std::vector<WordResult> words;
  for (const Word& word : subject->words) {
    if (conditions.is_stopped()) result.done = false;
    words.push_back(result.done ? decide(*subject, word, parameters.max_configurations, conditions) : WordResult{});
  }
  result.tally = tally_of(subject->words, words);
  return result;
}

struct Sum {
  std::uint64_t languages = 0;
  std::uint64_t words = 0;
  std::uint64_t wrong = 0;
  std::uint64_t split = 0;
  std::uint64_t unfinished = 0;
  std::uint64_t too_large = 0;
  std::uint64_t covers_bad = 0;
  std::uint64_t states = 0;          // the most
  std::uint64_t monoid = 0;          // the most
  std::uint64_t configurations = 0;  // the most
};

Sum sum_of(const std::vector<RandomResult>& results) {
  Sum sum;
  for (const RandomResult& result : results) {
    ++sum.languages;
    sum.words += result.tally.words;
    sum.wrong += result.tally.wrong;
    sum.split += result.tally.split;
    sum.unfinished += result.tally.unfinished + (result.done ? 0U : 1U);
    sum.too_large += result.too_large ? 1U : 0U;
    sum.covers_bad += result.cover_problem.empty() ? 0U : 1U;
    sum.states = std::max(sum.states, result.states);
    sum.monoid = std::max(sum.monoid, result.monoid);
    sum.configurations = std::max(sum.configurations, result.tally.largest);
  }
  return sum;
}

// A violation here counts for the property of the given languages as well.
void merge_verdict(Findings& findings, const std::string& property, Verdict verdict, const std::string& note) {
  const auto place = std::find_if(findings.verdicts.begin(), findings.verdicts.end(),
                                  [&](const StudyVerdict& other) { return other.property == property; });
  if (place == findings.verdicts.end()) {
    findings.verdicts.push_back({property, verdict, note});
    return;
  }
  if (place->verdict != Verdict::kViolated && verdict != Verdict::kHolds) place->verdict = verdict;
  place->note += "; " + note;
}

void tell_first(const Parameters& parameters, const StudyConditions& conditions, const RandomResult& result,
                const std::string& property, const std::optional<Word>& word, Findings& findings) {
  const bool told = std::any_of(findings.counterexamples.begin(), findings.counterexamples.end(),
                                [&](const auto& other) { return other.property == property; });
  if (told || !word) return;
  const auto subject = make_subject(result.language, parameters, parameters.mutant);
  if (!subject) return;
  findings.counterexamples.push_back({property, pinned(parameters, result.language, *word),
                                      tell(*subject, *word, parameters.max_configurations, conditions)});
}

}  // namespace

void explore_random_languages(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  if (parameters.random_languages == 0) return;
  std::vector<RandomResult> results(parameters.random_languages);
  conditions.for_each(results.size(),
                      [&](std::uint64_t index) { results[index] = check_one(parameters, conditions, index); });
  for (const RandomResult& result : results) {
    tell_first(parameters, conditions, result, "recognises", result.tally.first_wrong, findings);
    tell_first(parameters, conditions, result, "one_bottom_component", result.tally.first_split, findings);
  }
  const Sum sum = sum_of(results);
  const bool complete = sum.unfinished == 0 && sum.too_large == 0 && !conditions.is_stopped();
  const std::string note = std::to_string(sum.words) + " words of " + std::to_string(sum.languages) +
                           " random languages" +
                           (sum.unfinished > 0 ? ", " + std::to_string(sum.unfinished) + " undecided" : "");
  merge_verdict(findings, "recognises", always(sum.wrong > 0, complete), note);
  merge_verdict(findings, "one_bottom_component", always(sum.split > 0, complete), note);
  findings.verdicts.push_back({"covers_exact", always(sum.covers_bad > 0, !conditions.is_stopped()),
                               std::to_string(sum.languages) + " random covers"});
  findings.tables.push_back({.name = "random-languages",
                             .caption = "languages of DA from random covers by unambiguous monomials",
                             .columns = {"languages", "words", "wrong", "split", "undecided", "most states",
                                         "largest monoid", "most configurations"},
                             .rows = {{sum.languages, sum.words, sum.wrong, sum.split, sum.unfinished, sum.states,
                                       sum.monoid, sum.configurations}}});
}

}  // namespace parley::population

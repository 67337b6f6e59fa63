#include "protocols/local/population/subject.hpp"

#include <algorithm>
#include <utility>

namespace parley::population {
namespace {

constexpr std::uint32_t kMostTold = 200'000;  // configurations searched for a shortest run
constexpr std::size_t kLongestStory = 30;

std::string said_by(Consensus consensus) {
  switch (consensus) {
    case Consensus::kAccepts:
      return "accept";
    case Consensus::kRejects:
      return "reject";
    case Consensus::kUndecided:
      return "stabilise to no single answer";
    case Consensus::kUnfinished:
      return "were not all looked at";
  }
  return "";
}

std::string outputs_of(const Protocol& protocol, const std::vector<State>& configuration) {
  std::string text;
  for (const State state : configuration) text.push_back(protocol.output[state] != 0 ? '1' : '0');
  return text;
}

}  // namespace

std::optional<Subject> make_subject(const Language& language, const Parameters& parameters, Mutant mutant) {
  std::string problem;
  auto recognised = recognise(language, problem);
  if (!recognised) return std::nullopt;
  auto protocol = construct(recognised->cover, language.alphabet, mutant, parameters.guessing);
  if (!protocol) return std::nullopt;
  Moves moves(*protocol);
  std::vector<Word> words;
  if (parameters.word.empty())
    words = words_between(language.alphabet.size(), 1, language.longest != 0 ? language.longest : parameters.longest);
  else if (auto word = word_of(parameters.word, language.alphabet))
    words.push_back(std::move(*word));
  return Subject{language, std::move(*recognised), std::move(*protocol), std::move(moves), std::move(words)};
}

WordResult decide(const Subject& subject, const Word& word, std::uint32_t most, const StudyConditions& conditions) {
  WordResult result{.looked_at = true};
  result.member = subject.recognised.minimal.accepts(word);
  const auto& formula = subject.recognised.formula;
  const auto& two_way = subject.recognised.two_way;
  result.oracles_agree = (!formula || word.size() > kLongestModel || holds(*formula, word) == result.member) &&
                         (!two_way || two_way->accepts(word) == result.member);
  const Stabilisation found = stabilise(subject.moves, subject.protocol.output,
                                        initial_configuration(subject.protocol, word), most, conditions);
  result.consensus = found.consensus;
  result.configurations = found.configurations;
  result.bottom_components = found.bottom_components;
  return result;
}

LanguageTally tally_of(const std::vector<Word>& words, const std::vector<WordResult>& results) {
  LanguageTally tally;
  for (std::size_t index = 0; index < words.size(); ++index) {
    const WordResult& result = results[index];
    ++tally.words;
    tally.largest = std::max(tally.largest, result.configurations);
    if (result.looked_at && !result.oracles_agree) {
      ++tally.disagreements;
      if (!tally.first_disagreement) tally.first_disagreement = words[index];
    }
    if (!result.finished()) {
      ++tally.unfinished;
      continue;
    }
    if (!result.right()) {
      ++tally.wrong;
      if (!tally.first_wrong) tally.first_wrong = words[index];
    }
    if (result.bottom_components != 1) {
      ++tally.split;
      if (!tally.first_split) tally.first_split = words[index];
    }
  }
  return tally;
}

std::vector<std::string> tell(const Subject& subject, const Word& word, std::uint32_t most,
                              const StudyConditions& conditions) {
  const Language& language = subject.language;
  std::vector<std::string> story;
  const bool member = subject.recognised.minimal.accepts(word);
  const auto initial = initial_configuration(subject.protocol, word);
  const Stabilisation found = stabilise(subject.moves, subject.protocol.output, initial, most, conditions);
  for (std::size_t index = 0; index < subject.recognised.cover.size(); ++index)
    story.push_back("m" + std::to_string(index + 1) + " is " +
                    text_of(subject.recognised.cover[index], language.alphabet));
  story.push_back("'" + text_of(word, language.alphabet) + "' is " + (member ? "" : "not ") +
                  "in the language; its agents " + said_by(found.consensus) + " (" +
                  std::to_string(found.bottom_components) + " bottom components)");
  const auto is_bad = [&](const std::vector<State>& bottom) {
    return std::any_of(bottom.begin(), bottom.end(),
                       [&](State state) { return (subject.protocol.output[state] != 0) != member; });
  };
  auto bad = std::find_if(found.bottoms.begin(), found.bottoms.end(), is_bad);
  if (bad == found.bottoms.end() && !found.bottoms.empty()) bad = found.bottoms.begin();
  if (bad == found.bottoms.end()) return story;
  const auto run = shortest_run(subject.moves, initial, *bad, std::min(most, kMostTold), conditions);
  for (std::size_t step = 0; step < std::min(run.size(), kLongestStory); ++step)
    story.push_back((step == 0 ? "begins as  " : "then       ") + text_of(subject.protocol, run[step]));
  story.push_back("from " + text_of(subject.protocol, *bad) + " nothing leads out of its component; outputs " +
                  outputs_of(subject.protocol, *bad));
  return story;
}

Parameters emptied(const Parameters& parameters) {
  Parameters result = parameters;
  result.languages.clear();
  result.word.clear();
  result.outside.clear();
  result.random_languages = 0;
  result.search_states = 0;
  result.search_samples = 0;
  result.search_rules.clear();
  result.baseline_longest = 0;
  result.sizes.clear();
  result.agents = 0;
  result.samples = 0;
  return result;
}

Parameters pinned(const Parameters& parameters, const Language& language, const Word& word) {
  Parameters result = emptied(parameters);
  result.languages = {language};
  result.word = text_of(word, language.alphabet);
  return result;
}

}  // namespace parley::population

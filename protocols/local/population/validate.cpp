#include "protocols/local/population/batch.hpp"
#include "protocols/local/population/search.hpp"
#include "protocols/local/population/stabilisation.hpp"
#include "protocols/local/population/study.hpp"

namespace parley::population {
namespace {

constexpr std::uint64_t kMostWords = 100'000;  // of a language
constexpr std::size_t kMostLanguages = 64;
constexpr std::uint32_t kLongestWord = 16;

using Problem = std::optional<ConfigProblem>;

Problem at_most(std::string name, std::uint64_t value, std::uint64_t most, std::uint64_t least = 0) {
  if (value >= least && value <= most) return std::nullopt;
  return ConfigProblem{std::move(name), "must be from " + std::to_string(least) + " to " + std::to_string(most)};
}

Problem check_length(const std::string& name, std::size_t letters, std::uint32_t length, std::uint64_t states) {
  if (length > kLongestWord || word_count(letters, length) > kMostWords)
    return ConfigProblem{name, "asks for more than " + std::to_string(kMostWords) + " words of one language"};
  if (fits(states, length)) return std::nullopt;
  return ConfigProblem{
      name, "words are too long for a configuration of " + std::to_string(states) + " states a agent in 64 bits"};
}

Problem check_language(const Parameters& parameters, std::size_t index) {
  const Language& language = parameters.languages[index];
  const std::string name = "languages[" + std::to_string(index) + "]";
  std::string problem;
  const auto recognised = recognise(language, problem);
  if (!recognised) return ConfigProblem{name, problem};
  const auto protocol = construct(recognised->cover, language.alphabet, Mutant::none, parameters.guessing);
  if (!protocol)
    return ConfigProblem{name, "needs more than " + std::to_string(kMostStates) + " states or " +
                                   std::to_string(kMostMoves) + " transitions"};
  if (!parameters.word.empty()) return std::nullopt;
  const std::uint32_t longest = language.longest != 0 ? language.longest : parameters.longest;
  return check_length(language.longest != 0 ? name + ".longest" : "longest", language.alphabet.size(), longest,
                      protocol->states());
}

Problem check_word(const Parameters& parameters) {
  if (parameters.word.empty()) return std::nullopt;
  if (parameters.languages.size() != 1) return ConfigProblem{"word", "needs exactly one language"};
  const Language& language = parameters.languages[0];
  if (!word_of(parameters.word, language.alphabet))
    return ConfigProblem{"word", "has letters that are not of the alphabet " + language.alphabet};
  std::string problem;
  const auto recognised = recognise(language, problem);
  const bool small = recognised && fits(construction_states(recognised->cover, language.alphabet.size(), true),
                                        parameters.word.size());
  if (small) return std::nullopt;
  return ConfigProblem{"word", "is too long: a configuration is kept in 64 bits"};
}

Problem check_random(const Parameters& parameters) {
  if (auto p = at_most("random_languages", parameters.random_languages, 10'000)) return p;
  if (auto p = at_most("random_letters", parameters.random_letters, kMostLetters, 1)) return p;
  if (auto p = at_most("random_splits", parameters.random_splits, 8)) return p;
  if (auto p = at_most("random_markers", parameters.random_markers, 4)) return p;
  if (auto p = at_most("random_longest", parameters.random_longest, 6)) return p;
  return check_length("random_longest", parameters.random_letters, parameters.random_longest, kMostStates);
}

Problem check_search(const Parameters& parameters) {
  if (auto p = at_most("search_states", parameters.search_states, kMostSearchStates)) return p;
  if (auto p = at_most("search_samples", parameters.search_samples, 100'000)) return p;
  if (auto p = at_most("search_longest", parameters.search_longest, kLongestSearch, 2)) return p;
  if (parameters.search_states == 1) return ConfigProblem{"search_states", "must be 0, 2 or 3"};
  if (parameters.search_states == 3 && parameters.search_rules.empty())
    return ConfigProblem{"search_states", "2^36 rules of three states are too many: list some in search_rules"};
  if (parameters.search_rules.size() > 10'000) return ConfigProblem{"search_rules", "lists more than 10000"};
  if (!parameters.search_rules.empty() && parameters.search_states == 0)
    return ConfigProblem{"search_rules", "needs search_states"};
  for (const std::uint64_t rules : parameters.search_rules)
    if ((rules >> rule_bits(parameters.search_states)) != 0)
      return ConfigProblem{"search_rules",
                           "a set of rules is below 2^" + std::to_string(rule_bits(parameters.search_states))};
  return at_most("baseline_longest", parameters.baseline_longest, 10);
}

Problem check_simulation(const Parameters& parameters) {
  if (parameters.sizes.size() > 100) return ConfigProblem{"sizes", "lists more than 100"};
  for (const std::uint32_t size : parameters.sizes)
    if (auto p = at_most("sizes", size, 1000, 1)) return p;
  if (auto p = at_most("runs", parameters.runs, 100'000, 1)) return p;
  if (auto p = at_most("max_interactions", parameters.max_interactions, 1'000'000'000'000, 1)) return p;
  if (parameters.agents == 1) return ConfigProblem{"agents", "must be 0 or at least 2"};
  if (auto p = at_most("agents", parameters.agents, kMostAgents)) return p;
  if (auto p = at_most("interactions", parameters.interactions, 1'000'000'000'000'000)) return p;
  if (!(parameters.share >= 0 && parameters.share <= 1)) return ConfigProblem{"share", "must be from 0 to 1"};
  return at_most("samples", parameters.samples, 10'000'000);
}

}  // namespace

std::optional<ConfigProblem> Study::validate(const Parameters& parameters) {
  if (parameters.languages.size() > kMostLanguages) return ConfigProblem{"languages", "lists more than 64"};
  if (auto p = at_most("longest", parameters.longest, kLongestWord, 1)) return p;
  if (auto p = at_most("max_configurations", parameters.max_configurations, kMostConfigurations, 1)) return p;
  for (std::size_t index = 0; index < parameters.languages.size(); ++index)
    if (auto p = check_language(parameters, index)) return p;
  if (auto p = check_word(parameters)) return p;
  if (parameters.outside.size() > kMostLanguages) return ConfigProblem{"outside", "lists more than 64"};
  for (std::size_t index = 0; index < parameters.outside.size(); ++index) {
    std::string problem;
    reason_outside(parameters.outside[index], problem);
    if (!problem.empty()) return ConfigProblem{"outside[" + std::to_string(index) + "]", problem};
  }
  if (auto p = check_random(parameters)) return p;
  if (auto p = check_search(parameters)) return p;
  return check_simulation(parameters);
}

}  // namespace parley::population

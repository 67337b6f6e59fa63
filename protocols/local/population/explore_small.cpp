// The converse by search, and the unordered baselines.
#include <algorithm>
#include <set>
#include <utility>

#include "protocols/local/population/explore.hpp"
#include "protocols/local/population/monoid.hpp"
#include "protocols/local/population/search.hpp"
#include "protocols/local/population/stabilisation.hpp"

namespace parley::population {
namespace {

constexpr std::uint32_t kMostBaselineConfigurations = 1'000'000;

// The rules to look at, of one number of states.
std::vector<RuleSet> all_rules(const Parameters& parameters) {
  std::vector<RuleSet> rules;
  if (parameters.search_states == 0) return rules;
  for (const std::uint64_t listed : parameters.search_rules) rules.push_back({parameters.search_states, listed});
  if (!rules.empty()) return rules;
  for (std::uint64_t index = 0; index < (std::uint64_t{1} << rule_bits(parameters.search_states)); ++index)
    rules.push_back({parameters.search_states, index});
  return rules;
}

// Random rules of three states, each transition with a probability that is itself random.
std::vector<RuleSet> sampled_rules(const Parameters& parameters, std::uint64_t seed) {
  std::vector<RuleSet> rules;
  for (std::uint32_t index = 0; index < parameters.search_samples; ++index) {
    Rng rng = Rng::stream(seed, index);
    const double density = rng.unit() / 2;
    RuleSet set{.states = 3};
    for (std::uint32_t bit = 0; bit < rule_bits(3); ++bit)
      if (rng.chance(density)) set.rules |= std::uint64_t{1} << bit;
    rules.push_back(set);
  }
  return rules;
}

std::vector<std::string> story_of(const RuleSet& rules, const SearchCase& found, std::uint32_t longest) {
  std::vector<std::string> story{"letter a begins in state " + std::to_string(found.input[0]) + ", b in " +
                                 std::to_string(found.input[1])};
  std::string outputs;
  for (const std::uint8_t output : found.output) outputs.push_back(output != 0 ? '1' : '0');
  story.push_back("outputs by state: " + outputs);
  for (const Transition& t : transitions_of(rules))
    story.push_back("state " + std::to_string(t.initiator) + " becomes " + std::to_string(t.next_initiator) +
                    " on seeing " + std::to_string(t.responder) +
                    (t.guard == Guard::before ? " on its right" : " on its left"));
  story.push_back("well-specified on all words up to " + std::to_string(longest) +
                  " letters; the least automaton that agrees has " + std::to_string(found.language.states()) +
                  " states");
  if (const auto monoid = transition_monoid(found.language, kMostMonoid))
    if (const auto violation = find_da_violation(*monoid)) story.push_back(describe(*violation, "ab"));
  return story;
}

struct SearchSum {
  SearchTally tally = {};
  std::set<std::string> languages = {};
  bool complete = true;
};

SearchSum search(const Parameters& parameters, const StudyConditions& conditions, const std::vector<RuleSet>& rules,
                 Findings& findings, bool& told) {
  std::vector<std::optional<SearchResult>> results(rules.size());
  conditions.for_each(rules.size(), [&](std::uint64_t index) {
    if (!conditions.is_stopped()) results[index] = search_maps(rules[index], parameters.search_longest);
  });
  SearchSum sum;
  for (std::size_t index = 0; index < rules.size(); ++index) {
    if (!results[index]) {
      sum.complete = false;
      continue;
    }
    const SearchTally& tally = results[index]->tally;
    sum.tally.protocols += tally.protocols;
    sum.tally.well_specified += tally.well_specified;
    sum.tally.undetermined += tally.undetermined;
    sum.tally.outside += tally.outside;
    sum.languages.insert(tally.accepted.begin(), tally.accepted.end());
    if (!results[index]->outside || told) continue;
    told = true;
    Parameters alone = emptied(parameters);
    alone.search_states = rules[index].states;
    alone.search_rules = {rules[index].rules};
    findings.counterexamples.push_back(
        {"small_protocols_in_da", alone, story_of(rules[index], *results[index]->outside, parameters.search_longest)});
  }
  return sum;
}

// Whether a population of these inputs stabilises as it must.
bool baseline_right(Baseline baseline, const Protocol& protocol, const Moves& moves, const Word& word,
                    const StudyConditions& conditions) {
  const Stabilisation found =
      stabilise(moves, protocol.output, initial_configuration(protocol, word), kMostBaselineConfigurations, conditions);
  if (found.consensus == Consensus::kUnfinished) return false;
  if (baseline != Baseline::leader_election)
    return found.consensus == (baseline_predicate(baseline, word) ? Consensus::kAccepts : Consensus::kRejects);
  // One bottom component for each agent that may be the leader, and in each just that one leads.
  return found.bottom_components == word.size() &&
         std::all_of(found.bottoms.begin(), found.bottoms.end(), [&](const std::vector<State>& bottom) {
           return std::count_if(bottom.begin(), bottom.end(), [&](State s) { return protocol.output[s] != 0; }) == 1;
         });
}

const char* name_of(Baseline baseline) {
  if (baseline == Baseline::majority) return "majority";
  return baseline == Baseline::parity ? "parity" : "leader election";
}

}  // namespace

void explore_small_protocols(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  if (parameters.search_states == 0 && parameters.search_samples == 0) return;
  StudyTable table{.name = "small-protocols",
                   .caption = "protocols of IO-PP[<] over {a, b}: what the well-specified ones accept",
                   .columns = {"states", "protocols", "well-specified", "languages", "outside DA", "undetermined"}};
  bool told = false;
  bool complete = true;
  std::uint64_t outside = 0;
  std::uint64_t undetermined = 0;
  std::uint64_t judged = 0;
  for (const std::vector<RuleSet>& rules : {all_rules(parameters), sampled_rules(parameters, conditions.seed)}) {
    if (rules.empty()) continue;
    const SearchSum sum = search(parameters, conditions, rules, findings, told);
    complete = complete && sum.complete;
    outside += sum.tally.outside;
    undetermined += sum.tally.undetermined;
    judged += sum.tally.well_specified - sum.tally.undetermined;
    table.rows.push_back({std::uint64_t{rules[0].states}, sum.tally.protocols, sum.tally.well_specified,
                          std::uint64_t{sum.languages.size()}, sum.tally.outside, sum.tally.undetermined});
  }
  findings.tables.push_back(std::move(table));
  std::string note = std::to_string(judged) + " well-specified protocols";
  if (undetermined > 0)
    note += "; for " + std::to_string(undetermined) + " more the words up to " +
            std::to_string(parameters.search_longest) + " letters do not fix a language";
  findings.verdicts.push_back({"small_protocols_in_da", always(outside > 0, complete), note});
}

void explore_baselines(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  if (parameters.baseline_longest == 0) return;
  const std::vector<Word> words = words_between(2, 1, parameters.baseline_longest);
  StudyTable table{.name = "baselines",
                   .caption = "unordered protocols on every word over {a, b}",
                   .columns = {"protocol", "states", "words", "wrong"}};
  std::uint64_t wrong = 0;
  for (std::size_t index = 0; index < kBaselines; ++index) {
    const auto baseline = static_cast<Baseline>(index);
    const Protocol protocol = baseline_protocol(baseline);
    const Moves moves(protocol);
    std::vector<std::uint8_t> right(words.size(), 1);
    conditions.for_each(words.size(), [&](std::uint64_t word) {
      if (!conditions.is_stopped()) right[word] = baseline_right(baseline, protocol, moves, words[word], conditions);
    });
    const auto failed = static_cast<std::uint64_t>(std::count(right.begin(), right.end(), std::uint8_t{0}));
    wrong += failed;
    table.rows.push_back({name_of(baseline), std::uint64_t{protocol.states()}, std::uint64_t{words.size()}, failed});
    if (failed == 0 || conditions.is_stopped()) continue;
    const auto first = static_cast<std::size_t>(std::find(right.begin(), right.end(), 0) - right.begin());
    Parameters alone = emptied(parameters);
    alone.baseline_longest = static_cast<std::uint32_t>(words[first].size());
    findings.counterexamples.push_back(
        {"baselines_stabilise", alone, {std::string(name_of(baseline)) + " fails on " + text_of(words[first], "ab")}});
  }
  findings.tables.push_back(std::move(table));
  const bool stopped = conditions.is_stopped();
  findings.verdicts.push_back({"baselines_stabilise", always(wrong > 0 && !stopped, !stopped),
                               std::to_string(words.size()) + " words a protocol"});
}

}  // namespace parley::population

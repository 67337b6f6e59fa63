#include <algorithm>
#include <cstddef>
#include <utility>

#include "protocols/aggregation/secure_aggregation/cases.hpp"

namespace parley::secure_aggregation {
namespace {

StudyTable leak_table(const std::vector<CaseOutcome>& outcomes) {
  StudyTable table{
      .name = "leak",
      .caption = "Largest leak beyond the sum to a user with T colluders, in symbols",
      .columns = {"scheme", "K", "q", "T", "coalitions", "promised", "by rank", "by counting", "outcomes"}};
  for (const CaseOutcome& outcome : outcomes) {
    if (!outcome.done) continue;
    for (std::uint64_t members = 1; members < outcome.size.users; ++members) {
      std::uint64_t coalitions = 0;
      std::uint64_t outcomes_counted = 0;
      bool promised = false;
      std::uint64_t rank = 0;
      double counted = 0;
      for (const CoalitionOutcome& one : outcome.coalitions) {
        if (one.coalition.size() != members) continue;
        ++coalitions;
        promised = one.promised;
        rank = std::max<std::uint64_t>(rank, one.leak);
        if (!one.enumerated) continue;
        outcomes_counted = one.enumerated->outcomes;
        counted = std::max(counted, one.enumerated->symbols);
      }
      if (coalitions == 0) continue;
      const StudyCell by_counting = outcomes_counted > 0 ? StudyCell(counted) : StudyCell(std::string("-"));
      table.rows.push_back({name_of(outcome.scheme.spec.kind), std::uint64_t{outcome.size.users}, outcome.size.field,
                            members - 1, coalitions, std::string(promised ? "0" : "none"), rank, by_counting,
                            outcomes_counted});
    }
  }
  return table;
}

Verdict verdict_from(bool violated, bool complete) {
  if (violated) return Verdict::kViolated;
  return complete ? Verdict::kHolds : Verdict::kUnknown;
}

void judge_coalitions(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  const std::vector<CaseOutcome> outcomes = judge(cases_of(parameters), parameters, conditions);
  bool complete = !outcomes.empty();
  const CaseOutcome* leaking = nullptr;
  const CaseOutcome* wrong = nullptr;
  const CaseOutcome* differing = nullptr;
  std::uint64_t coalitions = 0;
  std::uint64_t counted = 0;
  for (const CaseOutcome& outcome : outcomes) {
    if (wrong == nullptr && !outcome.sum_right) wrong = &outcome;
    complete = complete && outcome.done;
    if (!outcome.done) continue;
    if (leaking == nullptr && outcome.broken() != nullptr) leaking = &outcome;
    if (differing == nullptr && outcome.disagreeing() != nullptr) differing = &outcome;
    coalitions += outcome.coalitions.size();
    for (const CoalitionOutcome& one : outcome.coalitions) counted += one.enumerated ? 1U : 0U;
  }
  const std::string note = std::to_string(coalitions) + " coalitions of " + std::to_string(outcomes.size()) +
                           " cases, " + std::to_string(counted) + " of them by counting as well";
  findings.verdicts.push_back({"no_leak", verdict_from(leaking != nullptr, complete), note});
  findings.verdicts.push_back({"sum_right", verdict_from(wrong != nullptr, complete), "as forms, so for all inputs"});
  findings.verdicts.push_back({"leaks_agree", verdict_from(differing != nullptr, complete && counted > 0), note});
  if (leaking != nullptr)
    findings.counterexamples.push_back(leak_found(*leaking, *leaking->broken(), "no_leak", parameters));
  if (wrong != nullptr) findings.counterexamples.push_back(wrong_sum_found(*wrong, parameters));
  if (differing != nullptr)
    findings.counterexamples.push_back(leak_found(*differing, *differing->disagreeing(), "leaks_agree", parameters));
  findings.metrics["coalitions"] = static_cast<double>(coalitions);
  findings.metrics["coalitions_counted"] = static_cast<double>(counted);
  findings.tables.push_back(leak_table(outcomes));
}

StudyCounterexample<Parameters> few_keys_found(const SearchSize& size, const KeyTally& tally,
                                               const Parameters& parameters) {
  StudyCounterexample<Parameters> found{"keys_needed", emptied(parameters), {}};
  found.parameters.searches = {size};
  const std::string users = std::to_string(size.users);
  if (tally.secure_alone == 0)
    found.story.push_back("No matrix of " + users + " keys from " + std::to_string(tally.key_symbols) +
                          " symbols modulo " + std::to_string(size.field) + " is secure, though so many should do.");
  else
    found.story.push_back("Keys of " + users + " users made of only " + std::to_string(tally.key_symbols) +
                          " symbols modulo " + std::to_string(size.field) + " add up to 0 and hide all but the sum: " +
                          matrix_text(size, tally.key_symbols, tally.example));
  return found;
}

void search_all(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  StudyTable table{
      .name = "keys",
      .caption = "All linear key matrices that give the sum: least leak to the user who learns most (T = 0)",
      .columns = {"K", "q", "key symbols", "matrices", "secure T=0", "secure all T", "least leak"}};
  bool violated = false;
  bool complete = !parameters.searches.empty();
  for (const SearchSize& size : parameters.searches)
    for (std::uint32_t symbols = 1; symbols < size.users; ++symbols) {
      const KeyTally tally = search_keys(size, symbols, conditions);
      complete = complete && tally.complete;
      if (!tally.complete) continue;
      table.rows.push_back({std::uint64_t{size.users}, size.field, std::uint64_t{symbols}, tally.correct,
                            tally.secure_alone, tally.secure_always, std::uint64_t{tally.least_leak}});
      const bool enough = symbols + 1 >= size.users;
      if (enough == (tally.secure_alone > 0)) continue;
      if (!violated) findings.counterexamples.push_back(few_keys_found(size, tally, parameters));
      violated = true;
    }
  findings.verdicts.push_back({"keys_needed", verdict_from(violated, complete), "all matrices of the sizes listed"});
  findings.tables.push_back(std::move(table));
}

}  // namespace

StudyFindings<Parameters> Study::explore(const Parameters& parameters, const StudyConditions& conditions) {
  Findings findings;
  judge_coalitions(parameters, conditions, findings);
  search_all(parameters, conditions, findings);
  return findings;
}

}  // namespace parley::secure_aggregation

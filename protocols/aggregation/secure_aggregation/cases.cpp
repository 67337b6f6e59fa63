#include "protocols/aggregation/secure_aggregation/cases.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "protocols/core/names.hpp"

namespace parley::secure_aggregation {
namespace {

// kOneKeyShort becomes one_key_short.
template <class E>
std::string words_of(E value) {
  std::string words;
  for (const char c : names::enumerator_name(value)) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper && !words.empty()) words += '_';
    words += upper ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return words;
}

std::string list_of(const Coalition& coalition) {
  std::string list;
  for (const std::uint32_t member : coalition) list += (list.empty() ? "" : ", ") + std::to_string(member);
  return list;
}

bool fits_scheme(SchemeKind kind, const Size& size) {
  return !needs_large_field(kind) || (size.field > size.users && size.degree + 1 < size.users);
}

LinearScheme scheme_of(const Case& one) {
  return build({.kind = one.kind,
                .users = one.size.users,
                .field = one.size.field,
                .degree = one.size.degree,
                .mutant = mutated_kind(one.mutant) == one.kind ? one.mutant : Mutant::kNone});
}

CoalitionOutcome judge_coalition(const LinearScheme& scheme, const Coalition& coalition, std::uint64_t max_outcomes) {
  return {.coalition = coalition,
          .promised = coalition.size() <= scheme.private_up_to,
          .leak = leak_by_rank(scheme, coalition),
          .enumerated = leak_by_enumeration(scheme, coalition, max_outcomes)};
}

std::vector<std::string> opening(const CaseOutcome& outcome) {
  const SchemeSpec& spec = outcome.scheme.spec;
  std::vector<std::string> story;
  std::string first = std::to_string(spec.users) + " users add up inputs W0, W1, ... modulo " +
                      std::to_string(spec.field) + " with the scheme " + name_of(spec.kind);
  if (spec.mutant != Mutant::kNone) first += ", in which there is the mistake " + name_of(spec.mutant);
  story.push_back(first + ".");
  for (const Message& message : outcome.scheme.messages) {
    const std::string to = message.receiver == kEverybody ? "everybody" : "user " + std::to_string(message.receiver);
    story.push_back("round " + std::to_string(message.round) + ": user " + std::to_string(message.sender) + " tells " +
                    to + " " + text_of(outcome.scheme, message.row));
  }
  return story;
}

Parameters narrowed(const CaseOutcome& outcome, const Parameters& parameters) {
  Parameters narrow = emptied(parameters);
  narrow.schemes = {outcome.scheme.spec.kind};
  narrow.sizes = {outcome.size};
  narrow.mutant = outcome.scheme.spec.mutant;
  return narrow;
}

std::string symbols_text(double symbols) {
  std::string text = std::to_string(symbols);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

}  // namespace

std::string name_of(SchemeKind kind) {
  return words_of(kind);
}
std::string name_of(Mutant mutant) {
  return words_of(mutant);
}

const CoalitionOutcome* CaseOutcome::broken() const {
  for (const CoalitionOutcome& one : coalitions)
    if (one.promised && one.leaks()) return &one;
  return nullptr;
}

const CoalitionOutcome* CaseOutcome::disagreeing() const {
  if (!scheme.never_zero.empty()) return nullptr;
  for (const CoalitionOutcome& one : coalitions)
    if (one.enumerated && std::abs(one.enumerated->symbols - one.leak) > 1e-9) return &one;
  return nullptr;
}

std::vector<Case> cases_of(const Parameters& parameters) {
  std::vector<Case> cases;
  for (const SchemeKind kind : parameters.schemes)
    for (const Size& size : parameters.sizes)
      if (fits_scheme(kind, size)) cases.push_back({kind, size, parameters.mutant});
  return cases;
}

std::vector<CaseOutcome> judge(const std::vector<Case>& cases, const Parameters& parameters,
                               const StudyConditions& conditions) {
  std::vector<CaseOutcome> outcomes;
  std::vector<std::pair<std::size_t, std::size_t>> jobs;
  for (const Case& one : cases) {
    CaseOutcome outcome{.scheme = scheme_of(one), .size = one.size};
    outcome.sum_right = decodes_right(outcome.scheme);
    const std::vector<Coalition> coalitions =
        parameters.coalition.empty() ? all_coalitions(one.size.users) : std::vector<Coalition>{parameters.coalition};
    for (const Coalition& coalition : coalitions) {
      jobs.emplace_back(outcomes.size(), outcome.coalitions.size());
      outcome.coalitions.push_back({.coalition = coalition});
    }
    outcomes.push_back(std::move(outcome));
  }
  std::vector<char> done(jobs.size(), 0);
  conditions.for_each(jobs.size(), [&](std::uint64_t job) {
    if (conditions.is_stopped()) return;
    CaseOutcome& outcome = outcomes[jobs[job].first];
    CoalitionOutcome& coalition = outcome.coalitions[jobs[job].second];
    coalition = judge_coalition(outcome.scheme, coalition.coalition, parameters.max_outcomes);
    done[job] = 1;
  });
  for (CaseOutcome& outcome : outcomes) outcome.done = true;
  for (std::size_t job = 0; job < jobs.size(); ++job)
    if (done[job] == 0) outcomes[jobs[job].first].done = false;
  return outcomes;
}

StudyCounterexample<Parameters> leak_found(const CaseOutcome& outcome, const CoalitionOutcome& coalition,
                                           std::string property, const Parameters& parameters) {
  StudyCounterexample<Parameters> found{std::move(property), narrowed(outcome, parameters), opening(outcome)};
  found.parameters.coalition = coalition.coalition;
  found.story.push_back("Together the users " + list_of(coalition.coalition) +
                        " know their own inputs and keys and the sum.");
  const Row witness = witness_of(outcome.scheme, coalition.coalition);
  if (!witness.empty())
    found.story.push_back("From the messages they find " + text_of(outcome.scheme, witness) +
                          " as well, which does not follow from the sum.");
  const double symbols = coalition.enumerated ? coalition.enumerated->symbols : coalition.leak;
  found.story.push_back("They learn " + symbols_text(symbols) + " symbols about the inputs beyond the sum" +
                        (coalition.enumerated ? ", by counting " + std::to_string(coalition.enumerated->outcomes) +
                                                    " assignments of inputs and keys."
                                              : "."));
  return found;
}

StudyCounterexample<Parameters> wrong_sum_found(const CaseOutcome& outcome, const Parameters& parameters) {
  StudyCounterexample<Parameters> found{"sum_right", narrowed(outcome, parameters), opening(outcome)};
  const LinearScheme& scheme = outcome.scheme;
  for (std::size_t user = 0; user < scheme.decoders.size(); ++user)
    for (std::size_t epoch = 0; epoch < scheme.decoders[user].size(); ++epoch) {
      const Row decoded = decoded_row(scheme, scheme.decoders[user][epoch]);
      if (decoded == scheme.targets[epoch]) continue;
      found.story.push_back("User " + std::to_string(user) + " takes for the sum " + text_of(scheme, decoded) +
                            ", which should be " + text_of(scheme, scheme.targets[epoch]) + ".");
      return found;
    }
  return found;
}

}  // namespace parley::secure_aggregation

#include <cstddef>
#include <utility>

#include "protocols/aggregation/secure_aggregation/cases.hpp"
#include "protocols/aggregation/secure_aggregation/rates.hpp"
#include "protocols/aggregation/secure_aggregation/uniform.hpp"

namespace parley::secure_aggregation {
namespace {

Mutant mutant_in(SchemeKind kind, const Parameters& parameters) {
  return mutated_kind(parameters.mutant) == kind ? parameters.mutant : Mutant::kNone;
}

std::vector<RateJob> rate_jobs(const Parameters& parameters) {
  std::vector<RateJob> jobs;
  for (const SchemeKind kind : parameters.schemes)
    for (const std::uint32_t users : parameters.scale_users)
      jobs.push_back({.spec = {.kind = kind,
                               .users = users,
                               .field = kModelOrder,
                               .degree = (users - 1) / 2,
                               .mutant = mutant_in(kind, parameters)},
                      .symbols = parameters.scale_symbols,
                      .coalitions = parameters.scale_coalitions});
  return jobs;
}

StudyCounterexample<Parameters> rate_found(const RateJob& job, std::string property, std::string what,
                                           const Parameters& parameters) {
  StudyCounterexample<Parameters> found{std::move(property), emptied(parameters), {}};
  found.parameters.schemes = {job.spec.kind};
  found.parameters.scale_users = {job.spec.users};
  found.parameters.mutant = job.spec.mutant;
  found.story = {std::to_string(job.spec.users) + " users add up inputs modulo 2^61 - 1 with the scheme " +
                     name_of(job.spec.kind) + ", mistake: " + name_of(job.spec.mutant) + ".",
                 std::move(what)};
  return found;
}

void tell_rates(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  const std::vector<RateJob> jobs = rate_jobs(parameters);
  std::vector<Rates> all(jobs.size());
  // The stream follows from the case and not from its place, so that a narrowed run finds the same.
  conditions.for_each(jobs.size(), [&](std::uint64_t job) {
    const std::uint64_t kind = static_cast<std::uint64_t>(jobs[job].spec.kind);
    all[job] = measure(jobs[job], (std::uint64_t{1} << 32) + kind * 1024 + jobs[job].spec.users, conditions);
  });
  StudyTable table{.name = "rates",
                   .caption = "Symbols per input symbol, largest leak to sampled coalitions, fate of one dropout",
                   .columns = {"scheme", "K", "sent", "unicasts", "keys", "independent", "rounds", "leak", "promised T",
                               "survives dropout"}};
  bool complete = !jobs.empty();
  bool survives = false;
  bool leaks = false;
  bool wrong = false;
  for (std::size_t job = 0; job < jobs.size(); ++job) {
    const Rates& rates = all[job];
    const SchemeSpec& spec = jobs[job].spec;
    complete = complete && rates.done;
    if (!rates.done) continue;
    const std::uint32_t private_up_to = build({.kind = spec.kind, .users = 3, .field = 5}).private_up_to;
    const bool any_size = private_up_to == 3;
    const std::string promised = private_up_to == 0               ? "none"
                                 : any_size                       ? "any"
                                 : spec.kind == SchemeKind::kRing ? "0"
                                                                  : std::to_string(spec.degree - 1);
    table.rows.push_back({name_of(spec.kind), std::uint64_t{spec.users}, rates.sent, rates.unicasts, rates.keys,
                          rates.independent, rates.rounds, rates.leak, promised,
                          std::string(rates.survives ? "yes" : "no")});
    survives = survives || rates.survives;
    if (!rates.sums_right && !std::exchange(wrong, true))
      findings.counterexamples.push_back(
          rate_found(jobs[job], "sum_right", "Some user does not get the sum of random inputs.", parameters));
    if (rates.leak > 0 && private_up_to > 0 && !std::exchange(leaks, true))
      findings.counterexamples.push_back(rate_found(
          jobs[job], "no_leak", "A sampled coalition learns " + std::to_string(rates.leak) + " symbols beyond the sum.",
          parameters));
  }
  const auto always = [&](bool broken) {
    return broken ? Verdict::kViolated : complete ? Verdict::kHolds : Verdict::kUnknown;
  };
  findings.verdicts.push_back({"sum_right", always(wrong), "on random inputs, from messages as numbers"});
  findings.verdicts.push_back({"no_leak", always(leaks), "sampled coalitions, by rank"});
  const Verdict nobody = complete ? Verdict::kViolated : Verdict::kUnknown;
  findings.verdicts.push_back({"dropout_survived", survives ? Verdict::kHolds : nobody, "see the table rates"});
  findings.tables.push_back(std::move(table));
}

void tell_uniform(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  const LinearScheme scheme = build({.kind = SchemeKind::kDealer,
                                     .users = parameters.uniform_users,
                                     .field = parameters.uniform_field,
                                     .mutant = mutant_in(SchemeKind::kDealer, parameters)});
  const std::vector<UniformTest> tests = test_uniform(scheme, parameters.uniform_runs, conditions);
  StudyTable table{.name = "uniform",
                   .caption = "What user 0 sees, for fixed inputs: deviation of chi-square in standard deviations",
                   .columns = {"statistic", "chi-square", "deviation"}};
  const UniformTest* worst = nullptr;
  for (const UniformTest& test : tests) {
    table.rows.push_back({test.statistic, test.chi_square, test.deviation});
    if (worst == nullptr || test.deviation > worst->deviation) worst = &test;
  }
  const bool broken = worst != nullptr && worst->deviation > kLargestDeviation;
  const Verdict fine = worst != nullptr ? Verdict::kHolds : Verdict::kUnknown;
  findings.verdicts.push_back({"view_uniform", broken ? Verdict::kViolated : fine,
                               worst == nullptr ? "not looked at" : "largest deviation at " + worst->statistic});
  if (broken) {
    StudyCounterexample<Parameters> found{"view_uniform", emptied(parameters), {}};
    found.parameters.uniform_runs = parameters.uniform_runs;
    found.story = {std::to_string(parameters.uniform_users) + " users, keys from a dealer with the mistake " +
                       name_of(parameters.mutant) + ", inputs fixed, keys drawn " +
                       std::to_string(parameters.uniform_runs) + " times.",
                   "Of the values that " + worst->statistic + " takes, chi-square is " +
                       std::to_string(worst->chi_square) + ", " + std::to_string(worst->deviation) +
                       " standard deviations above that of a uniform one."};
    findings.counterexamples.push_back(std::move(found));
  }
  findings.tables.push_back(std::move(table));
}

void tell_learning(const Parameters& parameters, const StudyConditions& conditions, Findings& findings) {
  const LearningOutcome outcome = learn(parameters.learning, parameters.mutant, conditions);
  const bool complete = outcome.rounds == parameters.learning.rounds;
  const Verdict fine = complete ? Verdict::kHolds : Verdict::kUnknown;
  findings.verdicts.push_back({"model_equal", outcome.equal ? fine : Verdict::kViolated,
                               "after each of " + std::to_string(outcome.rounds) + " rounds"});
  findings.metrics["accuracy_secure"] = outcome.secure_accuracy;
  findings.metrics["accuracy_plain"] = outcome.plain_accuracy;
  findings.metrics["accuracy_float"] = outcome.float_accuracy;
  findings.metrics["largest_gap_to_float"] = outcome.largest_gap;
  StudyTable table{.name = "learning",
                   .caption = "Accuracy of the model learnt over the scheme, on unseen samples",
                   .columns = {"round", "accuracy"},
                   .drawn_over = "round",
                   .plotted = {"accuracy"}};
  for (std::size_t round = 0; round < outcome.by_round.size(); ++round)
    table.rows.push_back({std::uint64_t{round + 1}, outcome.by_round[round]});
  findings.tables.push_back(std::move(table));
  if (outcome.equal) return;
  StudyCounterexample<Parameters> found{"model_equal", emptied(parameters), {}};
  found.parameters.learning = parameters.learning;
  found.story = {std::to_string(parameters.learning.users) + " users learn together over the scheme " +
                     name_of(parameters.learning.scheme) + ", mistake: " + name_of(parameters.mutant) + ".",
                 "The model is not the one of plain averaging: accuracy " + std::to_string(outcome.secure_accuracy) +
                     " against " + std::to_string(outcome.plain_accuracy) + "."};
  findings.counterexamples.push_back(std::move(found));
}

}  // namespace

StudyFindings<Parameters> Study::simulate(const Parameters& parameters, const StudyConditions& conditions) {
  Findings findings;
  if (!parameters.scale_users.empty()) tell_rates(parameters, conditions, findings);
  if (parameters.uniform_runs > 0) tell_uniform(parameters, conditions, findings);
  if (parameters.learning.users > 0) tell_learning(parameters, conditions, findings);
  return findings;
}

}  // namespace parley::secure_aggregation

#include "cli/engines/attack_summary.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "cli/engines/instance.hpp"
#include "faults/plan_writer.hpp"

namespace parley::cli {

namespace {

constexpr std::uint64_t kDefaultBudget = 10'000;
constexpr std::uint64_t kMostGuided = 20'000;  // guidance costs a third of the speed: long campaigns do without

void check_strategies(const Experiment& experiment) {
  const auto& known = faults::strategy_names();
  for (std::size_t index = 0; index < experiment.attack.strategies.size(); ++index) {
    const std::string& name = experiment.attack.strategies[index];
    if (std::find(known.begin(), known.end(), name) == known.end())
      throw InputError(experiment.file.string(), fmt::format("/attack/strategies/{}", index),
                       fmt::format("expected one of {}, found \"{}\"", fmt::join(known, ", "), name));
  }
}

PropertyVerdict judge(const PropertyInfo& property, std::size_t index, const faults::CampaignResult& found) {
  const faults::Coverage& coverage = found.coverage;
  PropertyVerdict verdict{std::string(property.name), Verdict::kHolds, found.seconds, ""};
  if (property.kind == PropertyKind::kSometimes) {
    verdict.verdict = coverage.witnessed[index] > 0 ? Verdict::kHolds : Verdict::kUnknown;
    verdict.note = fmt::format("in {} of {} runs", coverage.witnessed[index], found.runs);
  } else if (coverage.violations[index] > 0) {
    verdict.verdict = Verdict::kViolated;
    verdict.note = fmt::format("in {} of {} runs", coverage.violations[index], found.runs);
  } else {
    verdict.note = fmt::format("not broken in {} runs", found.runs);
    if (found.out_of_time) verdict.verdict = Verdict::kUnknown;
  }
  return verdict;
}

void add_coverage(const faults::CampaignResult& found, VerbResult& result) {
  const faults::Coverage& coverage = found.coverage;
  const auto number = [](std::uint64_t value) { return static_cast<double>(value); };
  result.metrics["runs"] = number(found.runs);
  result.metrics["runs_per_second"] = found.seconds > 0 ? number(found.runs) / found.seconds : 0;
  result.metrics["steps"] = number(coverage.steps);
  result.metrics["deliveries"] = number(coverage.deliveries);
  result.metrics["timers"] = number(coverage.timers);
  result.metrics["crashes"] = number(coverage.crashes);
  result.metrics["restarts"] = number(coverage.restarts);
  result.metrics["withheld"] = number(coverage.withheld);
  result.metrics["duplicated"] = number(coverage.duplicated);
  result.metrics["partitioned_runs"] = number(coverage.partitioned_runs);
  result.metrics["guided_runs"] = number(coverage.guided_runs);
  result.metrics["abstract_states"] = number(coverage.abstract_states);
  result.metrics["longest_run"] = number(coverage.longest_run);
  result.metrics["latest_tick"] = number(coverage.latest_tick);
  result.metrics["unfinished_runs"] = number(coverage.unfinished_runs);
  for (std::size_t index = 0; index < found.strategy_names.size() && index < coverage.strategy_runs.size(); ++index)
    result.metrics["runs_with_" + found.strategy_names[index]] = number(coverage.strategy_runs[index]);
  for (std::size_t index = 0; index < coverage.schedule_runs.size(); ++index)
    result.metrics["runs_by_" + std::string(faults::kScheduleNames[index])] = number(coverage.schedule_runs[index]);
  for (std::size_t index = 0; index < found.message_kinds.size(); ++index)
    result.metrics["delivered_" + found.message_kinds[index]] = number(coverage.delivered_kinds[index]);
}

void add_finding(const Experiment& experiment, faults::Finding finding, VerbResult& result) {
  result.metrics["first_violation_run"] = static_cast<double>(finding.run);
  result.metrics["recorded_events"] = static_cast<double>(finding.recorded_events);
  result.metrics["shrunk_events"] = static_cast<double>(finding.events);
  // The trace's experiment states the faults that were found, so that it replays as it is.
  finding.trace.experiment = experiment.document;
  finding.trace.experiment["faults"] = faults::write_fault_plan(finding.plan);
  result.traces.push_back({"attack-counterexample.trace.jsonl", std::move(finding.trace), true});
}

}  // namespace

faults::CampaignOptions attack_options(const Experiment& experiment, const VerbOptions& verb) {
  check_strategies(experiment);
  const AttackSection& section = experiment.attack;
  faults::CampaignOptions options;
  options.seed = verb.seed;
  options.runs = verb.runs.value_or(kDefaultBudget);
  options.threads = verb.threads;
  options.guided = options.runs <= kMostGuided;
  options.faulty = section.faulty.value_or(experiment.t);
  options.strategies = section.strategies;
  options.restarts = section.crashes;
  options.network.loss = section.loss;
  options.network.duplication = section.duplication;
  options.properties = experiment.properties;
  options.max_steps = section.max_steps;
  options.max_seconds = verb.timeout_seconds;
  options.stop = verb.stop;
  return options;
}

VerbResult summarise(const Experiment& experiment, const VerbOptions& verb, std::span<const PropertyInfo> properties,
                     faults::CampaignResult found) {
  VerbResult result;
  result.verb = "attack";
  result.file = experiment.file.string();
  result.seed = verb.seed;
  result.seconds = found.seconds + found.shrink_seconds;
  for (std::size_t index = 0; index < properties.size(); ++index)
    if (is_wanted(experiment, properties[index].name))
      result.verdicts.push_back(judge(properties[index], index, found));
  add_coverage(found, result);
  if (found.finding) add_finding(experiment, *std::move(found.finding), result);
  return result;
}

}  // namespace parley::cli

#include "cli/engines/summary.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "cli/engines/instance.hpp"

namespace parley::cli {

namespace {

// A run whose end says something about what it left undone: nothing more could happen, and no message was lost.
bool is_conclusive(const sim::RunResult& run) {
  return run.ending == sim::Ending::kQuiet && run.counters.lost == 0;
}

PropertyVerdict judge_always(std::size_t index, std::span<const sim::RunResult> results) {
  for (std::size_t run = 0; run < results.size(); ++run)
    if (results[run].broken.contains(index)) return {"", Verdict::kViolated, 0, fmt::format("in run {}", run)};
  return {"", Verdict::kHolds, 0, fmt::format("in {} runs", results.size())};
}

PropertyVerdict judge_sometimes(std::size_t index, std::span<const sim::RunResult> results) {
  std::size_t witnesses = 0;
  for (const sim::RunResult& run : results) witnesses += run.witnessed.contains(index) ? 1U : 0U;
  if (witnesses == 0) return {"", Verdict::kUnknown, 0, "no run has shown it"};
  return {"", Verdict::kHolds, 0, fmt::format("in {} of {} runs", witnesses, results.size())};
}

PropertyVerdict judge_eventually(std::size_t index, std::span<const sim::RunResult> results) {
  std::size_t open = 0;
  for (std::size_t run = 0; run < results.size(); ++run) {
    if (!results[run].unfulfilled.contains(index)) continue;
    if (is_conclusive(results[run])) return {"", Verdict::kViolated, 0, fmt::format("in run {}", run)};
    ++open;
  }
  if (open > 0)
    return {"", Verdict::kUnknown, 0,
            fmt::format("not within the time or with lost messages, in {} of {} runs", open, results.size())};
  return {"", Verdict::kHolds, 0, fmt::format("in {} runs", results.size())};
}

PropertyVerdict judge(const PropertyInfo& property, std::size_t index, std::span<const sim::RunResult> results,
                      std::uint64_t runs) {
  PropertyVerdict verdict;
  switch (property.kind) {
    case PropertyKind::kAlways:
      verdict = judge_always(index, results);
      break;
    case PropertyKind::kSometimes:
      verdict = judge_sometimes(index, results);
      break;
    case PropertyKind::kEventually:
      verdict = judge_eventually(index, results);
      break;
  }
  verdict.property = property.name;
  const bool stopped = results.size() < runs ||
                       std::any_of(results.begin(), results.end(),
                                   [](const sim::RunResult& run) { return run.ending == sim::Ending::kStopped; });
  if (stopped && verdict.verdict == Verdict::kHolds && property.kind != PropertyKind::kSometimes)
    return {verdict.property, Verdict::kUnknown, 0, "stopped before all runs were done"};
  return verdict;
}

void add_counters(std::span<const sim::RunResult> results, double seconds, VerbResult& result) {
  sim::Counters sum;
  std::uint64_t ticks = 0;
  for (const sim::RunResult& run : results) {
    sum.steps += run.counters.steps;
    sum.sent += run.counters.sent;
    sum.delivered += run.counters.delivered;
    sum.lost += run.counters.lost;
    sum.duplicated += run.counters.duplicated;
    sum.alarms += run.counters.alarms;
    ticks += run.counters.ticks;
  }
  const auto number = [](std::uint64_t value) { return static_cast<double>(value); };
  result.metrics["runs"] = number(results.size());
  result.metrics["messages"] = number(sum.delivered);
  result.metrics["messages_per_second"] = seconds > 0 ? number(sum.delivered) / seconds : 0;
  result.metrics["rounds"] = results.empty() ? 0 : number(ticks) / number(results.size());
  result.metrics["steps"] = number(sum.steps);
  result.metrics["sent"] = number(sum.sent);
  result.metrics["lost"] = number(sum.lost);
  result.metrics["duplicated"] = number(sum.duplicated);
  result.metrics["alarms"] = number(sum.alarms);
}

}  // namespace

std::optional<FirstViolation> first_violation(const Experiment& experiment, std::span<const PropertyInfo> properties,
                                              std::span<const sim::RunResult> results) {
  for (std::size_t run = 0; run < results.size(); ++run) {
    for (std::size_t index = 0; index < properties.size(); ++index) {
      if (!is_wanted(experiment, properties[index].name)) continue;
      const bool open = is_conclusive(results[run]) && results[run].unfulfilled.contains(index);
      if (results[run].broken.contains(index) || open) return FirstViolation{run, std::string(properties[index].name)};
    }
  }
  return std::nullopt;
}

VerbResult summarise(const Experiment& experiment, std::span<const PropertyInfo> properties,
                     std::span<const sim::RunResult> results, std::uint64_t runs, double seconds) {
  VerbResult result;
  result.verb = "simulate";
  result.file = experiment.file.string();
  result.seconds = seconds;
  for (std::size_t index = 0; index < properties.size(); ++index) {
    if (!is_wanted(experiment, properties[index].name)) continue;
    result.verdicts.push_back(judge(properties[index], index, results, runs));
    result.verdicts.back().seconds = seconds;
  }
  add_counters(results, seconds, result);
  Hash128 chain;
  for (const sim::RunResult& run : results) chain = combine(chain, run.trace_hash);
  result.facts["trace_hash"] = fmt::format("{:016x}{:016x}", chain.high, chain.low);
  return result;
}

}  // namespace parley::cli

#include "cli/engines/summary.hpp"

#include <fmt/format.h>

#include "cli/engines/instance.hpp"

namespace parley::cli {

namespace {

// A run whose end says something about what it left undone: nothing more could happen, and no message was lost.
bool is_conclusive(const sim::RunResult& run) {
  return run.ending == sim::Ending::kQuiet && run.counters.lost == 0;
}

void add(const sim::Counters& run, sim::Counters& sum) {
  sum.steps += run.steps;
  sum.sent += run.sent;
  sum.delivered += run.delivered;
  sum.lost += run.lost;
  sum.duplicated += run.duplicated;
  sum.alarms += run.alarms;
  sum.ticks += run.ticks;
}

}  // namespace

RunTally::RunTally(const Experiment& experiment, std::span<const PropertyInfo> properties)
    : experiment_(&experiment), properties_(properties), seen_(properties.size()) {}

void RunTally::add(const sim::RunResult& run) {
  const bool conclusive = is_conclusive(run);
  for (std::size_t index = 0; index < properties_.size(); ++index) {
    Seen& seen = seen_[index];
    const bool open = run.unfulfilled.contains(index);
    const bool violated = run.broken.contains(index) || (open && conclusive);
    seen.witnesses += run.witnessed.contains(index) ? 1U : 0U;
    seen.open += open && !conclusive ? 1U : 0U;
    if (!violated) continue;
    if (!seen.violated_in) seen.violated_in = runs_;
    if (!violation_ && is_wanted(*experiment_, properties_[index].name))
      violation_ = Violation{runs_, std::string(properties_[index].name)};
  }
  cli::add(run.counters, sum_);
  chain_ = combine(chain_, run.trace_hash);
  stopped_ = stopped_ || run.ending == sim::Ending::kStopped;
  ++runs_;
}

PropertyVerdict RunTally::judge(std::size_t index, bool stopped) const {
  const PropertyInfo& property = properties_[index];
  const Seen& seen = seen_[index];
  const auto verdict = [&property](Verdict found, std::string note) {
    return PropertyVerdict{std::string(property.name), found, 0, std::move(note)};
  };
  if (seen.violated_in) return verdict(Verdict::kViolated, fmt::format("in run {}", *seen.violated_in));
  if (property.kind == PropertyKind::kSometimes) {
    if (seen.witnesses == 0) return verdict(Verdict::kUnknown, "no run has shown it");
    return verdict(Verdict::kHolds, fmt::format("in {} of {} runs", seen.witnesses, runs_));
  }
  if (seen.open > 0)
    return verdict(Verdict::kUnknown,
                   fmt::format("not within the time or with lost messages, in {} of {} runs", seen.open, runs_));
  if (stopped) return verdict(Verdict::kUnknown, "stopped before all runs were done");
  return verdict(Verdict::kHolds, fmt::format("in {} runs", runs_));
}

void RunTally::add_counters(double seconds, VerbResult& result) const {
  const auto number = [](std::uint64_t value) { return static_cast<double>(value); };
  result.metrics["runs"] = number(runs_);
  result.metrics["messages"] = number(sum_.delivered);
  result.metrics["messages_per_second"] = seconds > 0 ? number(sum_.delivered) / seconds : 0;
  result.metrics["rounds"] = runs_ == 0 ? 0 : number(sum_.ticks) / number(runs_);
  result.metrics["steps"] = number(sum_.steps);
  result.metrics["sent"] = number(sum_.sent);
  result.metrics["lost"] = number(sum_.lost);
  result.metrics["duplicated"] = number(sum_.duplicated);
  result.metrics["alarms"] = number(sum_.alarms);
}

VerbResult RunTally::result(std::uint64_t planned, double seconds) const {
  VerbResult result;
  result.verb = "simulate";
  result.file = experiment_->file.string();
  result.seconds = seconds;
  for (std::size_t index = 0; index < properties_.size(); ++index) {
    if (!is_wanted(*experiment_, properties_[index].name)) continue;
    result.verdicts.push_back(judge(index, stopped_ || runs_ < planned));
    result.verdicts.back().seconds = seconds;
  }
  add_counters(seconds, result);
  result.facts["trace_hash"] = fmt::format("{:016x}{:016x}", chain_.high, chain_.low);
  return result;
}

}  // namespace parley::cli

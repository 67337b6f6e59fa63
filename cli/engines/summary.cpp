#include "cli/engines/summary.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include <boost/math/distributions/students_t.hpp>

#include "cli/engines/instance.hpp"

namespace parley::cli {

namespace {

// A run whose end says something about what it left undone: nothing more could happen, and no message was lost
// or sent where there is no link.
bool is_conclusive(const sim::RunResult& run) {
  return run.ending == sim::Ending::kQuiet && run.counters.lost == 0 && run.counters.unlinked == 0;
}

void add(const sim::Counters& run, sim::Counters& sum) {
  sum.steps += run.steps;
  sum.sent += run.sent;
  sum.delivered += run.delivered;
  sum.lost += run.lost;
  sum.unlinked += run.unlinked;
  sum.duplicated += run.duplicated;
  sum.alarms += run.alarms;
  sum.ticks += run.ticks;
  sum.outputs += run.outputs;
  sum.operations += run.operations;
  sum.operation_ticks += run.operation_ticks;
  sum.bytes += run.bytes;
}

double number(std::uint64_t value) {
  return static_cast<double>(value);
}

}  // namespace

Moments Moments::of_share(std::uint64_t ones, std::uint64_t count) {
  Moments moments;
  moments.count_ = count;
  moments.mean_ = number(ones) / number(count);
  moments.squares_ = number(count) * moments.mean_ * (1 - moments.mean_);
  return moments;
}

void Moments::add(double value) {
  ++count_;
  const double difference = value - mean_;
  mean_ += difference / number(count_);
  squares_ += difference * (value - mean_);
}

Interval Moments::interval() const {
  Interval interval{count_, mean_, 0, 0};
  if (count_ < 2) return interval;
  const double degrees = number(count_ - 1);
  interval.deviation = std::sqrt(squares_ / degrees);
  const double quantile = boost::math::quantile(boost::math::students_t(degrees), 0.975);
  interval.half_width = quantile * interval.deviation / std::sqrt(number(count_));
  return interval;
}

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
    ++seen.violations;
    if (!seen.violated_in) seen.violated_in = runs_;
    if (!violation_ && is_wanted(*experiment_, properties_[index].name))
      violation_ = Violation{runs_, std::string(properties_[index].name)};
  }
  add_metrics(run);
  chain_ = combine(chain_, run.trace_hash);
  stopped_ = stopped_ || run.ending == sim::Ending::kStopped;
  ++runs_;
}

void RunTally::add_metrics(const sim::RunResult& run) {
  const sim::Counters counted = run.counters - run.warm_up;
  cli::add(counted, sum_);
  const std::array<std::uint64_t, kRunMetrics.size()> values{counted.ticks, counted.delivered, counted.sent,
                                                             counted.steps, counted.outputs};
  for (std::size_t index = 0; index < values.size(); ++index) run_metrics_[index].add(number(values[index]));
  if (counted.operations > 0) {
    const double operations = number(counted.operations);
    operation_metrics_[0].add(operations);
    operation_metrics_[1].add(number(counted.operation_ticks) / operations);
    operation_metrics_[2].add(counted.ticks > 0 ? operations / number(counted.ticks) : 0);
  }
  if (counted.bytes > 0) byte_moments_.add(number(counted.bytes));
  for (const auto& [name, value] : run.measures) measures_[name].add(value);
}

bool RunTally::is_precise(const Precision& precision) const {
  const Moments* found = nullptr;
  for (std::size_t index = 0; index < kRunMetrics.size(); ++index)
    if (kRunMetrics[index] == precision.metric) found = &run_metrics_[index];
  for (std::size_t index = 0; index < kOperationMetrics.size(); ++index)
    if (kOperationMetrics[index] == precision.metric) found = &operation_metrics_[index];
  if (precision.metric == "bytes") found = &byte_moments_;
  if (const auto measure = measures_.find(precision.metric); measure != measures_.end()) found = &measure->second;
  if (found == nullptr || found->count() < precision.least_runs) return false;
  const Interval interval = found->interval();
  return interval.half_width <= precision.relative * std::abs(interval.mean);
}

PropertyVerdict RunTally::judge(std::size_t index, bool stopped) const {
  const PropertyInfo& property = properties_[index];
  const Seen& seen = seen_[index];
  const auto verdict = [&property](Verdict found, std::string note) {
    return PropertyVerdict{std::string(property.name), found, 0, std::move(note)};
  };
  if (seen.violations == 1) return verdict(Verdict::kViolated, fmt::format("in run {}", *seen.violated_in));
  if (seen.violated_in)
    return verdict(Verdict::kViolated,
                   fmt::format("in {} of {} runs, first in run {}", seen.violations, runs_, *seen.violated_in));
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
  result.metrics["runs"] = number(runs_);
  result.metrics["messages"] = number(sum_.delivered);
  result.metrics["messages_per_second"] = seconds > 0 ? number(sum_.delivered) / seconds : 0;
  result.metrics["rounds"] = runs_ == 0 ? 0 : number(sum_.ticks) / number(runs_);
  result.metrics["steps"] = number(sum_.steps);
  result.metrics["sent"] = number(sum_.sent);
  result.metrics["lost"] = number(sum_.lost);
  result.metrics["duplicated"] = number(sum_.duplicated);
  result.metrics["alarms"] = number(sum_.alarms);
  result.metrics["outputs"] = number(sum_.outputs);
  if (sum_.bytes > 0) {
    result.metrics["bytes"] = number(sum_.bytes);
    result.intervals["bytes"] = byte_moments_.interval();
  }
  if (sum_.unlinked > 0) result.metrics["unlinked"] = number(sum_.unlinked);
  for (std::size_t index = 0; index < kRunMetrics.size(); ++index)
    result.intervals[std::string(kRunMetrics[index])] = run_metrics_[index].interval();
  if (sum_.operations > 0) {
    for (std::size_t index = 0; index < kOperationMetrics.size(); ++index)
      result.intervals[std::string(kOperationMetrics[index])] = operation_metrics_[index].interval();
    result.metrics["operations"] = number(sum_.operations);
    result.metrics["latency"] = number(sum_.operation_ticks) / number(sum_.operations);
    result.metrics["throughput"] = sum_.ticks > 0 ? number(sum_.operations) / number(sum_.ticks) : 0;
  }
  for (const auto& [name, moments] : measures_) {
    result.intervals[name] = moments.interval();
    result.metrics[name] = moments.interval().mean;
  }
}

void RunTally::add_broken_shares(VerbResult& result) const {
  for (std::size_t index = 0; index < properties_.size(); ++index) {
    const std::uint64_t violations = seen_[index].violations;
    if (violations == 0 || !is_wanted(*experiment_, properties_[index].name)) continue;
    const Moments share = Moments::of_share(violations, runs_);
    const std::string name = std::string(kBrokenShare) + std::string(properties_[index].name);
    result.intervals[name] = share.interval();
    result.metrics[name] = share.interval().mean;
  }
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
  add_broken_shares(result);
  result.facts["trace_hash"] = fmt::format("{:016x}{:016x}", chain_.high, chain_.low);
  return result;
}

}  // namespace parley::cli

// Many runs as one result: verdicts by property, counters summed. Runs are added one by one and not kept, so that a
// million of them take no more memory than one.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/experiment.hpp"
#include "cli/result.hpp"
#include "net/sim/run_result.hpp"

namespace parley::cli {

// The metrics that every run has, and those of runs with operations of clients.
inline constexpr std::array<std::string_view, 5> kRunMetrics{"rounds", "messages", "sent", "steps", "outputs"};
// Before the name of a property that some run violates: the share of runs that do.
inline constexpr std::string_view kBrokenShare = "broken_";
inline constexpr std::array<std::string_view, 3> kOperationMetrics{"operations", "latency", "throughput"};

// Mean and variance of numbers added one by one (Welford, "Note on a method for calculating corrected sums of squares
// and products", Technometrics 4, 1962).
class Moments {
 public:
  // Of `ones` ones among `count` numbers that are else 0.
  static Moments of_share(std::uint64_t ones, std::uint64_t count);

  void add(double value);
  Interval interval() const;
  std::uint64_t count() const { return count_; }

 private:
  std::uint64_t count_ = 0;
  double mean_ = 0;
  double squares_ = 0;  // sum of squared differences from the mean
};

class RunTally {
 public:
  // `experiment` and `properties` must outlive the tally.
  RunTally(const Experiment& experiment, std::span<const PropertyInfo> properties);

  // The next run: in order of their numbers, without a gap.
  void add(const sim::RunResult& run);

  std::uint64_t runs() const { return runs_; }

  // The first run, and of it the first property asked for, that is violated.
  struct Violation {
    std::uint64_t run = 0;
    std::string property;
  };
  const std::optional<Violation>& violation() const { return violation_; }

  // Whether the metric's confidence interval is as narrow as asked for.
  bool is_precise(const Precision& precision) const;

  // `planned` is how many runs were asked for: more than were added when stopped before.
  VerbResult result(std::uint64_t planned, double seconds) const;

 private:
  // What the runs have shown of one property.
  struct Seen {
    std::optional<std::uint64_t> violated_in;  // the first
    std::uint64_t violations = 0;              // runs that violate it
    std::uint64_t witnesses = 0;               // runs that showed it
    std::uint64_t open = 0;                    // runs that left it unfulfilled and say nothing by that
  };

  PropertyVerdict judge(std::size_t index, bool stopped) const;
  void add_metrics(const sim::RunResult& run);
  void add_counters(double seconds, VerbResult& result) const;
  void add_broken_shares(VerbResult& result) const;

  const Experiment* experiment_;
  std::span<const PropertyInfo> properties_;
  std::vector<Seen> seen_;
  std::optional<Violation> violation_;
  sim::Counters sum_;  // without warm-up
  std::array<Moments, kRunMetrics.size()> run_metrics_;
  std::array<Moments, kOperationMetrics.size()> operation_metrics_;  // of runs that have any
  Moments byte_moments_;                                             // of runs that count them
  std::map<std::string, Moments> measures_;
  Hash128 chain_;
  std::uint64_t runs_ = 0;
  bool stopped_ = false;  // some run was cut short
};

}  // namespace parley::cli

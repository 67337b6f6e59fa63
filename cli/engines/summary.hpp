// Many runs as one result: verdicts by property, counters summed. Runs are added one by one and not kept, so that a
// million of them take no more memory than one.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/experiment.hpp"
#include "cli/result.hpp"
#include "net/sim/run_result.hpp"

namespace parley::cli {

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

  // `planned` is how many runs were asked for: more than were added when stopped before.
  VerbResult result(std::uint64_t planned, double seconds) const;

 private:
  // What the runs have shown of one property.
  struct Seen {
    std::optional<std::uint64_t> violated_in;
    std::uint64_t witnesses = 0;  // runs that showed it
    std::uint64_t open = 0;       // runs that left it unfulfilled and say nothing by that
  };

  PropertyVerdict judge(std::size_t index, bool stopped) const;
  void add_counters(double seconds, VerbResult& result) const;

  const Experiment* experiment_;
  std::span<const PropertyInfo> properties_;
  std::vector<Seen> seen_;
  std::optional<Violation> violation_;
  sim::Counters sum_;
  Hash128 chain_;
  std::uint64_t runs_ = 0;
  bool stopped_ = false;  // some run was cut short
};

}  // namespace parley::cli

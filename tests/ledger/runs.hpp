// Seeded runs of the ledger for its tests: what the monitor has measured, by name, on average over runs.
#pragma once

#include <cmath>
#include <map>
#include <string>

#include "faults/mixed.hpp"
#include "net/sim/simulation.hpp"
#include "protocols/ledger/nakamoto/nakamoto.hpp"

namespace parley::nakamoto {

struct Measured {
  double mean = 0;
  double standard_error = 0;
};

struct Runs {
  std::map<std::string, Measured> measures;
  int runs = 0;
  int done = 0;      // all have confirmed the target
  int reverted = 0;  // common_prefix is broken
  int invalid = 0;   // validity is broken

  const Measured& operator[](const std::string& name) const { return measures.at(name); }
};

inline faults::FaultPlan attack_by(ProcessId process, faults::ProtocolAttack attack) {
  faults::FaultPlan plan;
  plan.byzantine.push_back({process, {faults::StrategySpec{std::move(attack)}}});
  return plan;
}

inline Runs make_runs(const Config& config, int runs, const sim::Network& network = {},
                      const faults::FaultPlan& plan = {}) {
  using Running = faults::Mixed<Protocol>;
  const faults::MixedConfig<Protocol> mixed(config, plan);
  Runs result;
  result.runs = runs;
  std::map<std::string, std::pair<double, double>> sums;
  for (int run = 0; run < runs; ++run) {
    sim::Options options;
    options.seed = static_cast<std::uint64_t>(run) + 1;
    options.correct = Running::correct(mixed);
    options.network = network;
    options.max_ticks = 1'000'000'000;
    const sim::RunResult made = sim::Simulation<Running>(mixed, options).run();
    result.done += made.ending == sim::Ending::kFulfilled ? 1 : 0;
    result.reverted += made.broken.contains(problems::Ledger::kCommonPrefix) ? 1 : 0;
    result.invalid += made.broken.contains(problems::Ledger::kValidity) ? 1 : 0;
    for (const auto& [name, value] : made.measures) {
      sums[name].first += value;
      sums[name].second += value * value;
    }
  }
  for (const auto& [name, sum] : sums) {
    const double mean = sum.first / runs;
    const double variance = runs > 1 ? (sum.second / runs - mean * mean) / (runs - 1) : 0;
    result.measures[name] = {mean, std::sqrt(std::max(0.0, variance))};
  }
  return result;
}

}  // namespace parley::nakamoto

// What breaks first in random schedules of an instance with that fault plan, `eventually` properties included.
#pragma once

#include <cstdint>
#include <string>

#include "tests/pbft/instance.hpp"

namespace parley::testing {

template <Process P>
std::string first_broken(const typename P::Config& config, const faults::FaultPlan& plan, std::uint64_t runs = 100) {
  for (std::uint64_t seed = 0; seed < runs; ++seed) {
    Instance<P> instance(config, plan, seed);
    instance.run_random({}, 200);
    const bool converged = instance.converge(2);
    if (!instance.failure().empty()) return instance.failure();
    for (std::size_t index = 0; !converged && index < P::Problem::kProperties.size(); ++index)
      if (instance.monitor().unfulfilled().contains(index)) return std::string(P::Problem::kProperties[index].name);
  }
  return "none";
}

// Processes 0 .. liars-1 have one of the protocol's own attacks.
template <Process P>
std::string broken_by(const typename P::Config& config, const std::string& attack, std::uint32_t liars) {
  faults::FaultPlan plan;
  for (std::uint32_t id = 0; id < liars; ++id) plan.byzantine.push_back(attacker(ProcessId{id}, attack));
  return first_broken<P>(config, plan);
}

// Process 0 tells two stories.
inline faults::FaultPlan two_faced_sender() {
  faults::FaultPlan plan;
  plan.byzantine.push_back(two_faced(ProcessId{0}));
  return plan;
}

}  // namespace parley::testing

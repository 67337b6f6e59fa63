// How a run goes on for ever after its last segment.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "checker/smt/counterexample.hpp"
#include "checker/smt/system.hpp"

namespace parley {

// The rule moves a process within a cycle of locations without effect on variables or on any atom of the target.
bool is_idle(const std::vector<std::uint32_t>& components, const GuardedRule& rule, const Prop& target);

// Steps to repeat for ever in the configuration: a wait, nothing where no rule is enabled, or a cycle of idle rules.
// Nothing (nullopt) when there is no such way.
std::optional<std::vector<AcceleratedStep>> find_loop(const System& system, const Prop& target,
                                                      const Configuration& configuration);

}  // namespace parley

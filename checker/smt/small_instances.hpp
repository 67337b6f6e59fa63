// Violations in small instances: explicit search with the parameters fixed, from the smallest on.
#pragma once

#include <cstddef>
#include <optional>

#include "checker/smt/counterexample.hpp"
#include "checker/smt/limits.hpp"
#include "checker/smt/system.hpp"

namespace parley {

// How far to go: instances of at most so many states, in passes over all instances with ten times the states each.
struct Effort {
  std::size_t instances = 400;
  std::size_t starts = 300;  // initial configurations of one instance
  std::size_t first_states = 20'000;
  std::size_t most_states = 2'000'000;
};

// A run that satisfies `target` (the negated specification in negation normal form), in firing order, with its loop
// where one is needed; to be replayed by the caller. Nothing when the limits are reached, or when the effort is spent,
// which proves nothing.
std::optional<Counterexample> find_in_small_instances(const System& system, const Prop& target, const Limits& limits,
                                                      const Effort& effort = {});

}  // namespace parley

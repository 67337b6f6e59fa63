// The small instances of an automaton: admissible parameters, each with its initial configurations.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "checker/smt/limits.hpp"
#include "checker/smt/system.hpp"

namespace parley {

// Counters, then shared variables.
using Numbers = std::vector<std::int64_t>;

struct Instance {
  Numbers parameters;
  std::vector<Numbers> starts;
  bool exhausted = false;
};

// Draws them in the order of the sum of their parameters.
class InstanceSource {
 public:
  // `system` need not outlive it. At most so many initial configurations of one instance.
  InstanceSource(const System& system, const Limits& limits, std::size_t most_starts);
  ~InstanceSource();
  InstanceSource(const InstanceSource&) = delete;
  InstanceSource& operator=(const InstanceSource&) = delete;

  // Nothing when the limits are reached, and beyond a sum of 60.
  std::optional<Instance> next();

 private:
  class Drawing;
  std::unique_ptr<Drawing> drawing_;
};

}  // namespace parley

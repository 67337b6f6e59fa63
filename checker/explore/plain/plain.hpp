// The plain models by name, as experiments choose them: transition systems after published specifications, without
// handlers, for comparison with other explorers.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checker/explore/search.hpp"
#include "checker/explore/system.hpp"

namespace parley::explore::plain {

struct Parameter {
  std::string_view name;
  std::uint32_t least;
  std::uint32_t most;
  std::uint32_t standard;  // when not given
};

struct RunStep {
  std::uint32_t process = 0;
  std::string text;
  std::string state_text;     // after the step
  std::uint32_t ordinal = 0;  // in the path of the model without symmetry
};

// The first step is the choice of the initial state.
struct Run {
  std::vector<RunStep> steps;
  PropertySet broken;       // on the way
  PropertySet witnessed;    // on the way
  PropertySet unfulfilled;  // in the end
};

// A model with its parameters chosen.
class Instance {
 public:
  virtual ~Instance() = default;
  virtual System& system() = 0;
  // The run that a path of the search stands for; empty when the path leaves the model.
  virtual std::optional<Run> follow(const Path& path) const = 0;
};

struct Entry {
  std::string_view name;
  std::string_view summary;
  std::span<const Parameter> parameters;
  // Values by parameter, each within its bounds. A combination that makes no sense leaves the result empty, and
  // `expectation` says what was expected.
  std::unique_ptr<Instance> (*make)(std::span<const std::uint32_t> values, bool symmetry, std::string& expectation);
};

// Sorted by name.
std::span<const Entry> entries();

}  // namespace parley::explore::plain

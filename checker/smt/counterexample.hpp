// A violation as a concrete run, its printed forms, and its check by plain replay.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "models/configuration.hpp"

namespace parley {

// `count` firings of automaton.rules[rule] one after the other.
struct AcceleratedStep {
  std::uint32_t rule = 0;
  std::int64_t count = 0;
  friend bool operator==(const AcceleratedStep&, const AcceleratedStep&) = default;
};

// A run that starts in `initial`, takes the steps, and then repeats the loop for ever. Without a loop it ends there if
// no rule is enabled; else it is a prefix, all of whose continuations violate the specification.
struct Counterexample {
  Configuration initial;
  std::vector<AcceleratedStep> steps;
  std::vector<AcceleratedStep> loop;
};

inline constexpr std::int64_t kMaxReplayedFirings = 100'000;

// Replays every single firing and evaluates the specification's formula on the configurations passed, straight from
// the definitions in models/ (three-valued where a prefix leaves the future open). Returns why the run is no
// counterexample, or nothing when it is one. Runs of more than 100,000 firings are refused. Knows nothing of the solver
// or of the engine's normal forms.
std::optional<std::string> refute_counterexample(const ThresholdAutomaton& automaton,
                                                 const Specification& specification,
                                                 const Counterexample& counterexample);

// One line a step: rule, count, and the counters and variables that are not 0 afterwards.
std::string to_table(const ThresholdAutomaton& automaton, const Counterexample& counterexample);
nlohmann::json to_json(const ThresholdAutomaton& automaton, const Counterexample& counterexample);
// The reverse of to_json. Throws InputError(file_name, JSON path, ...) on what does not fit the automaton.
Counterexample counterexample_from_json(const ThresholdAutomaton& automaton, const nlohmann::json& document,
                                        const std::string& file_name);

}  // namespace parley

// Parameterised verification: does each specification hold for every admissible choice of the parameters, every initial
// configuration and every run? docs/verify.md tells how, and where the limits are.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "checker/smt/counterexample.hpp"
#include "protocols/core/verdict.hpp"

namespace parley {

struct VerifyOptions {
  std::vector<std::string> specs = {};                   // empty: all
  std::string engine = "auto";                           // see engine_names()
  double timeout_seconds = 600;                          // for one specification
  unsigned threads = 2;                                  // specifications checked at a time
  std::optional<std::string> resilience = std::nullopt;  // see with_resilience in models/ta_reader.hpp
};

struct SpecResult {
  std::string spec;
  Verdict verdict = Verdict::kUnknown;
  double seconds = 0;
  std::string reason;  // why unknown, or what else is worth knowing
  std::size_t segments = 0;
  std::optional<Counterexample> counterexample = std::nullopt;  // exactly when violated; replayed beforehand
  std::string engine = {};  // that gave the verdict, one of engine_names() but auto; empty when unknown
};

// auto: by the automaton, and two at a time where that may help. docs/verify.md describes each.
std::vector<std::string> engine_names();

// Results in the order of options.specs, or of the automaton. Throws InputError for an unknown specification or
// engine, for unusable resilience conditions, and when no parameters satisfy the assumptions. Thread-safe.
std::vector<SpecResult> verify(const ThresholdAutomaton& automaton, const VerifyOptions& options);

}  // namespace parley

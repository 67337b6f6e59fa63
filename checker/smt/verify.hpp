// Parameterised verification: does each specification hold for every admissible choice of the parameters, every initial
// configuration and every run? docs/verify.md tells how, and where the limits are.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "checker/smt/counterexample.hpp"
#include "checker/smt/deadline.hpp"
#include "protocols/core/verdict.hpp"

namespace parley {

struct SpecResult {
  std::string spec;
  Verdict verdict = Verdict::kUnknown;
  double seconds = 0;
  std::string reason;  // why unknown, or what else is worth knowing
  std::size_t segments = 0;
  std::optional<Counterexample> counterexample = std::nullopt;  // exactly when violated; replayed beforehand
  std::string engine = {};  // that gave the verdict, one of engine_names() but auto; empty when unknown
};

struct VerifyOptions {
  std::vector<std::string> specs = {};                   // empty: all
  std::string engine = "auto";                           // see engine_names()
  double timeout_seconds = 600;                          // for one specification
  unsigned threads = 2;                                  // specifications checked at a time
  std::optional<std::string> resilience = std::nullopt;  // see with_resilience in models/ta_reader.hpp

  // When all has to be over. What is left until then is shared among the specifications not yet looked at; those that
  // ran out of their share get a second go with what the others did not need.
  Deadline end = Deadline::max();
  std::stop_token stop = {};  // once requested, what is not decided is unknown

  // Told each result once, in their order, as soon as it and those before it stand. One call at a time, from any of the
  // threads; must not throw. May be empty.
  std::function<void(const SpecResult&)> on_result = {};

  bool is_bounded() const { return end != Deadline::max(); }
  bool is_over() const { return stop.stop_requested() || std::chrono::steady_clock::now() >= end; }
};

// auto: by the automaton, and two at a time where that may help. docs/verify.md describes each.
std::vector<std::string> engine_names();

// Throws InputError unless there are specifications, and those named are among them, each once.
void demand_specifications(const ThresholdAutomaton& automaton, const std::vector<std::string>& names);

// Results in the order of options.specs, or of the automaton. Throws InputError for an unknown specification or
// engine, for unusable resilience conditions, and when no parameters satisfy the assumptions. Thread-safe.
std::vector<SpecResult> verify(const ThresholdAutomaton& automaton, const VerifyOptions& options);

}  // namespace parley

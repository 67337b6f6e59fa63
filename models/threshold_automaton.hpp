// Threshold automata: one graph of locations for all correct processes, shared message counters, and guards that
// compare those counters with linear expressions over the parameters (Konnov, Lazic, Veith, Widder, POPL 2017).
//
// Meaning. Parameters, counters and variables are natural numbers. A configuration gives each location the number of
// processes in it and each shared variable its value. A rule moves one process when its guard holds. An assumption
// restricts parameters, an initial condition the first configuration; whatever they leave open is arbitrary.
// A run is maximal: it goes on for ever, or ends where no rule is enabled and stays there. A process that may wait has
// a self-loop; beyond that, progress is only what a specification's own premise demands.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/formula.hpp"

namespace parley {

// x' = x + amount, or x' = 0 when reset. A decrement disables its rule below `-amount`.
struct Update {
  std::uint32_t shared = 0;
  std::int64_t amount = 0;
  bool reset = false;
  friend bool operator==(const Update&, const Update&) = default;
};

struct Rule {
  std::string id;  // as written; some public files repeat ids, so rules are told apart by position
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  Formula guard;                // over shared variables and parameters
  std::vector<Update> updates;  // ascending by variable, identities left out
  friend bool operator==(const Rule&, const Rule&) = default;
};

struct Specification {
  std::string name;
  Formula formula;
  friend bool operator==(const Specification&, const Specification&) = default;
};

// Where a model was read from, for messages about what only a solver can find out. No part of its meaning: all are
// equal.
struct ModelSource {
  std::string file;
  std::vector<std::string> assumptions;  // "line 3, column 7", by assumption; empty when not known
  std::vector<std::string> inits;        // likewise
  friend bool operator==(const ModelSource&, const ModelSource&) { return true; }
};

struct ThresholdAutomaton {
  std::string name;
  std::vector<std::string> parameters;
  std::vector<std::string> shared;
  std::vector<std::string> locations;
  std::vector<Formula> assumptions;  // over parameters
  std::vector<Formula> inits;        // over everything, not temporal
  std::vector<Rule> rules;
  std::vector<Specification> specifications;
  ModelSource source;
  friend bool operator==(const ThresholdAutomaton&, const ThresholdAutomaton&) = default;
};

std::string_view name_of(const ThresholdAutomaton& automaton, Symbol symbol);
std::optional<std::size_t> find_specification(const ThresholdAutomaton& automaton, std::string_view name);
std::optional<std::size_t> find_location(const ThresholdAutomaton& automaton, std::string_view name);
bool has_resets_or_decrements(const ThresholdAutomaton& automaton);

// A comparison in the guard that counts some variables for and others against it, and that some rules make truer and
// others less true: it can turn back and forth. The theory needs guards that turn once.
// REQUIRES: !has_resets_or_decrements(automaton).
std::optional<Comparison> turning_comparison(const ThresholdAutomaton& automaton, const Formula& guard);

}  // namespace parley

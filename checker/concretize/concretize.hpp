// From a run of the model to one of the implementation: a schedule under which the processes of an instance move as the
// counterexample says, faulty ones sending whatever helps. That every run of the implementation is one of the model is
// what conform checks; this is the other direction, for one run.
//
// A search: nothing says that an implementation can do all that its model can. What is found has been checked: its
// projection is a run of the model (checker/conform), and violates the specification (refute_counterexample).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "checker/concretize/steering.hpp"
#include "checker/smt/counterexample.hpp"
#include "checker/smt/deadline.hpp"
#include "models/threshold_automaton.hpp"
#include "net/world/trace.hpp"

namespace parley::concretize {

// A violated specification.
struct ModelRun {
  const ThresholdAutomaton& automaton;
  const Specification& specification;
  const Counterexample& counterexample;
};

struct Limits {
  std::uint64_t seed = 1;
  std::size_t idle = 1'000;  // events that move nobody, one after the other, before the search gives up
  Deadline end = Deadline::max();
  std::function<bool()> stop = {};  // asked now and then; may be empty
};

struct Outcome {
  bool found = false;           // the steering holds the run
  bool hopeless = false;        // no other seed, nor other faulty processes, will do
  std::size_t moves = 0;        // of the counterexample that were carried out
  std::string reason = {};      // why not, for people
  std::string projection = {};  // the thing of the run that the model speaks of, "value 1"
  std::string violation = {};   // the property of the implementation that the run breaks; empty when none
};

// With the run as it can be replayed; empty when none was found.
struct Schedule {
  Outcome outcome;
  world::Trace trace;
};

// One attempt. The first choices decide much, so several with little idling find more than a long one.
// REQUIRES: the steering is at its beginning.
Outcome concretize(const ModelRun& run, Steering& steering, const Limits& limits);

}  // namespace parley::concretize

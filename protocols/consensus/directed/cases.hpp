// The cases that a study looks at: graph, fault set, inputs, adversary; what running them showed; and how one of them
// is told and found again.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocols/consensus/directed/approximate.hpp"
#include "protocols/consensus/directed/conditions.hpp"
#include "protocols/consensus/directed/study.hpp"

namespace parley::directed {

// What the parameters pin, read; what is not pinned is absent.
struct Pins {
  std::optional<Digraph> graph = {};
  std::optional<Nodes> faulty = {};
  std::optional<Nodes> inputs = {};
};

// The parameter that cannot be read goes to `problem`.
Pins read_pins(const Parameters& parameters, std::optional<ConfigProblem>& problem);

struct Case {
  Digraph graph = Digraph();
  Nodes faulty = 0;
  Nodes inputs = 0;
  Question question = Question::exact;
  Deviation deviation = {};  // of approximate consensus the variant alone
};

// The first case, in the order in which cases are looked at, that breaks each property.
struct Broke {
  std::array<std::optional<Case>, Study::kProperties.size()> cases = {};
  void note(std::size_t property, const Case& found) {
    if (!cases[property]) cases[property] = found;
  }
  void add_later(const Broke& later) {
    for (std::size_t i = 0; i < cases.size(); ++i)
      if (later.cases[i]) note(i, *later.cases[i]);
  }
};

struct Runs {
  std::uint64_t runs = 0;
  std::uint64_t violations = 0;
  void operator+=(const Runs& more) {
    runs += more.runs;
    violations += more.violations;
  }
};

// The index of a property of Study::kProperties. REQUIRES: there is one of that name.
std::size_t property_of(std::string_view name);

// ceil(log2(spread / epsilon)), at least 0.
std::uint32_t rounds_for(std::uint32_t spread, double epsilon);

// The streams of a case depend on nothing but it and the seed, so that it is the same when it is looked at alone.
std::uint64_t seed_of(std::uint64_t seed, const Digraph& graph, Nodes faulty, Nodes inputs);

struct ApproximateGoal {
  std::uint32_t rounds = 0;
  std::int64_t spread = 0;      // D in the units of values
  std::int64_t most_apart = 0;  // epsilon in these
};
ApproximateGoal goal_of(std::uint32_t spread, double epsilon);

// One run of exact consensus, and what it broke is noted. All of an exhaustive adversary's runs, up to `most`.
Runs run_exact_case(const ExactInstance& instance, const Case& one, Mutant mutant, const StudyConditions& conditions,
                    std::uint64_t most, Broke& broke);

struct ApproximateCaseResult {
  Runs runs = {};
  ApproximateOutcome outcome = {};
};
ApproximateCaseResult run_approximate_case(const ApproximateInstance& instance, const Case& one, Mutant mutant,
                                           const ApproximateGoal& goal, std::uint64_t seed, Broke& broke);

// Verdicts of the `always` properties that the question is about, and counterexamples of those that are broken.
void report_broken(const Parameters& parameters, const StudyConditions& conditions, const ApproximateGoal& goal,
                   const Broke& broke, const Runs& exact, const Runs& approximate, StudyFindings<Parameters>& findings);

bool asks_for_exact(Question question);
bool asks_for_approximate(Question question);

// Parameters that look at this case alone.
Parameters narrowed(Parameters parameters, const Case& one);

}  // namespace parley::directed

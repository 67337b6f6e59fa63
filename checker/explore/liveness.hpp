// Liveness under weak fairness: a run that goes on for ever violates an `eventually` property when from some point on
// the property is unfulfilled in all its states, and every action that stays possible is taken again and again
// (system.hpp, Fairness). In a finite graph there is such a run exactly when the part of the graph in which the
// property is unfulfilled has a strong component that offers, for each action, a state in which it is not possible or a
// step that takes it: the run that visits all of the component is fair, and no fair run that stays in it has fewer
// chances (C. Baier, J.-P. Katoen, "Principles of Model Checking", section 6.5; O. Lichtenstein, A. Pnueli, POPL 1985).
// Runs that come to an end are no concern of this search.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "checker/explore/search.hpp"
#include "checker/explore/system.hpp"

namespace parley::explore {

// A run that goes on for ever: `stem` leads to a state, `cycle` from there back to it. The ordinals of steps are those
// of System::expand_fairly(); the cycle has at least one.
struct Lasso {
  Path stem;
  Path cycle;
};

struct LivenessResult {
  Outcome outcome = Outcome::kExhausted;
  std::uint64_t states = 0;
  std::uint64_t transitions = 0;  // steps from a state to itself included
  std::uint64_t cycles = 0;       // strong components with a cycle in which a property is unfulfilled
  bool cut = false;               // a run may go on for ever only because of a budget, or with a process down
  std::array<std::optional<Lasso>, 32> lassos;  // by property
  double seconds = 0;
};

// Looks for the properties of `wanted` alone. With `only_cycles`, for systems under a reduction, components are counted
// and neither judged nor reported: without a cycle of reduced states there is none of states.
LivenessResult find_lassos(System& system, PropertySet wanted, const Limits& limits, bool only_cycles = false);

// What is wrong with a lasso, when it is carried out step by step.
enum class LassoFault : std::uint8_t {
  kNone,
  kNoPath,     // it leaves the system
  kOpen,       // the cycle does not lead back
  kUnfair,     // an action is possible all the time and never taken
  kFulfilled,  // the property is not unfulfilled throughout
};
LassoFault check_lasso(System& system, const Lasso& lasso, std::size_t property);

}  // namespace parley::explore

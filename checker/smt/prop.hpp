// Formulas in the normal form that the engine works on: negations pushed into atoms, atoms of the one shape expr >= 0,
// and temporal operators simplified for runs that end in an everlasting pause.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "models/formula.hpp"

namespace parley {

enum class PropKind : std::uint8_t {
  kTrue,
  kFalse,
  kAtom,        // atom >= 0
  kAnd,         // two or more children
  kOr,          // two or more children
  kAlways,      // one child
  kEventually,  // one child
  kFinally,     // one child, not temporal: holds in the configuration in which the run stays for ever
};

struct Prop {
  PropKind kind = PropKind::kTrue;
  LinearExpr atom;
  std::vector<Prop> children;
  friend bool operator==(const Prop&, const Prop&) = default;
};

// Negation normal form of the formula, or of its negation. Comparisons become atoms over the integers.
Prop to_nnf(const Formula& formula, bool negated);

// Equivalent on every run whose configurations are eventually constant: []<>p and <>[]p become "finally p"; nested
// operators of one kind collapse; [] is spread over and, <> over or; what does not depend on the position leaves the
// scope of an operator; sums of counters merge ("a >= 1 or b >= 1" is "a + b >= 1").
Prop simplify(const Prop& prop);

// not (expr >= 0), which is -expr - 1 >= 0 over the integers.
LinearExpr negated_atom(const LinearExpr& expr);

void for_each_atom(const Prop& prop, const std::function<void(const LinearExpr&)>& visit);
bool is_temporal(const Prop& prop);

// "counters in a set are all 0": only non-positive coefficients, only counters, constant 0.
bool is_zero_atom(const LinearExpr& expr);
// "some counter of a set is not 0": coefficients 1, only counters, constant -1.
bool is_presence_atom(const LinearExpr& expr);

}  // namespace parley

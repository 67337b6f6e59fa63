// What is left to show of the negation of a specification while a run goes on, for the dumb checker of instances.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <stdexcept>
#include <utility>
#include <vector>

#include "models/formula.hpp"

namespace parley::testing_support {

using ObligationSet = std::uint64_t;  // one bit for each part of the formula

class Obligations {
 public:
  struct Step {
    ObligationSet left;     // to be shown from the next configuration on
    ObligationSet put_off;  // the eventualities among them that were not met here
    friend auto operator<=>(const Step&, const Step&) = default;
  };
  using Holds = std::function<bool(const Formula&)>;

  // The formula must outlive the obligations. Throws std::length_error when it has more than 64 temporal parts.
  explicit Obligations(const Formula& formula) { root_ = add(formula, false); }

  // To be shown from the first configuration on.
  ObligationSet all() const { return bit(root_); }

  // The ways to meet the obligations at a configuration, where `holds` tells the value of formulas that are not
  // temporal. None: they cannot be met.
  std::set<Step> step(ObligationSet due, const Holds& holds) const {
    std::set<Step> steps;
    expand(due, 0, {0, 0}, holds, steps);
    return steps;
  }

 private:
  enum class Kind : std::uint8_t { kState, kAll, kAny, kAlways, kEventually };
  struct Part {
    Kind kind = Kind::kState;
    const Formula* formula = nullptr;  // kState: is to have this value
    bool value = true;
    std::vector<std::size_t> children;
  };

  static ObligationSet bit(std::size_t part) { return ObligationSet{1} << part; }

  // `value` false: the negation of the formula is to be shown.
  std::size_t add(const Formula& formula, bool value) {
    if (formula.connective == Connective::kNot) return add(formula.children[0], !value);
    Part part{.kind = kind_of(formula, value), .formula = &formula, .value = value, .children = {}};
    if (part.kind != Kind::kState) {
      for (std::size_t i = 0; i < formula.children.size(); ++i) {
        const bool is_premise = formula.connective == Connective::kImplies && i == 0;
        part.children.push_back(add(formula.children[i], value != is_premise));
      }
    }
    parts_.push_back(std::move(part));
    if (parts_.size() > 64) throw std::length_error("more than 64 parts");
    return parts_.size() - 1;
  }

  static Kind kind_of(const Formula& formula, bool value) {
    if (!is_temporal(formula)) return Kind::kState;
    switch (formula.connective) {
      case Connective::kAnd:
        return value ? Kind::kAll : Kind::kAny;
      case Connective::kOr:
      case Connective::kImplies:
        return value ? Kind::kAny : Kind::kAll;
      case Connective::kAlways:
        return value ? Kind::kAlways : Kind::kEventually;
      default:
        return value ? Kind::kEventually : Kind::kAlways;
    }
  }

  // `due` is to be shown here and now, `met` has been dealt with.
  void expand(ObligationSet due, ObligationSet met, Step step, const Holds& holds, std::set<Step>& steps) const {
    due &= ~met;
    if (due == 0) {
      steps.insert(step);
      return;
    }
    std::size_t at = 0;
    while ((due & bit(at)) == 0) ++at;
    const Part& part = parts_[at];
    met |= bit(at);
    switch (part.kind) {
      case Kind::kState:
        if (holds(*part.formula) == part.value) expand(due, met, step, holds, steps);
        break;
      case Kind::kAll:
        for (const std::size_t child : part.children) due |= bit(child);
        expand(due, met, step, holds, steps);
        break;
      case Kind::kAny:
        for (const std::size_t child : part.children) expand(due | bit(child), met, step, holds, steps);
        break;
      case Kind::kAlways:
        step.left |= bit(at);
        expand(due | bit(part.children[0]), met, step, holds, steps);
        break;
      case Kind::kEventually:
        expand(due | bit(part.children[0]), met, step, holds, steps);
        step.left |= bit(at);
        step.put_off |= bit(at);
        expand(due, met, step, holds, steps);
        break;
    }
  }

  std::vector<Part> parts_;
  std::size_t root_ = 0;
};

}  // namespace parley::testing_support

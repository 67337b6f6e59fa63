// Random small automata and specifications: the shapes that the field's tools get wrong occur often.
#pragma once

#include <array>
#include <cstdint>
#include <random>
#include <string>

#include "models/threshold_automaton.hpp"

namespace parley::testing_support {

struct AutomatonShape {
  bool cycles = false;         // rules that lead back
  bool growing_loops = false;  // self-loops that increment
  bool resets = false;         // rules that reset a variable
  bool decrements = false;     // rules that lower a variable
  bool safety = false;         // specifications that some configuration on the way violates
  std::size_t specifications = 2;
};

class RandomAutomaton {
 public:
  explicit RandomAutomaton(std::uint64_t seed) : generator_(seed) {}

  ThresholdAutomaton draw(const AutomatonShape& shape) {
    automaton_ = {};
    automaton_.name = "Random";
    automaton_.parameters = {"n", "t"};
    for (std::uint32_t i = 0; i < 1 + below(2); ++i) automaton_.shared.push_back("x" + std::to_string(i));
    for (std::uint32_t i = 0, count = 3 + below(3); i < count; ++i)
      automaton_.locations.push_back("l" + std::to_string(i));
    automaton_.assumptions = {compare(n(), Relation::kGreater, scale(t(), 1 + below(3))),
                              compare(n(), Relation::kGreaterEqual, constant_expr(1))};
    add_inits();
    for (std::uint32_t i = 0, count = 3 + below(5); i < count; ++i) add_rule(shape);
    for (std::uint32_t i = 0; i < automaton_.locations.size(); ++i)
      if (below(2) == 0) automaton_.rules.push_back(make_rule(i, i, below(4) == 0 ? guard() : truth(true), {}));
    for (std::size_t i = 0; i < shape.specifications; ++i)
      automaton_.specifications.push_back(
          {.name = "s" + std::to_string(i), .formula = shape.safety ? safety() : specification(3)});
    return automaton_;
  }

 private:
  std::uint32_t below(std::uint32_t bound) {
    return std::uniform_int_distribution<std::uint32_t>(0, bound - 1)(generator_);
  }

  static LinearExpr n() { return symbol_expr({.kind = SymbolKind::kParameter, .index = 0}); }
  static LinearExpr t() { return symbol_expr({.kind = SymbolKind::kParameter, .index = 1}); }
  LinearExpr shared(std::uint32_t index) { return symbol_expr({.kind = SymbolKind::kShared, .index = index}); }
  LinearExpr counter(std::uint32_t index) { return symbol_expr({.kind = SymbolKind::kLocation, .index = index}); }
  std::uint32_t any_shared() { return below(static_cast<std::uint32_t>(automaton_.shared.size())); }
  std::uint32_t any_location() { return below(static_cast<std::uint32_t>(automaton_.locations.size())); }

  void add_inits() {
    const std::uint32_t starts = 1 + below(2);
    LinearExpr sum = counter(0);
    for (std::uint32_t i = 1; i < starts; ++i) sum = add(sum, counter(i));
    automaton_.inits.push_back(compare(sum, Relation::kEqual, below(3) == 0 ? subtract(n(), t()) : n()));
    for (std::uint32_t i = starts; i < automaton_.locations.size(); ++i)
      automaton_.inits.push_back(compare(counter(i), Relation::kEqual, constant_expr(0)));
    for (std::uint32_t i = 0; i < automaton_.shared.size(); ++i)
      automaton_.inits.push_back(compare(shared(i), Relation::kEqual, constant_expr(0)));
  }

  Rule make_rule(std::uint32_t from, std::uint32_t to, Formula guard, std::vector<Update> updates) {
    return {.id = "r" + std::to_string(automaton_.rules.size()),
            .from = from,
            .to = to,
            .guard = std::move(guard),
            .updates = std::move(updates)};
  }

  void add_rule(const AutomatonShape& shape) {
    const std::uint32_t last = static_cast<std::uint32_t>(automaton_.locations.size()) - 1;
    std::uint32_t from = below(last);
    std::uint32_t to = from + 1 + below(last - from);
    if (shape.cycles && below(3) == 0) std::swap(from, to);
    if (shape.growing_loops && below(4) == 0) to = from;
    automaton_.rules.push_back(make_rule(from, to, below(3) == 0 ? truth(true) : guard(), updates(shape)));
  }

  std::vector<Update> updates(const AutomatonShape& shape) {
    std::vector<Update> result;
    for (std::uint32_t i = 0; i < automaton_.shared.size(); ++i) {
      const std::uint32_t draw = below(6);
      if (draw < 2) result.push_back({.shared = i, .amount = 1, .reset = false});
      if (draw == 2) result.push_back({.shared = i, .amount = 2, .reset = false});
      if (draw == 4 && shape.decrements)
        result.push_back({.shared = i, .amount = -1 - static_cast<std::int64_t>(below(2)), .reset = false});
      if (draw == 3 && shape.resets) result.push_back({.shared = i, .amount = 0, .reset = true});
    }
    return result;
  }

  LinearExpr bound() {
    switch (below(5)) {
      case 0:
        return subtract(n(), t());
      case 1:
        return add(t(), constant_expr(1));
      case 2:
        return scale(add(add(n(), t()), constant_expr(1)), 1, 2);
      default:
        return constant_expr(1 + below(4));
    }
  }

  Formula shared_atom() {
    static constexpr std::array kRelations = {Relation::kGreaterEqual, Relation::kLess, Relation::kGreaterEqual,
                                              Relation::kGreater,      Relation::kLess, Relation::kEqual};
    LinearExpr left = shared(any_shared());
    if (below(4) == 0) left = add(left, shared(any_shared()));
    return compare(left, kRelations[below(kRelations.size())], bound());
  }

  Formula guard() {
    Formula atom = shared_atom();
    const std::uint32_t draw = below(6);
    if (draw > 1) return atom;
    return combine(draw == 0 ? Connective::kAnd : Connective::kOr, std::move(atom), shared_atom());
  }

  Formula state_atom() {
    const std::uint32_t draw = below(8);
    if (draw == 0) return shared_atom();
    if (draw == 1) return compare(counter(any_location()), Relation::kGreaterEqual, constant_expr(1 + below(3)));
    if (draw == 2)
      return compare(add(counter(any_location()), counter(any_location())), Relation::kLessEqual,
                     below(2) == 0 ? t() : constant_expr(1));
    return compare(counter(any_location()), draw % 2 == 0 ? Relation::kEqual : Relation::kNotEqual, constant_expr(0));
  }

  Formula state_formula() {
    Formula atom = state_atom();
    const std::uint32_t draw = below(5);
    if (draw > 1) return atom;
    return combine(draw == 0 ? Connective::kAnd : Connective::kOr, std::move(atom), state_atom());
  }

  // "Never", possibly after a first condition; the usual shape of what the counter systems decide.
  Formula safety() {
    Formula never = always(below(3) == 0 ? negate(state_formula()) : state_formula());
    if (below(2) == 0) return never;
    return implies(below(3) == 0 ? eventually(state_formula()) : state_formula(), std::move(never));
  }

  // At most `budget` temporal operators.
  Formula specification(int budget) {
    if (budget == 0) return state_formula();
    const auto op = [this](Formula body) {
      return below(2) == 0 ? always(std::move(body)) : eventually(std::move(body));
    };
    switch (below(6)) {
      case 0:
        return always(state_formula());
      case 1:
        return implies(state_formula(), always(state_formula()));
      case 2:
        return implies(eventually(always(state_formula())), eventually(state_formula()));
      case 3:
        return implies(op(state_formula()), op(state_formula()));
      case 4:
        return op(implies(state_formula(), op(state_formula())));
      default:
        return combine(below(2) == 0 ? Connective::kAnd : Connective::kOr, op(state_formula()),
                       op(specification(budget - 2 < 0 ? 0 : budget - 2)));
    }
  }

  std::mt19937_64 generator_;
  ThresholdAutomaton automaton_;
};

}  // namespace parley::testing_support

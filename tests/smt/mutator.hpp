// Seeded mutations of a threshold automaton: one small mistake each, as a modeller or an implementer would make it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "models/threshold_automaton.hpp"
#include "protocols/core/random.hpp"

namespace parley::testing_support {

struct Mutant {
  std::string description;
  ThresholdAutomaton automaton;
};

class Mutator {
 public:
  explicit Mutator(const ThresholdAutomaton& automaton) : automaton_(automaton) {
    add_threshold_shifts();
    add_dropped_conditions();
    add_weaker_assumptions();
    add_wrong_updates();
    add_wrong_targets();
  }

  // `count` different mutants, taking turns among the kinds of mistakes; all of them when there are fewer. The same
  // seed gives the same mutants everywhere.
  std::vector<Mutant> draw(std::uint64_t seed, std::size_t count) const {
    Rng rng(seed);
    std::vector<std::vector<Mutant>> kinds = kinds_;
    shuffle(kinds, rng);
    for (std::vector<Mutant>& kind : kinds) shuffle(kind, rng);
    std::vector<Mutant> drawn;
    for (bool any = true; any && drawn.size() < count;) {
      any = false;
      for (std::vector<Mutant>& kind : kinds) {
        if (kind.empty() || drawn.size() == count) continue;
        drawn.push_back(std::move(kind.back()));
        kind.pop_back();
        any = true;
      }
    }
    return drawn;
  }

 private:
  template <class T>
  static void shuffle(std::vector<T>& items, Rng& rng) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[rng.below(i)]);
  }

  void start_kind() { kinds_.emplace_back(); }

  void add(std::string description, ThresholdAutomaton mutated) {
    kinds_.back().push_back({std::move(description), std::move(mutated)});
  }

  static std::string of_rule(const std::string& what, const Rule& rule) { return what + " of " + rule.id; }

  // A rule that waits changes nothing whatever is done to its guard.
  static bool is_wait(const Rule& rule) { return rule.from == rule.to && rule.updates.empty(); }

  static bool compares_shared(const Formula& formula) {
    return formula.connective == Connective::kComparison && mentions(formula, SymbolKind::kShared);
  }

  static void collect_comparisons(Formula& formula, std::vector<Formula*>& found) {
    if (compares_shared(formula)) found.push_back(&formula);
    for (Formula& child : formula.children) collect_comparisons(child, found);
  }

  // x >= k becomes x >= k - 1 or x >= k + 1, in one guard.
  void add_threshold_shifts() {
    for (const std::int64_t shift : {1, -1}) {
      start_kind();
      for (std::size_t r = 0; r < automaton_.rules.size(); ++r) {
        ThresholdAutomaton mutated = automaton_;
        std::vector<Formula*> comparisons;
        collect_comparisons(mutated.rules[r].guard, comparisons);
        for (std::size_t c = 0; c < comparisons.size() && !is_wait(mutated.rules[r]); ++c) {
          std::int64_t& constant = comparisons[c]->comparison.expr.constant;
          constant += shift;
          const std::string what = "comparison " + std::to_string(c + 1) + (shift > 0 ? " + 1" : " - 1");
          add(of_rule(what, mutated.rules[r]), mutated);
          constant -= shift;
        }
      }
    }
  }

  // One conjunct of a guard is forgotten.
  void add_dropped_conditions() {
    start_kind();
    for (std::size_t r = 0; r < automaton_.rules.size(); ++r) {
      const Formula& guard = automaton_.rules[r].guard;
      if (guard.connective == Connective::kTrue || is_wait(automaton_.rules[r])) continue;
      const bool is_and = guard.connective == Connective::kAnd;
      for (std::size_t c = 0; c < (is_and ? guard.children.size() : 1); ++c) {
        ThresholdAutomaton mutated = automaton_;
        Formula& changed = mutated.rules[r].guard;
        if (is_and && changed.children.size() > 2) {
          changed.children.erase(changed.children.begin() + static_cast<std::ptrdiff_t>(c));
        } else {
          changed = is_and ? Formula(guard.children[1 - c]) : truth(true);
        }
        add(of_rule("dropped condition " + std::to_string(c + 1), automaton_.rules[r]), std::move(mutated));
      }
    }
  }

  // An assumption is dropped, is weaker by one, or has a coefficient k - 1 for k, as n > 2t for n > 3t.
  void add_weaker_assumptions() {
    start_kind();
    for (std::size_t i = 0; i < automaton_.assumptions.size(); ++i) {
      const std::string name = "assumption " + std::to_string(i + 1);
      ThresholdAutomaton mutated = automaton_;
      mutated.assumptions.erase(mutated.assumptions.begin() + static_cast<std::ptrdiff_t>(i));
      add("dropped " + name, std::move(mutated));
      const Formula& assumption = automaton_.assumptions[i];
      if (assumption.connective != Connective::kComparison) continue;
      const Relation relation = assumption.comparison.relation;
      if (relation == Relation::kEqual || relation == Relation::kNotEqual) continue;
      const bool at_least = relation == Relation::kGreater || relation == Relation::kGreaterEqual;
      ThresholdAutomaton by_one = automaton_;
      by_one.assumptions[i].comparison.expr.constant += at_least ? 1 : -1;
      add("weaker " + name, std::move(by_one));
      for (std::size_t k = 0; k < assumption.comparison.expr.terms.size(); ++k) {
        const std::int64_t coefficient = assumption.comparison.expr.terms[k].coefficient;
        if (at_least ? coefficient > -2 : coefficient < 2) continue;
        ThresholdAutomaton smaller = automaton_;
        smaller.assumptions[i].comparison.expr.terms[k].coefficient += at_least ? 1 : -1;
        add("smaller coefficient in " + name, std::move(smaller));
      }
    }
  }

  // A message is not counted, or counted twice.
  void add_wrong_updates() {
    for (const bool lost : {true, false}) {
      start_kind();
      for (std::size_t r = 0; r < automaton_.rules.size(); ++r) {
        for (std::size_t u = 0; u < automaton_.rules[r].updates.size(); ++u) {
          ThresholdAutomaton mutated = automaton_;
          Rule& rule = mutated.rules[r];
          if (!lost && rule.updates[u].reset) continue;
          const std::string variable = automaton_.shared[rule.updates[u].shared];
          const std::string what = of_rule((lost ? "lost update of " : "doubled update of ") + variable, rule);
          if (lost) {
            rule.updates.erase(rule.updates.begin() + static_cast<std::ptrdiff_t>(u));
          } else {
            rule.updates[u].amount *= 2;
          }
          add(what, std::move(mutated));
        }
      }
    }
  }

  // A rule leads to the target of another rule.
  void add_wrong_targets() {
    start_kind();
    for (std::size_t r = 0; r < automaton_.rules.size(); ++r) {
      const Rule& rule = automaton_.rules[r];
      if (is_wait(rule)) continue;
      std::vector<bool> seen(automaton_.locations.size(), false);
      for (const Rule& other : automaton_.rules) {
        if (is_wait(other) || other.to == rule.to || other.to == rule.from || seen[other.to]) continue;
        seen[other.to] = true;
        ThresholdAutomaton mutated = automaton_;
        mutated.rules[r].to = other.to;
        add(of_rule("target " + automaton_.locations[other.to], rule), std::move(mutated));
      }
    }
  }

  ThresholdAutomaton automaton_;
  std::vector<std::vector<Mutant>> kinds_;
};

}  // namespace parley::testing_support

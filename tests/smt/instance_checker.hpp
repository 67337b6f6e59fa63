// A deliberately dumb checker for one instance of a threshold automaton: parameters are numbers, every reachable
// configuration is enumerated, and a specification is decided by walking configurations together with what is left to
// show of its negation. Written from the definitions in models/threshold_automaton.hpp; nothing is shared with the
// engine but these types, not even the evaluation of guards.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "models/threshold_automaton.hpp"
#include "tests/smt/obligations.hpp"

namespace parley::testing_support {

using Parameters = std::vector<std::int64_t>;
using State = std::basic_string<std::int8_t>;  // counters by location, then shared variables

// Values of symbols in a state of an instance.
class Meaning {
 public:
  Meaning(const ThresholdAutomaton& automaton, Parameters parameters)
      : parameters_(std::move(parameters)), locations_(automaton.locations.size()) {}

  std::int64_t value(const LinearExpr& expr, const State& state) const {
    std::int64_t sum = expr.constant;
    for (const Term& term : expr.terms) sum += term.coefficient * value(term.symbol, state);
    return sum;
  }

  bool holds(const Formula& formula, const State& state) const {
    const auto here = [&](const Formula& part) { return holds(part, state); };
    switch (formula.connective) {
      case Connective::kTrue:
        return true;
      case Connective::kFalse:
        return false;
      case Connective::kComparison:
        return compares(value(formula.comparison.expr, state), formula.comparison.relation);
      case Connective::kNot:
        return !here(formula.children[0]);
      case Connective::kAnd:
        return std::ranges::all_of(formula.children, here);
      case Connective::kOr:
        return std::ranges::any_of(formula.children, here);
      case Connective::kImplies:
        return !here(formula.children[0]) || here(formula.children[1]);
      default:
        throw std::logic_error("a temporal formula has no value in one state");
    }
  }

  const Parameters& parameters() const { return parameters_; }
  std::size_t shared_at(std::size_t variable) const { return locations_ + variable; }

 private:
  std::int64_t value(Symbol symbol, const State& state) const {
    if (symbol.kind == SymbolKind::kParameter) return parameters_[symbol.index];
    return state[symbol.kind == SymbolKind::kLocation ? symbol.index : shared_at(symbol.index)];
  }

  static bool compares(std::int64_t value, Relation relation) {
    switch (relation) {
      case Relation::kEqual:
        return value == 0;
      case Relation::kNotEqual:
        return value != 0;
      case Relation::kLess:
        return value < 0;
      case Relation::kLessEqual:
        return value <= 0;
      case Relation::kGreater:
        return value > 0;
      case Relation::kGreaterEqual:
        return value >= 0;
    }
    return false;
  }

  Parameters parameters_;
  std::size_t locations_;
};

inline bool is_admissible(const ThresholdAutomaton& automaton, const Parameters& parameters) {
  const Meaning meaning(automaton, parameters);
  return std::ranges::all_of(automaton.assumptions, [&](const Formula& f) { return meaning.holds(f, {}); });
}

// The reachable configurations of one instance. An instance that has more than the limit, or numbers above 100, is not
// explored to its end and answers nothing.
class InstanceChecker {
 public:
  InstanceChecker(const ThresholdAutomaton& automaton, Parameters parameters, std::size_t max_states)
      : automaton_(automaton), meaning_(automaton, std::move(parameters)), max_states_(max_states) {
    explore();
  }

  bool is_complete() const { return complete_; }
  std::size_t states() const { return states_.size(); }

  // Does some maximal run violate the formula? Nothing when the instance is too large.
  std::optional<bool> violates(const Formula& formula) const {
    if (!complete_) return std::nullopt;
    const Obligations obligations(formula);
    Search search(*this, obligations);
    return search.finds_run(initial_);
  }

 private:
  static constexpr std::int64_t kLargestNumber = 100;

  void explore() {
    for_each_initial([&](const State& state) { initial_.push_back(number_of(state)); });
    for (std::size_t i = 0; i < states_.size(); ++i) {
      if (states_.size() > max_states_) complete_ = false;
      if (!complete_) return;
      std::vector<std::uint32_t> next;
      for (const Rule& rule : automaton_.rules)
        if (const std::optional<State> after = fire(rule, states_[i])) next.push_back(number_of(*after));
      std::ranges::sort(next);
      next.erase(std::unique(next.begin(), next.end()), next.end());
      if (next.empty()) next.push_back(static_cast<std::uint32_t>(i));  // the run ends here and stays
      successors_.push_back(std::move(next));
    }
  }

  std::optional<State> fire(const Rule& rule, const State& state) {
    if (state[rule.from] == 0 || !meaning_.holds(rule.guard, state)) return std::nullopt;
    State after = state;
    --after[rule.from];
    ++after[rule.to];
    for (const Update& update : rule.updates) {
      const std::size_t at = meaning_.shared_at(update.shared);
      const std::int64_t value = update.reset ? 0 : after[at] + update.amount;
      if (value < 0) return std::nullopt;
      if (value > kLargestNumber) complete_ = false;
      after[at] = static_cast<std::int8_t>(std::min(value, kLargestNumber));
    }
    return after;
  }

  // Initial conditions such as "location == n - f" give a number; what they leave open is tried from 0 to the largest
  // parameter.
  void for_each_initial(const std::function<void(const State&)>& visit) {
    const std::size_t size = automaton_.locations.size() + automaton_.shared.size();
    const std::int64_t largest = std::ranges::max(meaning_.parameters());
    std::vector<std::pair<std::int64_t, std::int64_t>> ranges(size, {0, largest});
    for (const Formula& init : automaton_.inits)
      if (const auto fixed = fixed_by(init)) ranges[fixed->first] = {fixed->second, fixed->second};
    State state(size, 0);
    const std::function<void(std::size_t)> choose = [&](std::size_t at) {
      if (at == size) {
        if (std::ranges::all_of(automaton_.inits, [&](const Formula& f) { return meaning_.holds(f, state); }))
          visit(state);
        return;
      }
      for (std::int64_t value = std::max<std::int64_t>(0, ranges[at].first); value <= ranges[at].second; ++value) {
        state[at] = static_cast<std::int8_t>(value);
        choose(at + 1);
      }
    };
    choose(0);
  }

  std::optional<std::pair<std::size_t, std::int64_t>> fixed_by(const Formula& init) const {
    if (init.connective != Connective::kComparison || init.comparison.relation != Relation::kEqual) return std::nullopt;
    std::optional<Term> variable;
    for (const Term& term : init.comparison.expr.terms) {
      if (term.symbol.kind == SymbolKind::kParameter) continue;
      if (variable || (term.coefficient != 1 && term.coefficient != -1)) return std::nullopt;
      variable = term;
    }
    if (!variable) return std::nullopt;
    const State zero(automaton_.locations.size() + automaton_.shared.size(), 0);
    const std::int64_t rest = meaning_.value(init.comparison.expr, zero);
    const Symbol symbol = variable->symbol;
    return std::pair{symbol.kind == SymbolKind::kLocation ? symbol.index : meaning_.shared_at(symbol.index),
                     -rest * variable->coefficient};
  }

  std::uint32_t number_of(const State& state) {
    const auto [at, added] = numbers_.try_emplace(state, static_cast<std::uint32_t>(states_.size()));
    if (added) states_.push_back(state);
    return at->second;
  }

  struct HashState {
    std::size_t operator()(const State& state) const {
      std::size_t hash = 0;
      for (const std::int8_t value : state) hash = hash * 131 + static_cast<std::uint8_t>(value);
      return hash;
    }
  };

  // Walks pairs of a configuration and what is left to show; Tarjan's algorithm finds the components. A run exists that
  // shows everything when a component with an edge inside is reached in which no eventuality is put off at every edge.
  class Search {
   public:
    Search(const InstanceChecker& instance, const Obligations& obligations)
        : instance_(instance), obligations_(obligations) {}

    bool finds_run(const std::vector<std::uint32_t>& initial) {
      return std::ranges::any_of(initial, [&](std::uint32_t state) { return visit_from({state, obligations_.all()}); });
    }

   private:
    using Node = std::pair<std::uint32_t, ObligationSet>;
    struct Edge {
      Node to;
      ObligationSet put_off;
    };
    struct Visit {
      std::size_t index;
      std::size_t low;
      bool open;
    };
    struct Frame {
      Node node;
      std::vector<Edge> edges;
      std::size_t next = 0;
    };
    struct HashNode {
      std::size_t operator()(const Node& node) const {
        return node.first * std::size_t{0x9E3779B97F4A7C15} ^ node.second;
      }
    };

    std::vector<Edge> edges_of(const Node& node) const {
      std::vector<Edge> edges;
      const auto holds = [&](const Formula& f) { return instance_.meaning_.holds(f, instance_.states_[node.first]); };
      for (const auto& [left, put_off] : obligations_.step(node.second, holds))
        for (const std::uint32_t to : instance_.successors_[node.first]) edges.push_back({{to, left}, put_off});
      return edges;
    }

    void open(Node node) {
      const std::size_t index = visits_.size();
      visits_[node] = {index, index, true};
      stack_.push_back(node);
      frames_.push_back({node, edges_of(node)});
    }

    bool visit_from(Node root) {
      if (visits_.contains(root)) return false;
      open(root);
      while (!frames_.empty()) {
        Frame& frame = frames_.back();
        if (frame.node.second == 0) return true;  // nothing is left to show, and every run goes on
        if (frame.next < frame.edges.size()) {
          follow(frame.node, frame.edges[frame.next++].to);
        } else if (close()) {
          return true;
        }
      }
      return false;
    }

    void follow(Node from, Node to) {
      const auto known = visits_.find(to);
      if (known == visits_.end()) {
        open(to);
      } else if (known->second.open) {
        Visit& visit = visits_.at(from);
        visit.low = std::min(visit.low, known->second.index);
      }
    }

    // Leaves the last frame. True when it is the root of a component that shows everything.
    bool close() {
      const Node node = frames_.back().node;
      const Visit visit = visits_.at(node);
      frames_.pop_back();
      if (!frames_.empty()) {
        Visit& parent = visits_.at(frames_.back().node);
        parent.low = std::min(parent.low, visit.low);
      }
      return visit.low == visit.index && is_accepting(pop_component(node));
    }

    std::vector<Node> pop_component(const Node& root) {
      const auto first = std::ranges::find(stack_.rbegin(), stack_.rend(), root).base() - 1;
      std::vector<Node> members(first, stack_.end());
      stack_.erase(first, stack_.end());
      for (const Node& member : members) visits_.at(member).open = false;
      std::ranges::sort(members);
      return members;
    }

    bool is_accepting(const std::vector<Node>& members) const {
      ObligationSet always_put_off = ~ObligationSet{0};
      bool has_edge = false;
      for (const Node& member : members)
        for (const Edge& edge : edges_of(member))
          if (std::ranges::binary_search(members, edge.to)) {
            has_edge = true;
            always_put_off &= edge.put_off;
          }
      return has_edge && always_put_off == 0;
    }

    const InstanceChecker& instance_;
    const Obligations& obligations_;
    std::unordered_map<Node, Visit, HashNode> visits_;
    std::vector<Node> stack_;
    std::vector<Frame> frames_;
  };

  const ThresholdAutomaton& automaton_;
  Meaning meaning_;
  std::size_t max_states_;
  bool complete_ = true;
  std::vector<State> states_;
  std::unordered_map<State, std::uint32_t, HashState> numbers_;
  std::vector<std::uint32_t> initial_;
  std::vector<std::vector<std::uint32_t>> successors_;
};

}  // namespace parley::testing_support

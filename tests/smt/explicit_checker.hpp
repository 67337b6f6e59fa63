// A deliberately dumb checker for one instance: every configuration is enumerated, and a specification is decided by
// a tableau over its temporal sub-formulas. It shares nothing with the engine but the automaton's types.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "models/configuration.hpp"

namespace parley::testing_support {

// Shared variables stop growing at `saturation`: exact as long as every atom adds up shared variables with
// non-negative coefficients and compares them with less than that.
struct ExplicitLimits {
  std::int64_t saturation = 12;
  std::size_t max_configurations = 4000;
};

class ExplicitChecker {
 public:
  ExplicitChecker(const ThresholdAutomaton& automaton, ExplicitLimits limits)
      : automaton_(automaton), limits_(limits) {}

  // Does some maximal run from the given configurations violate the formula? Nothing when there are too many.
  std::optional<bool> violates(const std::vector<Configuration>& initial, const Formula& formula) {
    explore(initial);
    if (configurations_.size() > limits_.max_configurations) return std::nullopt;
    temporal_.clear();
    collect(formula);
    build_tableau();
    mark_accepting();
    for (const Configuration& configuration : initial) {
      const std::size_t number = numbers_.at(configuration);
      for (std::size_t guess = 0; guess < guesses(); ++guess)
        if (!value(formula, number, guess) && reaches_accepting(node(number, guess))) return true;
    }
    return false;
  }

 private:
  std::size_t guesses() const { return std::size_t{1} << temporal_.size(); }
  std::size_t node(std::size_t configuration, std::size_t guess) const { return configuration * guesses() + guess; }

  std::size_t number_of(const Configuration& configuration) {
    const auto [at, added] = numbers_.try_emplace(configuration, configurations_.size());
    if (added) configurations_.push_back(configuration);
    return at->second;
  }

  void explore(const std::vector<Configuration>& initial) {
    for (const Configuration& configuration : initial) number_of(configuration);
    for (std::size_t i = 0; i < configurations_.size() && i <= limits_.max_configurations; ++i) {
      std::vector<std::size_t> next;
      for (const Rule& rule : automaton_.rules) {
        if (!is_enabled(rule, configurations_[i])) continue;
        Configuration after = configurations_[i];
        fire(rule, after);
        for (std::int64_t& variable : after.shared) variable = std::min(variable, limits_.saturation);
        next.push_back(number_of(after));
      }
      if (next.empty()) next.push_back(i);
      successors_.push_back(std::move(next));
    }
  }

  void collect(const Formula& formula) {
    for (const Formula& child : formula.children) collect(child);
    if (formula.connective == Connective::kAlways || formula.connective == Connective::kEventually)
      temporal_.push_back(&formula);
  }

  bool value(const Formula& formula, std::size_t configuration, std::size_t guess) const {
    const auto child = [&](std::size_t i) { return value(formula.children[i], configuration, guess); };
    switch (formula.connective) {
      case Connective::kNot:
        return !child(0);
      case Connective::kImplies:
        return !child(0) || child(1);
      case Connective::kAnd:
      case Connective::kOr: {
        const bool is_and = formula.connective == Connective::kAnd;
        for (std::size_t i = 0; i < formula.children.size(); ++i)
          if (child(i) != is_and) return !is_and;
        return is_and;
      }
      case Connective::kAlways:
      case Connective::kEventually: {
        const auto at = std::ranges::find(temporal_, &formula) - temporal_.begin();
        return ((guess >> at) & 1U) != 0;
      }
      default:
        return evaluate(formula, configurations_[configuration]);
    }
  }

  // A guess of all temporal values fits a step when each operator unfolds: []f = f and next []f, <>f = f or next <>f.
  bool fits(std::size_t configuration, std::size_t guess, std::size_t next_guess) const {
    for (std::size_t i = 0; i < temporal_.size(); ++i) {
      const bool body = value(temporal_[i]->children.front(), configuration, guess);
      const bool next = ((next_guess >> i) & 1U) != 0;
      const bool now = ((guess >> i) & 1U) != 0;
      const bool always = temporal_[i]->connective == Connective::kAlways;
      if (now != (always ? body && next : body || next)) return false;
    }
    return true;
  }

  void build_tableau() {
    edges_.assign(configurations_.size() * guesses(), {});
    for (std::size_t c = 0; c < configurations_.size(); ++c)
      for (std::size_t guess = 0; guess < guesses(); ++guess)
        for (std::size_t next = 0; next < guesses(); ++next)
          if (fits(c, guess, next))
            for (const std::size_t to : successors_[c]) edges_[node(c, guess)].push_back(node(to, next));
  }

  // The guess about operator i is not put off for ever at this node.
  bool fulfils(std::size_t at, std::size_t i) const {
    const std::size_t guess = at % guesses();
    const bool now = ((guess >> i) & 1U) != 0;
    const bool body = value(temporal_[i]->children.front(), at / guesses(), guess);
    return temporal_[i]->connective == Connective::kAlways ? now || !body : !now || body;
  }

  // Tarjan's algorithm; a component counts when it has an edge inside and fulfils every operator.
  void mark_accepting() {
    const std::size_t count = edges_.size();
    accepting_.assign(count, false);
    std::vector<std::size_t> index(count, 0);
    std::vector<std::size_t> low(count, 0);
    std::vector<bool> on_stack(count, false);
    std::vector<std::size_t> stack;
    std::size_t next_index = 1;
    struct Frame {
      std::size_t node;
      std::size_t edge;
    };
    for (std::size_t root = 0; root < count; ++root) {
      if (index[root] != 0) continue;
      std::vector<Frame> frames{{root, 0}};
      while (!frames.empty()) {
        Frame& frame = frames.back();
        const std::size_t at = frame.node;
        if (frame.edge == 0) {
          index[at] = low[at] = next_index++;
          stack.push_back(at);
          on_stack[at] = true;
        }
        if (frame.edge < edges_[at].size()) {
          const std::size_t to = edges_[at][frame.edge++];
          if (index[to] == 0) {
            frames.push_back({to, 0});
          } else if (on_stack[to]) {
            low[at] = std::min(low[at], index[to]);
          }
          continue;
        }
        if (low[at] == index[at]) close_component(at, stack, on_stack);
        frames.pop_back();
        if (!frames.empty()) low[frames.back().node] = std::min(low[frames.back().node], low[at]);
      }
    }
  }

  void close_component(std::size_t root, std::vector<std::size_t>& stack, std::vector<bool>& on_stack) {
    std::vector<std::size_t> members;
    std::size_t member = 0;
    do {
      member = stack.back();
      stack.pop_back();
      on_stack[member] = false;
      members.push_back(member);
    } while (member != root);
    std::ranges::sort(members);
    const auto inside = [&](std::size_t at) { return std::ranges::binary_search(members, at); };
    const bool has_edge =
        std::ranges::any_of(members, [&](std::size_t at) { return std::ranges::any_of(edges_[at], inside); });
    for (std::size_t i = 0; i < temporal_.size(); ++i)
      if (std::ranges::none_of(members, [&](std::size_t at) { return fulfils(at, i); })) return;
    if (!has_edge) return;
    for (const std::size_t at : members) accepting_[at] = true;
  }

  bool reaches_accepting(std::size_t start) const {
    std::vector<bool> seen(edges_.size(), false);
    std::vector<std::size_t> open{start};
    seen[start] = true;
    while (!open.empty()) {
      const std::size_t at = open.back();
      open.pop_back();
      if (accepting_[at]) return true;
      for (const std::size_t to : edges_[at]) {
        if (seen[to]) continue;
        seen[to] = true;
        open.push_back(to);
      }
    }
    return false;
  }

  const ThresholdAutomaton& automaton_;
  ExplicitLimits limits_;
  std::vector<Configuration> configurations_;
  std::map<Configuration, std::size_t> numbers_;
  std::vector<std::vector<std::size_t>> successors_;
  std::vector<const Formula*> temporal_;
  std::vector<std::vector<std::size_t>> edges_;
  std::vector<bool> accepting_;
};

// All vectors of `length` naturals up to `largest`.
inline void for_each_vector(std::size_t length, std::int64_t largest,
                            const std::function<void(const std::vector<std::int64_t>&)>& visit) {
  std::vector<std::int64_t> values(length, 0);
  for (;;) {
    visit(values);
    std::size_t i = 0;
    while (i < length && values[i] == largest) values[i++] = 0;
    if (i == length) return;
    ++values[i];
  }
}

// The initial configurations with these parameters, counters up to `largest`, and variables 0.
inline std::vector<Configuration> initial_configurations(const ThresholdAutomaton& automaton,
                                                         const std::vector<std::int64_t>& parameters,
                                                         std::int64_t largest) {
  std::vector<Configuration> result;
  for_each_vector(automaton.locations.size(), largest, [&](const std::vector<std::int64_t>& counters) {
    const Configuration configuration{.parameters = parameters,
                                      .shared = std::vector<std::int64_t>(automaton.shared.size(), 0),
                                      .counters = counters};
    if (is_initial(automaton, configuration)) result.push_back(configuration);
  });
  return result;
}

}  // namespace parley::testing_support

// All small instances of an automaton, from the smallest on, asked by the dumb checker about every specification.
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <optional>
#include <vector>

#include "tests/smt/instance_checker.hpp"

namespace parley::testing_support {

struct SmallBound {
  std::int64_t largest_parameter = 7;
  std::size_t max_states = 20'000;       // of one instance; larger ones are left out
  std::size_t total_states = 1'000'000;  // of all; what does not fit is left out
};

struct SmallAnswer {
  // By specification: the parameters of the smallest instance that violates it.
  std::vector<std::optional<Parameters>> violated_at;
  std::size_t instances = 0;
  std::size_t left_out = 0;
  std::size_t states = 0;
};

// All vectors of parameters up to `largest`, by their sum.
inline std::vector<Parameters> small_parameters(std::size_t length, std::int64_t largest) {
  std::vector<Parameters> all{{}};
  for (std::size_t i = 0; i < length; ++i) {
    std::vector<Parameters> longer;
    for (const Parameters& shorter : all)
      for (std::int64_t value = 0; value <= largest; ++value) {
        longer.push_back(shorter);
        longer.back().push_back(value);
      }
    all = std::move(longer);
  }
  std::ranges::stable_sort(all, {}, [](const Parameters& p) { return std::accumulate(p.begin(), p.end(), 0LL); });
  return all;
}

inline SmallAnswer check_small_instances(const ThresholdAutomaton& automaton, const SmallBound& bound) {
  SmallAnswer answer;
  answer.violated_at.resize(automaton.specifications.size());
  for (const Parameters& parameters : small_parameters(automaton.parameters.size(), bound.largest_parameter)) {
    if (std::ranges::all_of(answer.violated_at, [](const auto& at) { return at.has_value(); })) break;
    if (!is_admissible(automaton, parameters)) continue;
    const std::size_t budget = bound.total_states - std::min(bound.total_states, answer.states);
    const InstanceChecker instance(automaton, parameters, std::min(bound.max_states, budget));
    answer.states += instance.states();
    ++(instance.is_complete() ? answer.instances : answer.left_out);
    for (std::size_t s = 0; s < answer.violated_at.size(); ++s)
      if (!answer.violated_at[s] && instance.violates(automaton.specifications[s].formula) == true)
        answer.violated_at[s] = parameters;
  }
  return answer;
}

}  // namespace parley::testing_support

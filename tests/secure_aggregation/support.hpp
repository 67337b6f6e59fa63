// What the tests of secure aggregation share: reduced parameters, verdicts by name, a for_each on threads.
#pragma once

#include <cstdint>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "protocols/aggregation/secure_aggregation/study.hpp"

namespace parley::secure_aggregation {

inline Parameters reduced() {
  Parameters parameters;
  parameters.sizes = {{3, 2, 1}, {4, 3, 1}, {5, 2, 1}, {3, 5, 1}, {5, 7, 2}};
  parameters.max_outcomes = 4000;
  parameters.searches = {{3, 3}, {4, 2}, {4, 3}};
  parameters.scale_users = {3, 10};
  parameters.scale_symbols = 4;
  parameters.scale_coalitions = 4;
  parameters.uniform_field = 31;
  parameters.uniform_runs = 20'000;
  parameters.learning.rounds = 4;
  parameters.learning.users = 8;
  return parameters;
}

inline Verdict verdict_of(const Findings& findings, const std::string& property) {
  for (const StudyVerdict& verdict : findings.verdicts)
    if (verdict.property == property) return verdict.verdict;
  ADD_FAILURE() << "no verdict on " << property;
  return Verdict::kUnknown;
}

}  // namespace parley::secure_aggregation

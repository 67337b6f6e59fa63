// A chi-square test of what a user sees, for fixed inputs: of every honest message X_j, and of X_j with the user's own
// key added and taken away, and of X_j - X_i. Each must be uniform over F_q.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "protocols/aggregation/secure_aggregation/scheme.hpp"
#include "protocols/core/study.hpp"

namespace parley::secure_aggregation {

struct UniformTest {
  std::string statistic;  // "X2 - Z0"
  std::vector<std::uint64_t> counts = {};
  double chi_square = 0;
  double deviation = 0;  // (chi^2 - (q-1)) / sqrt(2 (q-1)), roughly normal
};

// Beyond it a count is not called uniform: some 10^-9 for a normal variable.
inline constexpr double kLargestDeviation = 6;

// Empty if stopped. REQUIRES: a scheme of kind dealer, 4 users or more, an odd field.
std::vector<UniformTest> test_uniform(const LinearScheme& scheme, std::uint64_t runs,
                                      const StudyConditions& conditions);

}  // namespace parley::secure_aggregation

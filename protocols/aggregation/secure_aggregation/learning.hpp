// A logistic regression learnt by users who only add up: federated averaging, once over a scheme and once in the open.
//
// Each round every user takes `local_steps` steps of gradient descent on its own samples from the common model, writes
// its model in fixed point, round(x 2^scale_bits) mod 2^61 - 1, and the sum of all is divided by the number of users.
// Sums of integers do not depend on the order or on masks, so the two models must be equal bit by bit.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "protocols/aggregation/secure_aggregation/scheme.hpp"
#include "protocols/core/study.hpp"

namespace parley::secure_aggregation {

struct Learning {
  SchemeKind scheme = SchemeKind::kDealer;
  std::uint32_t users = 20;    // 0: no learning
  std::uint32_t samples = 60;  // of a user
  std::uint32_t features = 8;
  std::uint32_t rounds = 30;
  std::uint32_t local_steps = 3;
  double step = 0.5;
  std::uint32_t scale_bits = 24;
};

struct LearningOutcome {
  bool equal = true;           // secure and plain fixed-point models, after every round
  std::uint32_t rounds = 0;    // done
  double secure_accuracy = 0;  // on samples that nobody learnt from
  double plain_accuracy = 0;
  double float_accuracy = 0;          // plain averaging without fixed point
  double largest_gap = 0;             // between weights of the last two
  std::vector<double> by_round = {};  // secure accuracy
};

// REQUIRES: as validate. The samples come from conditions.seed; a sample's label follows a hidden model with noise.
LearningOutcome learn(const Learning& learning, Mutant mutant, const StudyConditions& conditions);

}  // namespace parley::secure_aggregation

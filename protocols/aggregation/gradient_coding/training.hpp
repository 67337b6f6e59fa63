// A linear regression by gradient descent, where each step waits for the
// fastest workers and decodes what they sent.
//
// Time of a step: the (m - s)-th fastest worker's computation (points *
// point_time * (1 + an exponential one with mean `straggling`)), and the
// messages of m - s workers one after another through the server's link, 8 d /
// l bytes each.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "protocols/aggregation/gradient_coding/code.hpp"
#include "protocols/core/study.hpp"

namespace parley::gradient_coding {

struct Training {
  std::uint32_t points = 520;    // of the data, chunk by chunk in turn
  std::uint32_t features = 198;  // d; a multiple of every l
  std::uint32_t steps = 200;
  std::uint32_t stragglers = 3;  // s, whom the server does not wait for
  double step = 0.3;
  double point_time = 1e-6;  // seconds
  double straggling = 1;
  double target = 1e-3;                           // loss, as share of that of the first model
  std::vector<double> links = {10'000, 100, 10};  // Mbit/s
};

struct Trained {
  std::vector<double> losses = {};         // after each step, as share of the first
  std::vector<double> compute_times = {};  // of each step, seconds
  std::uint64_t bytes = 0;                 // through the link in a step

  // Seconds until the target; nullopt if it is not reached.
  std::optional<double> time_to(double target, double link) const;
  double time_after(std::size_t steps, double link) const;
};

// The decoded gradient is divided by 1 - err(F). Stops early when stopped.
Trained train(const Training& training, const Code& code, const StudyConditions& conditions);

}  // namespace parley::gradient_coding

// One code, one draw of its coefficients, all sets of stragglers up to a size.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "protocols/aggregation/gradient_coding/study.hpp"

namespace parley::gradient_coding {

struct Breach {
  std::string property;
  std::vector<std::uint32_t> stragglers = {};
  std::string what;
};

// Of all sets with one number of stragglers.
struct SizeErrors {
  std::uint64_t sets = 0;
  double sum = 0;
  double worst = 0;
  std::vector<std::uint32_t> worst_set = {};
};

struct DrawErrors {
  std::vector<SizeErrors> by_size = {};  // 0 stragglers first
  std::vector<Breach> breaches = {};     // the first of each property
  bool exact = false;                    // held against fractions
  bool symmetric = false;                // held against the closed form
  bool done = false;
};

// What the mutant makes of the design. REQUIRES: validate has passed.
Design design_of(const CodeSpec& spec, Mutant mutant, std::uint64_t seed);
Code code_of(const CodeSpec& spec, Mutant mutant, std::uint64_t seed, std::uint64_t draw);

// Draws that differ: 1 where there is nothing random.
std::uint32_t draws_of(const CodeSpec& spec, std::uint32_t draws);

DrawErrors judge_draw(const CodeSpec& spec, std::uint64_t draw, const Parameters& parameters,
                      const StudyConditions& conditions);

// Expected weight of each chunk over all sets of answers, each worker answering
// with probability p. 2^workers decodings: REQUIRES at most 13 workers.
struct Bias {
  double fixed_least = 0;  // smallest and largest over chunks, weights u_i / (r p)
  double fixed_most = 0;
  double squares_least = 0;  // least squares
  double squares_most = 0;
  double captured = 0;  // expected 1 - err
  bool done = false;
};
Bias expected_weights(const CodeSpec& spec, const Parameters& parameters, const StudyConditions& conditions);

std::string name_of(const CodeSpec& spec);  // "cyclic 12/4"
std::string name_of(Encoding encoding);

}  // namespace parley::gradient_coding

// Gradients summed up in spite of stragglers, with short messages: A. Munim, A.
// Ramamoorthy, "communication-efficient approximate gradient coding" (arXiv
// 2603.22514). Their claims are the study's questions; their formulas were not
// available, so the codes are RECON (code.hpp).
//
//   explore   the decoding error of each code for every set of up to
//   `most_stragglers` stragglers, by two ways of linear
//             algebra and, without coefficients, as exact fractions; the closed
//             form of symmetric designs; expected weights of chunks over all
//             sets under independent failures
//   simulate  a regression learnt with each code: loss against simulated time;
//   sampled bias attack    mistakes that must show, the worst stragglers, equal
//   coefficients
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocols/aggregation/gradient_coding/code.hpp"
#include "protocols/aggregation/gradient_coding/training.hpp"
#include "protocols/core/study.hpp"

namespace parley::gradient_coding {

enum class Mutant : std::uint8_t {
  kNone,
  kStaleDecoder,  // decodes as if all had answered, and takes 0 for those that
                  // have not
  kMisplaced,     // worker 0 holds another chunk in place of its first
  kUnscaled,      // fixed weights without 1 / (r p)
};

struct CodeSpec {
  DesignKind design = DesignKind::kCyclic;
  std::uint32_t workers = 0;  // 0: the design's own
  std::uint32_t degree = 0;   // chunks of a worker; 0: the design's own
  Encoding encoding = Encoding::kRankOne;
  std::uint32_t parts = 1;  // l
};

std::vector<CodeSpec> card_codes();
std::vector<CodeSpec> card_training();

struct Parameters {
  std::vector<CodeSpec> codes = card_codes();
  Mutant mutant = Mutant::kNone;
  // --- explore, attack ---
  std::uint32_t most_stragglers = 4;
  std::uint32_t draws = 20;                    // of coefficients, where they are random
  std::uint64_t max_sets = 20'000;             // of one size; beyond, so many are sampled
  std::vector<std::uint32_t> stragglers = {};  // the only set to look at, with `draw`; empty: all
  std::uint32_t draw = 0;
  double answer_probability = 0.8;     // p, of each worker, for bias
  std::uint32_t bias_draws = 100'000;  // of failures; simulate; 0: none
  // --- simulate ---
  Training training = {};
  std::vector<CodeSpec> trained = card_training();
};

struct Study {
  using Parameters = gradient_coding::Parameters;
  static constexpr std::string_view kName = "gradient_coding";
  static constexpr std::array<PropertyInfo, 10> kProperties{{
      {"errors_agree", PropertyKind::kAlways, "the decoder's error is that of a basis and of exact fractions"},
      {"closed_form", PropertyKind::kAlways,
       "symmetric designs have one error for all sets of a size, the "
       "formula's"},
      {"monotone", PropertyKind::kAlways, "one straggler more never makes the error smaller"},
      {"lower_bound", PropertyKind::kAlways, "the error is at least the share of chunks whose holders are all gone"},
      {"unbiased", PropertyKind::kAlways, "with fixed weights the expected gradient is the true one"},
      {"symmetric_unbiased", PropertyKind::kAlways, "least squares on a symmetric design weighs all chunks alike"},
      {"sampled_unbiased", PropertyKind::kAlways, "sampled weights lie within four standard errors of 1"},
      {"equal_useless", PropertyKind::kSometimes, "with equal coefficients at least (l-1)/l is lost"},
      {"mutants_caught", PropertyKind::kAlways, "every mistake shows"},
      {"short_wins", PropertyKind::kSometimes, "on the slowest link some code with l > 1 is first at the target"},
  }};

  static std::optional<ConfigProblem> validate(const Parameters& parameters);
  static StudyFindings<Parameters> explore(const Parameters& parameters, const StudyConditions& conditions);
  static StudyFindings<Parameters> simulate(const Parameters& parameters, const StudyConditions& conditions);
  static StudyFindings<Parameters> attack(const Parameters& parameters, const StudyConditions& conditions);
};

using Findings = StudyFindings<Parameters>;

// The same parameters with nothing to look at: what a counterexample adds its
// one case to.
Parameters emptied(const Parameters& parameters);

}  // namespace parley::gradient_coding

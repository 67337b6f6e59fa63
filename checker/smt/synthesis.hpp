// Synthesis: for which values of a model's unknowns do all its specifications hold, and which of them are weakest?
//
// Exists-forall by counterexamples: a candidate is verified; a run that violates it is kept, and every other candidate
// under which the same run is still a run that violates the specification falls with it, by replay alone.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "checker/smt/verify.hpp"
#include "models/model_template.hpp"

namespace parley {

struct UnknownRange {
  std::string name;
  std::int64_t low = -1;
  std::int64_t high = 2;
};

inline constexpr std::size_t kMaxCandidates = 1'000'000;

struct SynthesisOptions {
  std::vector<UnknownRange> ranges;  // of some unknowns; the others have the default range
  VerifyOptions verify;              // for each candidate; its end and its stop are those of all of them
  // Called now and then with the number of candidates looked at, of how many; may be empty.
  std::function<void(std::size_t, std::size_t)> progress = {};
};

struct Solution {
  std::vector<std::int64_t> values;  // by unknown
  // No other solution admits every parameter and every step that this one does and more. Rules that change nothing are
  // not compared: a process may wait as long as it likes.
  bool weakest = false;
};

struct SynthesisResult {
  std::vector<UnknownRange> ranges;  // of all unknowns
  std::vector<Solution> solutions;
  std::vector<std::vector<std::int64_t>> undecided;  // candidates
  std::size_t candidates = 0;                        // in the ranges
  std::size_t not_looked_at = 0;                     // when the time was up
  std::size_t inadmissible = 0;     // the assumptions contradict each other, or the values make no model
  std::size_t verified = 0;         // candidates that the solver was asked about
  std::size_t counterexamples = 0;  // different runs that excluded all others
};

// Throws InputError for a model without unknowns, a range of a name that is none, more than kMaxCandidates candidates,
// and as verify does.
SynthesisResult synthesize(const ModelTemplate& model, const SynthesisOptions& options);

}  // namespace parley

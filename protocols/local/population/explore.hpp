// The parts of explore; each adds its verdicts, tables and counterexamples.
#pragma once

#include "protocols/local/population/study.hpp"

namespace parley::population {

using Findings = StudyFindings<Parameters>;

void explore_languages(const Parameters& parameters, const StudyConditions& conditions, Findings& findings);
void explore_random_languages(const Parameters& parameters, const StudyConditions& conditions, Findings& findings);
void explore_small_protocols(const Parameters& parameters, const StudyConditions& conditions, Findings& findings);
void explore_baselines(const Parameters& parameters, const StudyConditions& conditions, Findings& findings);

// "always": violated if something was found, unknown if something was left out.
inline Verdict always(bool violated, bool complete) {
  return violated ? Verdict::kViolated : complete ? Verdict::kHolds : Verdict::kUnknown;
}

}  // namespace parley::population

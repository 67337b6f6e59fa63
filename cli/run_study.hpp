// Carrying out a study for a verb, and again what it left as a counterexample.
#pragma once

#include <string_view>

#include "cli/experiment.hpp"
#include "cli/protocol_entry.hpp"
#include "cli/result.hpp"
#include "cli/study_entry.hpp"

namespace parley::cli {

enum class StudyVerb { kExplore, kSimulate, kAttack };

constexpr std::string_view to_string(StudyVerb verb) {
  return verb == StudyVerb::kExplore ? "explore" : verb == StudyVerb::kSimulate ? "simulate" : "attack";
}

// Null where the study has no answer for the verb.
StudyEntry::Answer answer_of(const StudyEntry& entry, StudyVerb verb);

// REQUIRES: experiment.is_study. Throws InputError, NotApplicable where the study has no answer for the verb.
VerbResult run_study(const Experiment& experiment, StudyVerb verb, const VerbOptions& options);

inline constexpr std::string_view kStudyCaseSuffix = ".study.json";

// `root` is the document of such a file. What its case tells. Throws InputError.
std::vector<std::string> read_story(const Place& root);

// Carries out its case: the property is violated again, or is not. Throws InputError.
VerbResult replay_study(const Place& root, const VerbOptions& options);

}  // namespace parley::cli

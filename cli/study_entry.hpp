// The registry of studies (protocols/core/study.hpp): what each can answer, behind plain functions.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "cli/experiment.hpp"
#include "protocols/core/study.hpp"

namespace parley::cli {

struct StudyOutcome {
  struct Counterexample {
    std::string property;
    nlohmann::json experiment;  // a document that looks at this case alone
    std::vector<std::string> story;
  };
  std::vector<StudyVerdict> verdicts = {};
  std::map<std::string, double> metrics = {};
  std::vector<StudyTable> tables = {};
  std::vector<Counterexample> counterexamples = {};
};

struct StudyEntry {
  using Answer = StudyOutcome (*)(const Experiment&, const StudyConditions&);

  std::string_view name;
  std::string_view family;
  std::span<const PropertyInfo> properties;
  // Throws InputError when the parameters make no sense.
  void (*validate)(const Experiment&) = nullptr;
  // Null where the study has nothing to say.
  Answer explore = nullptr;
  Answer simulate = nullptr;
  Answer attack = nullptr;
};

// Sorted by name.
const std::vector<StudyEntry>& study_registry();

// Throws InputError at /study, naming the known ones.
const StudyEntry& find_study(const Experiment& experiment);

}  // namespace parley::cli

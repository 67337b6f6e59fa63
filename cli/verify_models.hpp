// Verification of model files, for the verbs `verify` and `tour`.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "checker/smt/verify.hpp"
#include "cli/result.hpp"
#include "models/threshold_automaton.hpp"

namespace parley::cli {

struct ModelResult {
  std::filesystem::path file;
  ThresholdAutomaton automaton;
  std::vector<SpecResult> specs;
};

std::vector<ModelResult> verify_models(const std::vector<std::filesystem::path>& files, const VerifyOptions& options);
VerbResult to_verb_result(const std::vector<ModelResult>& models, const std::string& file);

// One JSON file a violated specification. Returns their paths.
std::vector<std::filesystem::path> store_counterexamples(const std::vector<ModelResult>& models,
                                                         const std::filesystem::path& folder);

}  // namespace parley::cli

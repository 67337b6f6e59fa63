// Verification of model files, for the verbs `verify` and `tour`.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "checker/smt/verify.hpp"
#include "cli/result.hpp"
#include "models/threshold_automaton.hpp"

namespace parley::cli {

struct ModelResult {
  std::filesystem::path file;
  ThresholdAutomaton automaton;
  // Tells the models of one call apart in the names of files: the file's name, if need be with more.
  std::string label = {};
  std::string name = {};  // likewise in properties: the automaton's name where no other model bears it, else the label
  std::vector<SpecResult> specs = {};
  std::map<std::string, std::filesystem::path> evidence = {};   // by violated specification: its counterexample
  std::map<std::string, std::filesystem::path> schedules = {};  // likewise: the same run in the implementation
};

// Reads all before the first is verified, with the resilience condition of the options if there is one.
// Throws InputError, also for a model given twice, one without specifications, and one that lacks one of options.specs.
std::vector<ModelResult> read_models(const std::vector<std::filesystem::path>& files, const VerifyOptions& options);

// Told of each result in order, as soon as it stands; must not throw. May be empty.
using OnResult = std::function<void(ModelResult&, const SpecResult&)>;

// Fills `specs` of each. What is left until options.end is shared among the models by their specifications. Throws as
// verify does.
void verify_models(std::vector<ModelResult>& models, const VerifyOptions& options, const OnResult& on_result = {});

VerbResult to_verb_result(const std::vector<ModelResult>& models, const std::string& file);

// Writes the counterexample of a violated specification into the folder and notes it as evidence; removes the one of an
// earlier call where there is none now. Throws EnvironmentError.
void store_counterexample(ModelResult& model, const SpecResult& spec, const std::filesystem::path& folder);

// Carries the counterexamples out in the protocols that the models belong to, for some seconds within those that are
// left, and writes the traces likewise. Tells what came of each, a line for people; nothing of a model of no protocol.
// Throws EnvironmentError.
void store_schedules(std::vector<ModelResult>& models, const std::filesystem::path& folder,
                     const VerifyOptions& options, const std::function<void(const std::string&)>& tell = {});

}  // namespace parley::cli

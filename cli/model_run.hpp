// The file that `verify` leaves for a violated specification: the model and the run, so that it can be carried out and
// drawn again without anything else.
#pragma once

#include <filesystem>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "checker/smt/counterexample.hpp"
#include "models/threshold_automaton.hpp"

namespace parley::cli {

struct ModelRunFile {
  std::string name;              // of the file, without the folder
  std::string model;             // the model's file, as `verify` was given it
  ThresholdAutomaton automaton;  // with the violated specification alone
  Counterexample counterexample;

  const Specification& specification() const { return automaton.specifications.front(); }
};

inline constexpr std::string_view kModelRunSuffix = ".counterexample.json";

nlohmann::json to_json(const ModelRunFile& run);

// Throws InputError: unreadable, or no such file's content. That the run is a counterexample is for
// refute_counterexample: until it has been asked, the steps need not even be possible.
ModelRunFile read_model_run(const std::filesystem::path& path);
// The same from a document; `file` is used in errors.
ModelRunFile parse_model_run(const nlohmann::json& document, const std::string& file);

}  // namespace parley::cli

// A model some of whose numbers are still to be found.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "models/ta_reader.hpp"

namespace parley {

class ModelTemplate {
 public:
  // `thresholds`: by the name of a `define`, the expression to take in its place; names that it brings along are
  // unknowns. Throws InputError as read_ta does, and when the model has no such definition.
  ModelTemplate(std::string text, std::string file_name, std::map<std::string, std::string> thresholds);

  // Those of `unknowns` and those of the thresholds, in the order of the file.
  const std::vector<std::string>& unknowns() const { return unknowns_; }

  // REQUIRES: one value an unknown. Throws InputError where these values make no model, such as a division by 0.
  ThresholdAutomaton with(std::span<const std::int64_t> values) const;

 private:
  std::string text_;
  std::string file_name_;
  std::map<std::string, std::string> thresholds_;
  std::vector<std::string> unknowns_;
};

// A file in .ta or .eta. Throws InputError.
ModelTemplate read_model_template(const std::filesystem::path& path, std::map<std::string, std::string> thresholds);

}  // namespace parley

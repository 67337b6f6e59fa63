#include "models/model_template.hpp"

#include <utility>

#include "protocols/core/check.hpp"
#include "protocols/core/error.hpp"

namespace parley {

ModelTemplate::ModelTemplate(std::string text, std::string file_name, std::map<std::string, std::string> thresholds)
    : text_(std::move(text)), file_name_(std::move(file_name)), thresholds_(std::move(thresholds)) {
  TaUnknowns found{.definitions = thresholds_, .values = {}, .names = {}};
  read_ta_with(found, text_, file_name_);
  if (!found.definitions.empty())
    throw InputError(
        "--threshold", "",
        "expected the name of a definition of the model, found '" + found.definitions.begin()->first + "'");
  unknowns_ = std::move(found.names);
}

ThresholdAutomaton ModelTemplate::with(std::span<const std::int64_t> values) const {
  check(values.size() == unknowns_.size(), "a model template takes one value an unknown");
  TaUnknowns given{.definitions = thresholds_, .values = {}, .names = {}};
  for (std::size_t i = 0; i < values.size(); ++i) given.values[unknowns_[i]] = values[i];
  return read_ta_with(given, text_, file_name_);
}

ModelTemplate read_model_template(const std::filesystem::path& path, std::map<std::string, std::string> thresholds) {
  const std::string extension = path.extension().string();
  if (extension != ".ta" && extension != ".eta")
    throw InputError(path.string(), "", "expected the extension .ta or .eta, found '" + extension + "'");
  return {read_model_text(path), path.string(), std::move(thresholds)};
}

}  // namespace parley

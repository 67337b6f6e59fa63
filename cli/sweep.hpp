// Sweeps: wherever an experiment has a value, it may have {"sweep": [value, ...]}, and stands then for one experiment a
// value; with several sweeps, for one a combination. {"sweep": [...], "as": [...]} names the values, for people and
// plots; sweeps with the same "with" take their values together, and null takes the member away.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "cli/document.hpp"
#include "cli/experiment.hpp"

namespace parley::cli {

struct SweepPoint {
  // The paths that are swept, as `--set` takes them, in order of the document, each with its value here or the value's
  // name; of paths that are swept together the first whose values have names, else the first.
  std::vector<std::pair<std::string, nlohmann::json>> at;
  Experiment experiment;

  // "n = 7, network/loss = 0.1"
  std::string label() const;
};

// In order of the combinations: the last path changes fastest. An experiment that sweeps nothing is one point at no
// path, and each experiment of a document of QUANTAS is a point. Every point is a valid document. Throws InputError, of
// a point with its label.
std::vector<SweepPoint> read_sweep(const std::filesystem::path& file, const std::vector<std::string>& settings);
std::vector<SweepPoint> parse_sweep(const nlohmann::json& document, const std::filesystem::path& name);

// Throws InputError at the first sweep of a document that must have none.
void refuse_sweep(const Place& root);

}  // namespace parley::cli

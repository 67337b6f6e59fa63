// What a verb found out, and how it is told: lines for people, one JSON object for programs, an exit status.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "net/world/trace.hpp"
#include "protocols/core/property.hpp"
#include "protocols/core/verdict.hpp"

namespace parley::cli {

struct PropertyVerdict {
  std::string property;
  Verdict verdict = Verdict::kUnknown;
  double seconds = 0;
  std::string note = {};      // why unknown, or what was seen; for people
  std::string engine = {};    // of verify: which one gave the verdict
  std::string evidence = {};  // of verify: the counterexample's file
  std::string schedule = {};  // of verify: the trace of the implementation that does the same
};

// A run that was kept: a counterexample, or an example to look at.
struct KeptTrace {
  std::string name;  // of the file, without the folder
  world::Trace trace;
  bool counterexample = false;
};

// The mean of a metric over independent runs, with its 95 % confidence interval: mean - half_width to mean + half_width
// (Student's t; half_width means nothing with fewer than two runs).
struct Interval {
  std::uint64_t runs = 0;
  double mean = 0;
  double half_width = 0;
  double deviation = 0;  // of one run
};

// Any other file that a verb leaves.
struct KeptFile {
  std::string name;  // without the folder
  std::string text;
};

struct VerbResult {
  std::string verb;
  std::string file;
  std::uint64_t seed = 0;
  std::vector<PropertyVerdict> verdicts;
  std::map<std::string, double> metrics;
  std::map<std::string, Interval> intervals;  // of metrics of single runs, by name
  nlohmann::json points;                      // of a sweep, see docs/simulate.md; null when nothing was swept
  nlohmann::json tables;                      // of a study, see docs/studies.md; null when there are none
  std::map<std::string, std::string> facts;   // beside the metrics, what is no number: trace hashes
  double seconds = 0;
  std::vector<KeptTrace> traces;
  std::vector<KeptFile> files;
  std::vector<std::string> lines;  // printed as they are
};

enum ExitStatus : int { kExitHolds = 0, kExitViolated = 1, kExitUnusable = 2, kExitUndecided = 3 };

// Violated beats unknown beats holds.
ExitStatus exit_status(const VerbResult& result);

// `verdicts`, `metrics`, `intervals` and facts: what a whole result and a point of a sweep have in common.
nlohmann::json findings_to_json(const VerbResult& result);
nlohmann::json to_json(const VerbResult& result);

// For people: the verdicts, the metrics, and where the traces lie.
std::string to_lines(const VerbResult& result);

// Writes the traces and other files to `folder` (made when missing) and the object to `json_file` if one is given.
// Returns the paths in `folder`. Throws EnvironmentError.
std::vector<std::filesystem::path> store(const VerbResult& result, const std::filesystem::path& folder,
                                         const std::optional<std::filesystem::path>& json_file);

// Writes a small file whole, making its folder. Throws EnvironmentError.
void write_text(const std::filesystem::path& path, const std::string& text);

// Of this process, from the operating system.
std::uint64_t peak_rss_bytes();

}  // namespace parley::cli

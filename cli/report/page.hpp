// The page of a folder of results: verdicts, metrics and one diagram a trace or run of a model, in one self-contained
// HTML file that needs no network and fits a phone.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "cli/model_run.hpp"
#include "net/world/trace.hpp"

namespace parley::cli {

struct PageTrace {
  std::string name;
  world::Trace trace;
};

// What a counterexample of a study tells.
struct PageStory {
  std::string name;  // of the file
  std::vector<std::string> lines;
};

struct Page {
  std::string title;
  nlohmann::json experiment;            // null when there is none
  std::vector<nlohmann::json> results;  // as `--json` writes them
  std::vector<PageTrace> traces;
  std::vector<ModelRunFile> model_runs;
  std::vector<PageStory> stories;
};

std::string to_html(const Page& page);

// Reads `folder`/*.json, *.trace.jsonl and the counterexamples of models and studies, in order of name. Throws
// InputError: missing, or nothing to show.
Page read_page(const std::filesystem::path& folder);

}  // namespace parley::cli

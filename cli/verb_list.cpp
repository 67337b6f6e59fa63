// `list`: protocol by verb, and for every empty cell the reason.
#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/kernels.hpp"
#include "cli/output.hpp"
#include "cli/run_study.hpp"

namespace parley::cli {

namespace {

struct Cell {
  bool applies;
  std::string reason;  // of an empty cell, or a remark
};

std::vector<std::pair<std::string, Cell>> row_of(const ProtocolEntry& entry) {
  const bool mapped = entry.project != nullptr;
  const std::string models = fmt::format("{}", fmt::join(entry.models, ", "));
  return {{"verify", {mapped, mapped ? models : "no threshold automaton is mapped to it"}},
          {"explore", {entry.explore != nullptr, ""}},
          {"simulate", {entry.simulate != nullptr, ""}},
          {"attack", {entry.attack != nullptr, ""}},
          {"up", {entry.node != nullptr, ""}},
          {"conform", {mapped, mapped ? models : "no map from its states to a model"}}};
}

std::vector<std::pair<std::string, Cell>> row_of(const StudyEntry& entry) {
  const std::string computed = "a study: it is computed, and no process runs";
  const std::string unanswered = "the study has no answer for it";
  std::vector<std::pair<std::string, Cell>> row{{"verify", {false, computed}}};
  for (const StudyVerb verb : {StudyVerb::kExplore, StudyVerb::kSimulate, StudyVerb::kAttack}) {
    const bool answers = answer_of(entry, verb) != nullptr;
    row.push_back({std::string(to_string(verb)), {answers, answers ? "" : unanswered}});
  }
  row.push_back({"up", {false, computed}});
  row.push_back({"conform", {false, computed}});
  return row;
}

// Protocols or studies: a line each, its number of full cells, and the reasons of the others.
template <class Entry>
void add_rows(const std::vector<Entry>& entries, std::string& text, std::string& reasons, VerbResult& result) {
  for (const Entry& entry : entries) {
    text += fmt::format("{:<22} {:<11}", entry.name, entry.family);
    double cells = 0;
    for (const auto& [verb, cell] : row_of(entry)) {
      text += fmt::format(" {:<9}", cell.applies ? "yes" : "-");
      cells += cell.applies ? 1 : 0;
      if (!cell.applies) result.facts[fmt::format("{}.{}", entry.name, verb)] = cell.reason;
      if (!cell.reason.empty()) reasons += fmt::format("  {} {}: {}\n", entry.name, verb, cell.reason);
    }
    text += '\n';
    result.metrics[std::string(entry.name)] = cells;
  }
}

}  // namespace

int run_list(const Command& command) {
  if (command.kernels) {
    const VerbResult kernels = measure_kernels(command.threads);
    if (!command.quiet)
      for (const std::string& line : kernels.lines) say("{}\n", line);
    store(kernels, command.out, command.json);
    return kExitHolds;
  }
  VerbResult result;
  result.verb = "list";
  std::string text = fmt::format("{:<22} {:<11}", "protocol", "family");
  for (const auto& [verb, cell] : row_of(registry().front())) text += fmt::format(" {:<9}", verb);
  text += '\n';
  std::string reasons;
  add_rows(registry(), text, reasons, result);
  add_rows(study_registry(), text, reasons, result);
  if (!command.quiet) say("{}\n{}", text, reasons);
  store(result, command.out, command.json);
  return kExitHolds;
}

}  // namespace parley::cli

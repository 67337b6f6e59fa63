// `list`: protocol by verb, and for every empty cell the reason.
#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/kernels.hpp"
#include "cli/output.hpp"

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
  for (const ProtocolEntry& entry : registry()) {
    text += fmt::format("{:<22} {:<11}", entry.name, entry.family);
    double cells = 0;
    for (const auto& [verb, cell] : row_of(entry)) {
      text += fmt::format(" {:<9}", cell.applies ? "yes" : "-");
      cells += cell.applies ? 1 : 0;
      if (!cell.reason.empty()) reasons += fmt::format("  {} {}: {}\n", entry.name, verb, cell.reason);
    }
    text += '\n';
    result.metrics[std::string(entry.name)] = cells;
  }
  if (!command.quiet) say("{}\n{}", text, reasons);
  store(result, command.out, command.json);
  return kExitHolds;
}

}  // namespace parley::cli
